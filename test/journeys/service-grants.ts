import { type Assembly, resourcesOf } from "../../local/assembly/assembly.ts";
import { readEventSources } from "../../local/assembly/event-sources.ts";
import { readSchedules } from "../../local/assembly/events.ts";
import { members } from "../../local/assembly/properties.ts";
import type { Use } from "./recorded-calls.ts";

const pollingStream = ["DescribeStream", "GetRecords", "GetShardIterator"];
const pollingQueue = ["DeleteMessage", "GetQueueAttributes", "ReceiveMessage"];
const writingLog = ["CreateLogStream", "PutLogEvents"];
const deliveringVendedLogs = [
  ...["CreateLogDelivery", "DeleteLogDelivery", "DescribeLogGroups", "DescribeResourcePolicies", "GetLogDelivery"],
  ...["ListLogDeliveries", "PutResourcePolicy", "UpdateLogDelivery"],
];
const sampling = ["GetSamplingRules", "GetSamplingTargets"];
const tracing = ["PutTelemetryRecords", "PutTraceSegments"];

/**
 * What Lambda itself does on a function's role: it writes its log and its traces, reads the streams and queues that feed
 * it, and tells the failure destination what it has given up. That follows from the template, and from no line of the
 * function.
 */
export function doneByLambda(functionName: string, assembly: Assembly): Use[] {
  const [definition] = resourcesOf(assembly, "AWS::Lambda::Function").filter(({ name }) => name === functionName);
  const group = members(definition?.properties.LoggingConfig).LogGroup;
  const log = resourcesOf(assembly, "AWS::Logs::LogGroup").find(({ ref }) => ref === group)?.arn;
  return [
    ...on(log, "logs", writingLog),
    ...on("*", "xray", tracing),
    ...readEventSources(assembly)
      .filter((source) => source.functionName === functionName)
      .flatMap((source) => {
        if (source.kind === "queue") return on(source.queueArn, "sqs", pollingQueue);
        const table = assembly.resources.find(({ name }) => name === source.tableName)?.arn;
        const reading = [
          ...on(`${table}/stream/latest`, "dynamodb", pollingStream),
          ...on("*", "dynamodb", ["ListStreams"]),
        ];
        return source.onFailureArn === undefined
          ? reading
          : [...reading, ...on(source.onFailureArn, "sqs", ["SendMessage"])];
      }),
  ];
}

/** What Step Functions does on a machine's role besides the tasks: it delivers the log, and traces. */
export function doneByStepFunctions(): Use[] {
  return [...on("*", "logs", deliveringVendedLogs), ...on("*", "xray", [...sampling, ...tracing])];
}

/** What EventBridge Scheduler does on a schedule's role: it invokes the target, and puts aside what it cannot deliver. */
export function doneByScheduler(role: string, assembly: Assembly): Use[] {
  const ofRole = resourcesOf(assembly, "AWS::Scheduler::Schedule")
    .filter(({ properties }) => String(members(properties.Target).RoleArn).endsWith(`/${role}`))
    .map(({ name }) => name);
  return readSchedules(assembly)
    .filter(({ name }) => ofRole.includes(name))
    .flatMap(({ target }) => [
      ...on(target.arn, "lambda", ["InvokeFunction"]),
      ...on(target.deadLetterArn, "sqs", ["SendMessage"]),
    ]);
}

function on(resource: string | undefined, service: string, actions: string[]): Use[] {
  return actions.map((action) => ({ action: `${service}:${action}`, resource }));
}
