import type { Assembly } from "./assembly/assembly.ts";
import { readBuses, readRules, readSchedules, type TargetDefinition } from "./assembly/events.ts";
import type { EventBridge } from "./eventbridge/eventbridge.ts";
import type { Scheduler } from "./scheduler.ts";

/** Gives the event buses of the app their rules, and the scheduler its schedules. */
export function defineEvents(assembly: Assembly, eventBridge: EventBridge, scheduler: Scheduler): void {
  for (const bus of readBuses(assembly)) eventBridge.defineBus(bus);
  for (const { name, arn, bus, pattern, schedule, enabled, targets } of readRules(assembly)) {
    eventBridge.defineRule({
      ...{ name, arn, eventBusName: bus, state: enabled ? "ENABLED" : "DISABLED" },
      ...(pattern && { eventPattern: pattern }),
      ...(schedule && { scheduleExpression: schedule }),
      targets: targets.map((target) => ({
        ...deliveryOf(target),
        id: target.id,
        ...(target.inputPath !== undefined && { inputPath: target.inputPath }),
        ...(target.inputTransformer && {
          inputTransformer: {
            inputPathsMap: target.inputTransformer.paths,
            inputTemplate: target.inputTransformer.template,
          },
        }),
      })),
    });
  }
  for (const { name, arn, expression, timeZone, start, end, enabled, target } of readSchedules(assembly)) {
    scheduler.defineSchedule({
      ...{ name, arn, scheduleExpression: expression, scheduleExpressionTimezone: timeZone },
      state: enabled ? "ENABLED" : "DISABLED",
      ...(start !== undefined && { startDate: start }),
      ...(end !== undefined && { endDate: end }),
      target: deliveryOf(target),
    });
  }
}

function deliveryOf({ arn, input, deadLetterArn, maximumRetryAttempts, maximumEventAgeSeconds }: TargetDefinition) {
  return {
    arn,
    ...(input !== undefined && { input }),
    retryPolicy: { maximumRetryAttempts, maximumEventAgeInSeconds: maximumEventAgeSeconds },
    ...(deadLetterArn !== undefined && { deadLetterConfig: { arn: deadLetterArn } }),
  };
}
