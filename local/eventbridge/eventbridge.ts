import { AwsError, type AwsService, type Json, type JsonObject, type Meter } from "../aws.ts";
import type { Clock } from "../clock.ts";
import { compilePattern, type EventMatcher } from "../event-patterns.ts";
import type { Collection } from "../store.ts";
import { createTimetable, type ScheduleState } from "../timetable.ts";
import { checkTarget, createDeliveries, type Delivery, type DeliveryOptions, type TargetCalls } from "./deliveries.ts";
import { type BusEvent, busEvent, entriesOf, eventOf } from "./put-events.ts";
import { ruleActions } from "./rule-actions.ts";
import { type TargetInput, targetPayload } from "./target-input.ts";

export interface RuleTarget extends TargetInput, Pick<DeliveryOptions, "retryPolicy" | "deadLetterConfig"> {
  id: string;
  arn: string;
}

export interface RuleDefinition {
  name: string;
  arn: string;
  /** Default: the default bus. */
  eventBusName?: string;
  /** A pattern, a schedule, or both. */
  eventPattern?: JsonObject;
  scheduleExpression?: string;
  state?: string;
  description?: string;
  targets: RuleTarget[];
}

export interface EventBridgeOptions {
  clock: Clock;
  region: string;
  account: string;
  /** Where deliveries under way and last fires are kept, usually the store's own `collection`. */
  collectionFor: <Value>(name: string) => Collection<Value>;
  targets: TargetCalls;
  meter?: Meter;
  /** For tests: entries that the bus does not take, as it does now and then for reasons of its own. */
  refuseEntry?: (entry: JsonObject) => boolean;
}

/** A rule on its bus, ready to match. */
export interface Rule {
  definition: RuleDefinition;
  matches: EventMatcher;
}

export interface Bus {
  name: string;
  arn: string;
  rules: Map<string, Rule>;
}

export interface EventBridge {
  defineBus(bus: { name: string; arn: string }): void;
  /** Adds a rule to a bus defined before. Throws for patterns, schedules and targets that are not offered. */
  defineRule(rule: RuleDefinition): void;
  service: AwsService;
  /** Puts an event of a local service, for example of `aws.states`, on the default bus. */
  emit(event: { source: string; detailType: string; detail: JsonObject; resources?: string[] }): void;
  /** Takes up deliveries that were under way when the cloud stopped: call it when the targets can be reached. */
  resume(): void;
  /** The last events on any bus, the oldest first. */
  recentEvents(): { bus: string; event: BusEvent }[];
  /** Resolves when the deliveries in flight have ended. */
  stop(): Promise<void>;
}

const eventsRemembered = 5_000;

/** Event buses with their rules. What PutEvents has taken is delivered later, at least once. */
export function createEventBridge(options: EventBridgeOptions): EventBridge {
  const { clock, region, account, collectionFor, targets, meter, refuseEntry } = options;
  const buses = new Map<string, Bus>();
  const recent: { bus: string; event: BusEvent }[] = [];
  const deliveries = createDeliveries(clock, collectionFor<Delivery>("rule deliveries"), targets, (busArn, event) => {
    const target = [...buses.values()].find(({ arn }) => arn === busArn);
    if (target === undefined) throw new AwsError("ResourceNotFoundException", `Event bus ${busArn} does not exist.`);
    publish(target, event as BusEvent);
  });
  const timetable = createTimetable(clock, collectionFor<ScheduleState>("rule schedules"));
  const partition = region.startsWith("cn-") ? "aws-cn" : "aws";
  defineBus({ name: "default", arn: `arn:${partition}:events:${region}:${account}:event-bus/default` });
  const actions: { [action: string]: (input: JsonObject) => JsonObject } = {
    ...ruleActions(buses, find),
    PutEvents: put,
  };

  return {
    defineBus,
    defineRule(definition) {
      const bus = find(definition.eventBusName);
      for (const { arn, ...input } of definition.targets) {
        checkTarget(arn);
        if (arn === bus.arn) throw new Error(`rule ${definition.name} would feed its own bus for ever`);
        // A trial: whatever an event holds, a template that gives JSON once gives it always.
        targetPayload(input, {}, { ruleArn: definition.arn, ruleName: definition.name, ingestionTime: "" });
      }
      const { eventPattern, scheduleExpression } = definition;
      const matches = eventPattern === undefined ? () => false : compilePattern(eventPattern);
      const rule = { definition, matches };
      bus.rules.set(definition.name, rule);
      if (scheduleExpression !== undefined && isEnabled(rule)) schedule(rule, scheduleExpression);
    },
    async service(action, input, principal) {
      meter?.call({ principal, service: "events", action });
      const answer = actions[action];
      if (answer === undefined) throw new AwsError("UnknownOperationException", `${action} is not offered locally`);
      return answer(input);
    },
    emit(event) {
      publish(find("default"), busEvent({ account, region, now: clock.now(), ...event }));
    },
    resume: deliveries.resume,
    recentEvents: () => [...recent],
    stop() {
      timetable.stop();
      return deliveries.stop();
    },
  };

  function defineBus(bus: { name: string; arn: string }): void {
    buses.set(bus.name, { ...bus, rules: new Map() });
  }

  /** By name or ARN. */
  function find(nameOrArn: Json | undefined): Bus {
    const name =
      String(nameOrArn ?? "default")
        .split("/")
        .at(-1) ?? "";
    const bus = buses.get(name);
    if (bus === undefined) throw new AwsError("ResourceNotFoundException", `Event bus ${name} does not exist.`);
    return bus;
  }

  function put(input: JsonObject): JsonObject {
    const results = entriesOf(input).map((entry): JsonObject => {
      if (refuseEntry?.(entry)) return { ErrorCode: "InternalFailure", ErrorMessage: "The bus could not take it." };
      const event = eventOf(entry, { account, region, now: clock.now() });
      if ("ErrorCode" in event) return event;
      try {
        publish(find(entry.EventBusName), event);
        return { EventId: event.id };
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        return { ErrorCode: error.code, ErrorMessage: error.message };
      }
    });
    return { FailedEntryCount: results.filter(({ ErrorCode }) => ErrorCode !== undefined).length, Entries: results };
  }

  function publish(bus: Bus, event: BusEvent): void {
    recent.push({ bus: bus.name, event });
    if (recent.length > eventsRemembered) recent.shift();
    for (const rule of bus.rules.values()) {
      if (isEnabled(rule) && rule.matches(event)) deliver(rule, event);
    }
  }

  function deliver({ definition }: Rule, event: BusEvent): void {
    const ingestionTime = new Date(clock.now()).toISOString();
    const context = { ruleArn: definition.arn, ruleName: definition.name, ingestionTime };
    for (const { arn, retryPolicy, deadLetterConfig, ...input } of definition.targets) {
      deliveries.start({
        targetArn: arn,
        payload: targetPayload(input, event, context),
        event,
        originArn: definition.arn,
        ...(retryPolicy && { retryPolicy }),
        ...(deadLetterConfig && { deadLetterConfig }),
      });
    }
  }

  function schedule(rule: Rule, expression: string): void {
    const { name, arn } = rule.definition;
    timetable.add({ name, expression }, (now) => {
      const resources = [arn];
      const detailType = "Scheduled Event";
      deliver(rule, busEvent({ account, region, now, source: "aws.events", detailType, detail: {}, resources }));
    });
  }
}

function isEnabled({ definition }: Rule): boolean {
  return definition.state !== "DISABLED";
}
