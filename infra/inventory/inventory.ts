import { readApis } from "../../local/assembly/apis.ts";
import { type Assembly, resourcesOf } from "../../local/assembly/assembly.ts";
import { readEventSources } from "../../local/assembly/event-sources.ts";
import { readRules, readSchedules } from "../../local/assembly/events.ts";
import { readFunctions } from "../../local/assembly/functions.ts";
import { readMachines } from "../../local/assembly/machines.ts";
import { flag, list, members, number, text } from "../../local/assembly/properties.ts";
import { readQueues } from "../../local/assembly/queues.ts";
import type { Json } from "../../local/aws.ts";
import { rolesIn } from "./roles.ts";
import { namesIn } from "./spoken-names.ts";

export type Inventory = ReturnType<typeof inventoryOf>;

/** What an assembly deploys, told for people: names instead of tokens, each list in the order of the templates. */
export function inventoryOf(assembly: Assembly) {
  const spoken = namesIn(assembly);
  const sources = readEventSources(assembly);
  const count = (type: string) => resourcesOf(assembly, type).length;
  const types = [...new Set(assembly.resources.map(({ type }) => type))].sort();
  return {
    stacks: [...new Set(assembly.resources.map(({ stack }) => stack))],
    resources: Object.fromEntries(types.map((type) => [type, count(type)])),
    api: readApis(assembly).map(({ name, document }) => ({ name, ...operationsIn(document) })),
    functions: readFunctions(assembly).map(({ name, memoryMegabytes, timeoutSeconds, role, runtime, environment }) => ({
      ...{ name, runtime, memoryMegabytes, timeoutSeconds, role, settings: Object.keys(environment).sort() },
    })),
    machines: readMachines(assembly).map(({ name, kind, role, loggingLevel, definition, logicalId }) => {
      const own = resourcesOf(assembly, "AWS::StepFunctions::StateMachine").find((one) => one.logicalId === logicalId);
      const logging = members(own?.properties.LoggingConfiguration);
      const states = Object.keys(members(definition.States)).length;
      return { name, kind, role, states, logs: loggingLevel, dataInLogs: flag(logging.IncludeExecutionData) ?? false };
    }),
    roles: rolesIn(assembly, spoken),
    tables: resourcesOf(assembly, "AWS::DynamoDB::Table").map(({ arn, properties }) => ({
      name: spoken(arn),
      deletionProtected: flag(properties.DeletionProtectionEnabled) ?? false,
      pointInTimeRecovery:
        flag(members(properties.PointInTimeRecoverySpecification).PointInTimeRecoveryEnabled) ?? false,
      encryptedBy: spoken(text(members(properties.SSESpecification).KMSMasterKeyId) ?? "DynamoDB"),
      stream: text(members(properties.StreamSpecification).StreamViewType) ?? "none",
      indexes: list(properties.GlobalSecondaryIndexes).map(indexIn),
    })),
    queues: readQueues(assembly).map(({ name, arn, retentionSeconds, deadLetter }) => ({
      name,
      retentionDays: retentionSeconds / 86_400,
      readBy: sources.flatMap((source) =>
        source.kind === "queue" && source.queueArn === arn ? source.functionName : [],
      ),
      deadLetters: deadLetter === undefined ? undefined : spoken(deadLetter.queueArn),
      alarms: alarmsOn(name, assembly),
    })),
    streamReaders: sources.flatMap((source) =>
      source.kind === "stream"
        ? {
            function: source.functionName,
            reads: `table ${source.tableName}`,
            filters: source.filters,
            retries: source.maximumRetryAttempts,
            onFailure: source.onFailureArn === undefined ? undefined : spoken(source.onFailureArn),
          }
        : [],
    ),
    rules: readRules(assembly).map(({ name, bus, pattern, schedule, targets }) => ({
      ...{ name, bus, when: schedule ?? pattern },
      targets: targets.map(({ arn, deadLetterArn }) => ({
        to: spoken(arn),
        deadLetters: deadLetterArn && spoken(deadLetterArn),
      })),
    })),
    schedules: readSchedules(assembly).map(({ name, expression, timeZone, target }) => ({
      ...{ name, expression, timeZone, invokes: spoken(target.arn) },
      deadLetters: target.deadLetterArn && spoken(target.deadLetterArn),
    })),
    alarms: resourcesOf(assembly, "AWS::CloudWatch::Alarm").map(({ name, properties }) => ({
      name,
      means: text(properties.AlarmDescription) ?? "",
      tells: list(properties.AlarmActions).map((action) => spoken(String(action))),
    })),
    outputs: Object.fromEntries(
      Object.entries(assembly.outputs).map(([stack, outputs]) => [stack, withoutExports(outputs)]),
    ),
  };
}

/** What one stack hands to another is of no use to people. */
function withoutExports(outputs: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(outputs).filter(([name]) => !name.startsWith("ExportsOutput")));
}

/** How many operations the API has, and which of them take no token. */
function operationsIn(document: Json): { operations: number; open: string[] } {
  const operations = Object.entries(members(members(document).paths)).flatMap(([path, methods]) =>
    Object.entries(members(methods)).map(([method, operation]) => ({
      name: `${method.toUpperCase()} ${path}`,
      secured: list(members(operation).security).length > 0,
    })),
  );
  const open = operations.filter(({ secured }) => !secured).map(({ name }) => name);
  return { operations: operations.length, open };
}

function indexIn(index: Json): { name: string; key: string[]; holds: string } {
  const { IndexName, KeySchema, Projection } = members(index);
  const { ProjectionType, NonKeyAttributes } = members(Projection);
  const attributes = list(NonKeyAttributes).map(String).join(", ");
  return {
    name: String(IndexName),
    key: list(KeySchema).map((part) => String(members(part).AttributeName)),
    holds: attributes === "" ? String(ProjectionType) : `keys and ${attributes}`,
  };
}

/** The alarms that look at a queue. */
function alarmsOn(queue: string, assembly: Assembly): { name: string; above: number }[] {
  return resourcesOf(assembly, "AWS::CloudWatch::Alarm").flatMap(({ name, properties }) => {
    const dimensions = list(properties.Dimensions).map(members);
    if (!dimensions.some(({ Name, Value }) => Name === "QueueName" && Value === queue)) return [];
    return { name, above: number(properties.Threshold) ?? 0 };
  });
}
