import type { JsonObject } from "../../../../local/aws.ts";
import { accepted, flow, type Refusal, refusals } from "./cases.ts";

const task = (Resource: string, Arguments: JsonObject = {}): JsonObject =>
  flow({ A: { Type: "Task", Resource, Arguments } });
const refused = (Resource: string, message: RegExp, Arguments: JsonObject = {}): Refusal => [
  Resource,
  task(Resource, Arguments),
  "/States/A/Resource",
  message,
];
const sfn = (name: string) => `arn:aws:states:::${name}`;
const invoke = { FunctionName: "f" };

refusals(
  "Developer guide, patterns of the optimized integrations: https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html",
  [
    ...["getItem", "putItem", "updateItem", "deleteItem"].map((action) =>
      refused(sfn(`dynamodb:${action}.waitForTaskToken`), /AWS has no \.waitForTaskToken/),
    ),
    refused(sfn("dynamodb:query"), /no action query/),
    refused(sfn("dynamodb:transactWriteItems"), /no action transactWriteItems/),
    refused(sfn("dynamodb:UpdateItem"), /no action UpdateItem/),
    refused(sfn("sqs:receiveMessage"), /no action receiveMessage/),
    refused(sfn("sqs:sendMessage.sync"), /does not run jobs/),
    refused(sfn("lambda:invokeAsync"), /unknown/),
    refused(sfn("lambda:invoke.sync"), /does not run jobs/, invoke),
    refused(sfn("events:putRule"), /no action putRule/),
    refused(sfn("states:startExecution.sync"), /does not run jobs/),
    refused(sfn("states:startExecution.sync:2"), /does not run jobs/),
    refused(sfn("states:stopExecution"), /no action stopExecution/),
    refused(sfn("sqs:sendMessage.waitForToken"), /AWS has no \.waitForToken/),
  ],
);

refusals("docs/local-cloud.md: services that are not offered here", [
  refused(sfn("aws-sdk:s3:getObject"), /integration aws-sdk:s3 is unknown/),
  refused(sfn("sns:publish"), /integration sns is unknown/),
  refused(sfn("http:invoke"), /integration http is unknown/),
  refused(sfn("aws-sdk:dynamodb:upsertItem"), /no action upsertItem/),
  refused(sfn("aws-sdk:lambda:invoke"), /integration aws-sdk:lambda is unknown/),
  refused(
    "arn:aws:states:eu-west-1:123456789012:activity:a",
    /neither a service integration nor the ARN of a function/,
  ),
  refused("arn:aws-cn:states:::lambda:invoke", /partition is aws/, invoke),
  refused("arn:aws-cn:lambda:eu-west-1:123456789012:function:a", /partition is aws/),
  refused("lambda:invoke", /neither/),
  refused("{% $resource %}", /neither/),
  refused("arn:aws:lambda:eu-west-1:123456789012:layer:a", /neither/),
  [
    "an asynchronous invocation",
    task(sfn("lambda:invoke"), { FunctionName: "a", InvocationType: "Event" }),
    "/States/A/Arguments/InvocationType",
    /not implemented/,
  ],
  [
    "a log tail of an invocation",
    task(sfn("lambda:invoke"), { FunctionName: "a", LogType: "Tail" }),
    "/States/A/Arguments/LogType",
    /not implemented/,
  ],
  ["invoking nobody", task(sfn("lambda:invoke")), "/States/A/Arguments", /FunctionName is missing/],
]);

accepted(
  "Developer guide, integrations: https://docs.aws.amazon.com/step-functions/latest/dg/integrate-services.html",
  [
    ...["lambda:invoke", "lambda:invoke.waitForTaskToken"].map((name): [string, JsonObject] => [
      name,
      task(sfn(name), invoke),
    ]),
    ...[
      ...[
        "dynamodb:getItem",
        "dynamodb:putItem",
        "dynamodb:updateItem",
        "dynamodb:deleteItem",
        "sqs:sendMessage",
        "sqs:sendMessage.waitForTaskToken",
      ],
      ...[
        "events:putEvents",
        "events:putEvents.waitForTaskToken",
        "states:startExecution",
        "states:startExecution.waitForTaskToken",
      ],
      ...[
        "aws-sdk:dynamodb:updateItem.waitForTaskToken",
        "aws-sdk:dynamodb:query",
        "aws-sdk:sqs:sendMessage.waitForTaskToken",
      ],
      ...[
        "aws-sdk:eventbridge:putEvents.waitForTaskToken",
        "aws-sdk:sfn:startExecution",
        "aws-sdk:sfn:sendTaskSuccess",
      ],
    ].map((name): [string, JsonObject] => [name, task(sfn(name))]),
    ["a function", task("arn:aws:lambda:eu-west-1:123456789012:function:a")],
    ["a function's alias", task("arn:aws:lambda:eu-west-1:123456789012:function:a:live")],
    ["a function's version", task("arn:aws:lambda:eu-west-1:123456789012:function:a:$LATEST")],
    [
      "a function whose name is known at run time",
      task(sfn("lambda:invoke"), { FunctionName: "{% $states.input.f %}" }),
    ],
    [
      "an invocation that waits for its answer",
      task(sfn("lambda:invoke"), { ...invoke, InvocationType: "RequestResponse", Qualifier: "1", Payload: {} }),
    ],
  ],
);
