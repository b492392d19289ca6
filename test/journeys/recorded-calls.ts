import { type Assembly, resourcesOf } from "../../local/assembly/assembly.ts";
import type { JsonObject } from "../../local/aws.ts";
import type { ServiceCall } from "../../local/faults.ts";

/** An action as IAM names it, on the ARN of one resource; undefined where the call does not name it. */
export interface Use {
  action: string;
  resource: string | undefined;
}

/** What callers must be allowed for their calls, by principal, each once. */
export function usesOf(calls: ServiceCall[], assembly: Assembly): Map<string, Use[]> {
  const arns = arnsIn(assembly);
  const uses = new Map<string, Map<string, Use>>();
  for (const call of calls) {
    const known = uses.get(call.principal) ?? new Map<string, Use>();
    uses.set(call.principal, known);
    for (const use of usesOfCall(call, arns)) known.set(`${use.action} ${use.resource}`, use);
  }
  return new Map([...uses].map(([principal, known]) => [principal, [...known.values()]]));
}

type Arns = Record<"table" | "queue" | "bus", Map<string, string>>;

function arnsIn(assembly: Assembly): Arns {
  const byName = (type: string) => new Map(resourcesOf(assembly, type).map(({ name, arn }) => [name, arn]));
  return {
    table: byName("AWS::DynamoDB::Table"),
    queue: byName("AWS::SQS::Queue"),
    bus: byName("AWS::Events::EventBus"),
  };
}

function usesOfCall({ service, action, input }: ServiceCall, arns: Arns): Use[] {
  switch (service) {
    case "dynamodb":
      return usesOfTable(action, input, arns);
    case "sqs":
      return [{ action: `sqs:${action}`, resource: arns.queue.get(String(input.QueueUrl).split("/").at(-1) ?? "") }];
    case "events": {
      const entries = (input.Entries ?? []) as { EventBusName?: string }[];
      return entries.map(({ EventBusName = "default" }) => ({
        action: `events:${action}`,
        resource: arns.bus.get(EventBusName.split("/").at(-1) ?? ""),
      }));
    }
    default: {
      // A task token is all that SendTaskSuccess names: whose task it is, only the service knows.
      const { stateMachineArn, executionArn } = input as Record<string, string | undefined>;
      return [{ action: `${service}:${action}`, resource: stateMachineArn ?? executionArn }];
    }
  }
}

/** A transaction needs the action of each of its parts. */
function usesOfTable(action: string, input: JsonObject, { table }: Arns): Use[] {
  if (action.startsWith("Transact")) {
    const parts = input.TransactItems as Record<string, { TableName: string }>[];
    return parts
      .flatMap((part) => Object.entries(part))
      .map(([kind, { TableName }]) => ({ action: `dynamodb:${kind}Item`, resource: table.get(TableName) }));
  }
  if (action.startsWith("Batch")) {
    const tables = Object.keys(input.RequestItems as object);
    return tables.map((name) => ({ action: `dynamodb:${action}`, resource: table.get(name) }));
  }
  const { TableName = "", IndexName, StreamArn } = input as Record<string, string | undefined>;
  const whole = StreamArn ?? table.get(TableName);
  const resource = whole === undefined || IndexName === undefined ? whole : `${whole}/index/${IndexName}`;
  return [{ action: `dynamodb:${action}`, resource }];
}
