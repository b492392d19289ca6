import { AwsError, type Json, type JsonObject } from "../aws.ts";
import { compilePattern } from "../event-patterns.ts";
import type { Bus, Rule, RuleTarget } from "./eventbridge.ts";

/** The actions that look at buses and rules. */
export function ruleActions(buses: Map<string, Bus>, find: (nameOrArn: Json | undefined) => Bus) {
  return {
    ListEventBuses: ({ NamePrefix = "" }: JsonObject) => ({
      EventBuses: [...buses.values()].filter(({ name }) => name.startsWith(String(NamePrefix))).map(described),
    }),
    DescribeEventBus: ({ Name }: JsonObject) => described(find(Name)),
    ListRules({ EventBusName, NamePrefix = "" }: JsonObject) {
      const bus = find(EventBusName);
      const rules = [...bus.rules.values()].filter(({ definition }) => definition.name.startsWith(String(NamePrefix)));
      return { Rules: rules.map((rule) => ruleOf(bus, rule)) };
    },
    DescribeRule({ EventBusName, Name }: JsonObject) {
      const bus = find(EventBusName);
      return ruleOf(bus, named(bus, Name));
    },
    ListTargetsByRule: ({ EventBusName, Rule }: JsonObject) => ({
      Targets: named(find(EventBusName), Rule).definition.targets.map(targetOf),
    }),
    ListRuleNamesByTarget({ EventBusName, TargetArn }: JsonObject) {
      const rules = [...find(EventBusName).rules.values()];
      const feeding = rules.filter(({ definition }) => definition.targets.some(({ arn }) => arn === TargetArn));
      return { RuleNames: feeding.map(({ definition }) => definition.name) };
    },
    TestEventPattern: ({ Event, EventPattern }: JsonObject) => ({
      Result: compilePattern(String(EventPattern))(eventFrom(Event)),
    }),
  };
}

function eventFrom(text: Json | undefined): Json {
  try {
    return JSON.parse(String(text)) as Json;
  } catch {
    throw new AwsError("ValidationException", "Parameter Event is not valid.");
  }
}

function named(bus: Bus, name: Json | undefined): Rule {
  const rule = bus.rules.get(String(name));
  if (rule !== undefined) return rule;
  throw new AwsError("ResourceNotFoundException", `Rule ${name} does not exist on EventBus ${bus.name}.`);
}

function described({ name, arn }: Bus): JsonObject {
  return { Name: name, Arn: arn };
}

function ruleOf(bus: Bus, { definition }: Rule): JsonObject {
  const { name, arn, state = "ENABLED", eventPattern, scheduleExpression, description } = definition;
  return {
    Name: name,
    Arn: arn,
    EventBusName: bus.name,
    State: state,
    ...(eventPattern !== undefined && { EventPattern: JSON.stringify(eventPattern) }),
    ...(scheduleExpression !== undefined && { ScheduleExpression: scheduleExpression }),
    ...(description !== undefined && { Description: description }),
  };
}

function targetOf({
  id,
  arn,
  input,
  inputPath,
  inputTransformer,
  retryPolicy,
  deadLetterConfig,
}: RuleTarget): JsonObject {
  return {
    Id: id,
    Arn: arn,
    ...(input !== undefined && { Input: input }),
    ...(inputPath !== undefined && { InputPath: inputPath }),
    ...(inputTransformer !== undefined && {
      InputTransformer: {
        InputPathsMap: inputTransformer.inputPathsMap ?? {},
        InputTemplate: inputTransformer.inputTemplate,
      },
    }),
    ...(retryPolicy !== undefined && {
      RetryPolicy: {
        MaximumRetryAttempts: retryPolicy.maximumRetryAttempts ?? 185,
        MaximumEventAgeInSeconds: retryPolicy.maximumEventAgeInSeconds ?? 86_400,
      },
    }),
    ...(deadLetterConfig !== undefined && { DeadLetterConfig: { Arn: deadLetterConfig.arn } }),
  };
}
