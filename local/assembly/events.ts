import type { Json, JsonObject } from "../aws.ts";
import { type Assembly, type Resource, resourcesOf } from "./assembly.ts";
import { list, members, number, required, text } from "./properties.ts";

export interface BusDefinition {
  logicalId: string;
  name: string;
  arn: string;
}

/** What a rule or a schedule sends its event to. */
export interface TargetDefinition {
  id: string;
  arn: string;
  /** A constant JSON text in the event's place. */
  input: string | undefined;
  /** A JSONPath into the event. */
  inputPath: string | undefined;
  inputTransformer: { paths: Record<string, string>; template: string } | undefined;
  deadLetterArn: string | undefined;
  maximumRetryAttempts: number;
  maximumEventAgeSeconds: number;
}

export interface RuleDefinition {
  logicalId: string;
  name: string;
  arn: string;
  bus: string;
  pattern: JsonObject | undefined;
  /** `rate(…)` or `cron(…)`. */
  schedule: string | undefined;
  enabled: boolean;
  targets: TargetDefinition[];
}

export interface ScheduleDefinition {
  logicalId: string;
  name: string;
  arn: string;
  /** `rate(…)`, `cron(…)` or `at(…)`. */
  expression: string;
  timeZone: string;
  start: string | undefined;
  end: string | undefined;
  enabled: boolean;
  target: TargetDefinition;
}

/** The event buses of the app. The account's `default` bus is there without a definition. */
export function readBuses(assembly: Assembly): BusDefinition[] {
  return resourcesOf(assembly, "AWS::Events::EventBus").map(({ logicalId, name, arn }) => ({ logicalId, name, arn }));
}

export function readRules(assembly: Assembly): RuleDefinition[] {
  return resourcesOf(assembly, "AWS::Events::Rule").map((resource) => {
    const { logicalId, name, arn, properties } = resource;
    const pattern = members(properties.EventPattern);
    return {
      logicalId,
      name,
      arn,
      bus: text(properties.EventBusName)?.split("/").at(-1) ?? "default",
      pattern: Object.keys(pattern).length === 0 ? undefined : pattern,
      schedule: text(properties.ScheduleExpression),
      enabled: text(properties.State) !== "DISABLED",
      targets: list(properties.Targets).map((target) => targetOf(target, resource)),
    };
  });
}

/** The schedules of EventBridge Scheduler. */
export function readSchedules(assembly: Assembly): ScheduleDefinition[] {
  return resourcesOf(assembly, "AWS::Scheduler::Schedule").map((resource) => {
    const { logicalId, name, arn, properties } = resource;
    return {
      logicalId,
      name,
      arn,
      expression: required(properties.ScheduleExpression, `the expression of schedule ${name}`),
      timeZone: text(properties.ScheduleExpressionTimezone) ?? "UTC",
      start: text(properties.StartDate),
      end: text(properties.EndDate),
      enabled: text(properties.State) !== "DISABLED",
      target: targetOf(properties.Target ?? {}, resource),
    };
  });
}

function targetOf(target: Json, { name }: Resource): TargetDefinition {
  const { Id, Arn, Input, InputPath, InputTransformer, DeadLetterConfig, RetryPolicy } = members(target);
  const { InputPathsMap, InputTemplate } = members(InputTransformer);
  const { MaximumRetryAttempts, MaximumEventAgeInSeconds } = members(RetryPolicy);
  const paths = Object.entries(members(InputPathsMap)).map(([key, path]) => [key, String(path)]);
  return {
    id: text(Id) ?? name,
    arn: required(Arn, `a target's ARN in ${name}`),
    input: text(Input),
    inputPath: text(InputPath),
    inputTransformer:
      InputTransformer === undefined
        ? undefined
        : { paths: Object.fromEntries(paths), template: required(InputTemplate, `an input template in ${name}`) },
    deadLetterArn: text(members(DeadLetterConfig).Arn),
    maximumRetryAttempts: number(MaximumRetryAttempts) ?? 185,
    maximumEventAgeSeconds: number(MaximumEventAgeInSeconds) ?? 86_400,
  };
}
