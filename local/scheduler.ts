import { randomUUID } from "node:crypto";
import type { Json } from "./aws.ts";
import type { Clock, Millis } from "./clock.ts";
import {
  checkTarget,
  createDeliveries,
  type Delivery,
  type DeliveryOptions,
  type TargetCalls,
} from "./eventbridge/deliveries.ts";
import type { Collection } from "./store.ts";
import { createTimetable, type ScheduleState } from "./timetable.ts";

export interface ScheduleDefinition {
  name: string;
  arn: string;
  scheduleExpression: string;
  /** IANA zone. Default UTC. */
  scheduleExpressionTimezone?: string;
  state?: string;
  /** ISO times. */
  startDate?: string;
  endDate?: string;
  target: {
    arn: string;
    /** JSON text; `<aws.scheduler.scheduled-time>` and its like are filled in. */
    input?: string;
  } & Pick<DeliveryOptions, "retryPolicy" | "deadLetterConfig">;
}

export interface SchedulerOptions {
  clock: Clock;
  region: string;
  account: string;
  /** Where last fires and deliveries under way are kept, usually the store's own `collection`. */
  collectionFor: <Value>(name: string) => Collection<Value>;
  targets: TargetCalls;
}

export interface Scheduler {
  /** Adds a schedule. Throws for expressions and targets that are not offered. A disabled one never fires. */
  defineSchedule(definition: ScheduleDefinition): void;
  /** When each enabled schedule fires next, the earliest first. */
  upcoming(): { name: string; expression: string; at: Millis }[];
  /** Takes up deliveries that were under way when the cloud stopped: call it when the targets can be reached. */
  resume(): void;
  /** Resolves when the deliveries in flight have ended. */
  stop(): Promise<void>;
}

/** EventBridge Scheduler. Flexible windows are not used: a schedule fires at its moment. */
export function createScheduler({ clock, region, account, collectionFor, targets }: SchedulerOptions): Scheduler {
  const timetable = createTimetable(clock, collectionFor<ScheduleState>("schedules"));
  const deliveries = createDeliveries(clock, collectionFor<Delivery>("schedule deliveries"), targets);

  return {
    defineSchedule(definition) {
      const { name, arn, scheduleExpression, scheduleExpressionTimezone: timeZone, target } = definition;
      checkTarget(target.arn);
      // A trial: input that is no JSON is refused here, not when the schedule fires.
      payloadOf(definition, clock.now());
      if (definition.state === "DISABLED") return;
      const entry = {
        name,
        expression: scheduleExpression,
        ...(timeZone !== undefined && { timeZone }),
        ...(definition.startDate !== undefined && { from: Date.parse(definition.startDate) }),
        ...(definition.endDate !== undefined && { until: Date.parse(definition.endDate) }),
      };
      timetable.add(entry, (at) => {
        const payload = payloadOf(definition, at);
        const { retryPolicy, deadLetterConfig } = target;
        deliveries.start({
          targetArn: target.arn,
          payload,
          event: payload,
          originArn: arn,
          ...(retryPolicy && { retryPolicy }),
          ...(deadLetterConfig && { deadLetterConfig }),
        });
      });
    },
    upcoming: timetable.upcoming,
    resume: deliveries.resume,
    stop() {
      timetable.stop();
      return deliveries.stop();
    },
  };

  function payloadOf({ arn, target }: ScheduleDefinition, at: Millis): Json {
    const time = `${new Date(at).toISOString().slice(0, 19)}Z`;
    const id = randomUUID();
    if (target.input !== undefined) {
      const filled = target.input
        .replaceAll("<aws.scheduler.schedule-arn>", arn)
        .replaceAll("<aws.scheduler.scheduled-time>", time)
        .replaceAll("<aws.scheduler.execution-id>", id)
        .replaceAll("<aws.scheduler.attempt-number>", "1");
      return JSON.parse(filled) as Json;
    }
    const source = "aws.scheduler";
    return {
      version: "0",
      id,
      "detail-type": "Scheduled Event",
      source,
      account,
      time,
      region,
      resources: [arn],
      detail: "{}",
    };
  }
}
