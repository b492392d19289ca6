import type { Json, JsonObject } from "../../../../local/aws.ts";
import { accepted, flow, type Refusal, refusals } from "./cases.ts";

const call = "arn:aws:states:::aws-sdk:dynamodb:updateItem";
const task = (more: JsonObject, Resource = call): JsonObject =>
  flow({ A: { Type: "Task", Resource, Arguments: {}, ...more }, B: { Type: "Succeed" } });
const retry = (...retriers: JsonObject[]): JsonObject => task({ Retry: retriers });
const caught = (...catchers: JsonObject[]): JsonObject =>
  task({ Catch: catchers.map((catcher) => ({ Next: "B", ...catcher })) });
const one = (more: JsonObject): JsonObject => retry({ ErrorEquals: ["E"], ...more });

/** What every error list must be, in a retrier and in a catcher. */
const lists: [rule: string, ErrorEquals: Json, message: RegExp][] = [
  ["no names", [], /list of error names/],
  ["one name that is no list", "E", /list of error names/],
  ["a name that is no text", [1], /error names only/],
  ["States.ALL among others", ["E", "States.ALL"], /alone, and last/],
  ["an invented predefined name", ["States.Late"], /not an error name/],
  ["a predefined name of another case", ["States.all"], /not an error name/],
];

refusals("Amazon States Language, ErrorEquals: https://states-language.net/#errors", [
  ...lists.flatMap(([rule, ErrorEquals, message]): Refusal[] => [
    [`${rule} in a retrier`, retry({ ErrorEquals }), "/States/A/Retry[0]/ErrorEquals", message],
    [`${rule} in a catcher`, caught({ ErrorEquals }), "/States/A/Catch[0]/ErrorEquals", message],
  ]),
  ["a retrier without ErrorEquals", retry({ MaxAttempts: 1 }), "/States/A/Retry[0]/ErrorEquals", /list of error names/],
  ["a catcher without ErrorEquals", caught({}), "/States/A/Catch[0]/ErrorEquals", /list of error names/],
  [
    "States.ALL before another retrier",
    retry({ ErrorEquals: ["States.ALL"] }, { ErrorEquals: ["E"] }),
    "/States/A/Retry[0]/ErrorEquals",
    /alone, and last/,
  ],
  [
    "States.ALL before another catcher",
    caught({ ErrorEquals: ["States.ALL"] }, { ErrorEquals: ["E"] }),
    "/States/A/Catch[0]/ErrorEquals",
    /alone, and last/,
  ],
]);

const notPositive: Json[] = [0, -1, 1.5, "1", null, true];

refusals("Amazon States Language, Retry: https://states-language.net/#errors", [
  ["Retry that is no list", task({ Retry: { ErrorEquals: ["E"] } }), "/States/A/Retry", /must be a list/],
  ["a retrier that is no object", task({ Retry: ["E"] }), "/States/A/Retry[0]", /must be an object/],
  ["an unknown field", one({ Delay: 1 }), "/States/A/Retry[0]/Delay", /not a field of a retrier/],
  ["Next in a retrier", one({ Next: "B" }), "/States/A/Retry[0]/Next", /not a field of a retrier/],
  ...notPositive.map(
    (value): Refusal => [
      `IntervalSeconds: ${JSON.stringify(value)}`,
      one({ IntervalSeconds: value }),
      "/States/A/Retry[0]/IntervalSeconds",
      /integer from 1/,
    ],
  ),
  [
    "IntervalSeconds beyond 99999999",
    one({ IntervalSeconds: 100_000_000 }),
    "/States/A/Retry[0]/IntervalSeconds",
    /integer from 1 to 99999999/,
  ],
  [
    "IntervalSeconds by an expression",
    one({ IntervalSeconds: "{% 5 %}" }),
    "/States/A/Retry[0]/IntervalSeconds",
    /integer/,
  ],
  ...([-1, 1.5, "3", null] as Json[]).map(
    (value): Refusal => [
      `MaxAttempts: ${JSON.stringify(value)}`,
      one({ MaxAttempts: value }),
      "/States/A/Retry[0]/MaxAttempts",
      /integer from 0/,
    ],
  ),
  [
    "MaxAttempts beyond 99999999",
    one({ MaxAttempts: 100_000_000 }),
    "/States/A/Retry[0]/MaxAttempts",
    /integer from 0 to 99999999/,
  ],
  ...([0.5, 0, -2, "2", null] as Json[]).map(
    (value): Refusal => [
      `BackoffRate: ${JSON.stringify(value)}`,
      one({ BackoffRate: value }),
      "/States/A/Retry[0]/BackoffRate",
      /from 1/,
    ],
  ),
  ...notPositive.map(
    (value): Refusal => [
      `MaxDelaySeconds: ${JSON.stringify(value)}`,
      one({ MaxDelaySeconds: value }),
      "/States/A/Retry[0]/MaxDelaySeconds",
      /integer from 1/,
    ],
  ),
  [
    "MaxDelaySeconds of a leap year",
    one({ MaxDelaySeconds: 31_622_400 }),
    "/States/A/Retry[0]/MaxDelaySeconds",
    /integer from 1 to 31622399/,
  ],
  ...(["HALF", "full", true, null] as Json[]).map(
    (value): Refusal => [
      `JitterStrategy: ${JSON.stringify(value)}`,
      one({ JitterStrategy: value }),
      "/States/A/Retry[0]/JitterStrategy",
      /FULL or NONE/,
    ],
  ),
]);

refusals("Amazon States Language, Catch: https://states-language.net/#fallback-states", [
  ["Catch that is no list", task({ Catch: { ErrorEquals: ["E"], Next: "B" } }), "/States/A/Catch", /must be a list/],
  ["a catcher without Next", task({ Catch: [{ ErrorEquals: ["E"] }] }), "/States/A/Catch[0]/Next", /is missing/],
  [
    "a catcher that leads nowhere",
    caught({ ErrorEquals: ["E"], Next: "None" }),
    "/States/A/Catch[0]/Next",
    /no state 'None'/,
  ],
  ["End in a catcher", caught({ ErrorEquals: ["E"], End: true }), "/States/A/Catch[0]/End", /not a field of a catcher/],
  [
    "ResultPath in a catcher",
    caught({ ErrorEquals: ["E"], ResultPath: "$.e" }),
    "/States/A/Catch[0]/ResultPath",
    /belongs to JSONPath/,
  ],
  [
    "MaxAttempts in a catcher",
    caught({ ErrorEquals: ["E"], MaxAttempts: 1 }),
    "/States/A/Catch[0]/MaxAttempts",
    /not a field of a catcher/,
  ],
]);

refusals("docs/local-cloud.md: a wait names what it retries", [
  [
    "States.ALL in the Retry of a wait",
    task({ Retry: [{ ErrorEquals: ["States.ALL"] }] }, `${call}.waitForTaskToken`),
    "/States/A/Retry[0]/ErrorEquals",
    /name the errors/,
  ],
  [
    "States.TaskFailed in the Retry of a wait",
    task({ Retry: [{ ErrorEquals: ["States.TaskFailed"] }] }, `${call}.waitForTaskToken`),
    "/States/A/Retry[0]/ErrorEquals",
    /name the errors/,
  ],
]);

const predefined = [
  "ALL",
  "BranchFailed",
  "DataLimitExceeded",
  "ExceedToleratedFailureThreshold",
  "HeartbeatTimeout",
  "Http.Socket",
  "IntrinsicFailure",
  "ItemReaderFailed",
  "NoChoiceMatched",
  "ParameterPathFailure",
  "Permissions",
  "QueryEvaluationError",
  "ResultPathMatchFailure",
  "ResultWriterFailed",
  "Runtime",
  "TaskFailed",
  "Timeout",
];

accepted(
  "Developer guide, error names: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html#error-handling-error-representation",
  predefined.map((name): [string, JsonObject] => [`States.${name}`, caught({ ErrorEquals: [`States.${name}`] })]),
);

accepted("Amazon States Language, Retry and Catch: https://states-language.net/#errors", [
  [
    "every field of a retrier",
    one({
      IntervalSeconds: 99_999_999,
      MaxAttempts: 0,
      BackoffRate: 1,
      MaxDelaySeconds: 31_622_399,
      JitterStrategy: "FULL",
      Comment: "x",
    }),
  ],
  ["a longest delay below the interval", one({ IntervalSeconds: 10, MaxDelaySeconds: 5 })],
  ["JitterStrategy NONE", one({ JitterStrategy: "NONE" })],
  ["every field of a catcher", caught({ ErrorEquals: ["E"], Output: 1, Assign: { a: 1 }, Comment: "x" })],
  ["States.ALL last and alone", retry({ ErrorEquals: ["E", "F"] }, { ErrorEquals: ["States.ALL"] })],
  ["States.TaskFailed among others", retry({ ErrorEquals: ["States.TaskFailed", "States.Timeout"] })],
  ["names of one's own, with any signs", caught({ ErrorEquals: ["Case Changed!", "案件"] })],
  [
    "named errors in the Retry of a wait",
    task({ Retry: [{ ErrorEquals: ["DynamoDb.TransactionConflictException"] }] }, `${call}.waitForTaskToken`),
  ],
  [
    "States.ALL in the Catch of a wait",
    task({ Catch: [{ ErrorEquals: ["States.ALL"], Next: "B" }] }, `${call}.waitForTaskToken`),
  ],
  ["an empty Retry and Catch", task({ Retry: [], Catch: [] })],
]);
