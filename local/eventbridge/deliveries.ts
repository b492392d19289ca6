import { randomUUID } from "node:crypto";
import { FunctionFailed, type InvokeFunction, type Json } from "../aws.ts";
import type { Clock, Millis } from "../clock.ts";
import type { MessageAttributes } from "../sqs/md5.ts";
import type { Collection } from "../store.ts";
import { type AsyncInvokeConfig, failureRecord } from "./async-invoke.ts";

/** How rules and schedules reach their targets. */
export interface TargetCalls {
  invokeFunction: InvokeFunction;
  sendToQueue(queueArn: string, body: string, attributes?: MessageAttributes): Promise<void>;
  startExecution(stateMachineArn: string, input: string): Promise<void>;
  /** What a function's template says of its asynchronous invocations; undefined for Lambda's defaults. */
  asyncInvokeConfig?(functionArn: string): AsyncInvokeConfig | undefined;
}

/** Another bus as a target. */
export type PutOnBus = (busArn: string, event: Json) => void;

export interface DeliveryOptions {
  targetArn: string;
  /** What the target gets. */
  payload: Json;
  /** What a dead letter says, and which rule or schedule it came from. */
  event: Json;
  originArn: string;
  retryPolicy?: { maximumRetryAttempts?: number; maximumEventAgeInSeconds?: number };
  deadLetterConfig?: { arn: string };
}

/** A delivery under way, as it is kept over a restart. */
export interface Delivery extends DeliveryOptions {
  id: string;
  acceptedAt: Millis;
  nextAt: Millis;
  /** Attempts that did not reach the target. */
  attempts: number;
  /** Attempts at which the function failed, which are Lambda's to repeat. */
  functionFailures: number;
}

export interface Deliveries {
  /** Takes a delivery over; it is kept from now on until it is made or given up. */
  start(delivery: DeliveryOptions): void;
  /** Takes up what was under way when the cloud stopped. */
  resume(): void;
  /** Starts no further attempt; resolves when those in flight have ended. What is not done stays for the next start. */
  stop(): Promise<void>;
}

const defaultAttempts = 185;
const defaultAge = 24 * 3600;
const longestBackOff: Millis = 480_000;

/**
 * Delivers to targets at least once: retries with back-off for up to a day, then the dead-letter queue. A function
 * that was reached and failed is invoked again by Lambda's own rules for asynchronous invocations.
 */
export function createDeliveries(
  clock: Clock,
  kept: Collection<Delivery>,
  calls: TargetCalls,
  putOnBus?: PutOnBus,
): Deliveries {
  const inFlight = new Set<Promise<void>>();
  let stopped = false;

  return {
    start(options) {
      const now = clock.now();
      const delivery = { ...options, id: randomUUID(), acceptedAt: now, nextAt: now, attempts: 0, functionFailures: 0 };
      kept.put(delivery.id, delivery);
      attempt(delivery);
    },
    resume() {
      for (const [, delivery] of kept.entries()) {
        if (delivery.nextAt <= clock.now()) attempt(delivery);
        else clock.at(delivery.nextAt, () => attempt(delivery));
      }
    },
    async stop() {
      stopped = true;
      await Promise.all(inFlight);
    },
  };

  function attempt(delivery: Delivery): void {
    if (stopped) return;
    const attempted = clock.work(() => callOrRetry(delivery)).finally(() => inFlight.delete(attempted));
    inFlight.add(attempted);
  }

  async function callOrRetry(delivery: Delivery): Promise<void> {
    try {
      await call(delivery.targetArn, delivery.payload);
      kept.delete(delivery.id);
    } catch (error) {
      if (error instanceof FunctionFailed) await functionFailed(delivery, error);
      else await notReached(delivery, error instanceof Error ? error : new Error(String(error)));
    }
  }

  async function call(targetArn: string, payload: Json): Promise<void> {
    const service = serviceOf(targetArn);
    if (service === "lambda") await calls.invokeFunction(targetArn, payload, "event");
    else if (service === "sqs") await calls.sendToQueue(targetArn, asText(payload));
    else if (service === "states") await calls.startExecution(targetArn, asText(payload));
    else putOnBus?.(targetArn, payload);
  }

  async function notReached(delivery: Delivery, error: Error): Promise<void> {
    const { maximumRetryAttempts = defaultAttempts, maximumEventAgeInSeconds = defaultAge } =
      delivery.retryPolicy ?? {};
    const attempts = delivery.attempts + 1;
    const nextAt = clock.now() + Math.min(1000 * 2 ** (attempts - 1), longestBackOff);
    const tooOld = nextAt - delivery.acceptedAt > maximumEventAgeInSeconds * 1000;
    if (attempts <= maximumRetryAttempts && !tooOld) return later({ ...delivery, attempts, nextAt });
    const condition = tooOld ? "MaximumEventAgeInSeconds" : "MaximumRetryAttempts";
    const queueArn = delivery.deadLetterConfig?.arn;
    await giveUp(delivery, queueArn, JSON.stringify(delivery.event), {
      RULE_ARN: text(delivery.originArn),
      TARGET_ARN: text(delivery.targetArn),
      ERROR_CODE: text(error.name),
      ERROR_MESSAGE: text(error.message || error.name),
      EXHAUSTED_RETRY_CONDITION: text(condition),
      RETRY_ATTEMPTS: { DataType: "Number", StringValue: String(delivery.attempts) },
    });
  }

  async function functionFailed(delivery: Delivery, failure: FunctionFailed): Promise<void> {
    const config = calls.asyncInvokeConfig?.(delivery.targetArn) ?? {};
    const functionFailures = delivery.functionFailures + 1;
    // Lambda waits one minute before the second attempt and two before the third.
    const nextAt = clock.now() + functionFailures * 60_000;
    const tooOld = nextAt - delivery.acceptedAt > (config.maximumEventAgeInSeconds ?? 6 * 3600) * 1000;
    if (functionFailures <= (config.maximumRetryAttempts ?? 2) && !tooOld) {
      return later({ ...delivery, functionFailures, nextAt });
    }
    const record = failureRecord({ ...delivery, functionFailures }, failure, tooOld, clock.now());
    if (config.onFailure !== undefined) await giveUp(delivery, config.onFailure, JSON.stringify(record));
    else await giveUp(delivery, config.deadLetterQueue, asText(delivery.payload));
  }

  function later(delivery: Delivery): void {
    kept.put(delivery.id, delivery);
    clock.at(delivery.nextAt, () => attempt(delivery));
  }

  async function giveUp(
    delivery: Delivery,
    queueArn: string | undefined,
    body: string,
    attributes?: MessageAttributes,
  ): Promise<void> {
    if (queueArn === undefined) {
      console.error(
        `${delivery.originArn}: gave up delivering to ${delivery.targetArn}, which has no dead-letter queue`,
      );
    } else {
      await calls.sendToQueue(queueArn, body, attributes).catch((error: unknown) => {
        console.error(`${delivery.originArn}: no dead letter to ${queueArn}: ${error}`);
      });
    }
    kept.delete(delivery.id);
  }
}

/** Throws an Error for a target that is not offered, so that no template loads with it. */
export function checkTarget(targetArn: string): void {
  const service = serviceOf(targetArn);
  if (!["lambda", "sqs", "states", "events"].includes(service)) {
    throw new Error(`${targetArn}: targets are functions, queues, state machines and buses, not ${service}`);
  }
}

function serviceOf(arn: string): string {
  return arn.split(":")[2] ?? "";
}

function asText(payload: Json): string {
  return JSON.stringify(payload);
}

function text(value: string): { DataType: string; StringValue: string } {
  return { DataType: "String", StringValue: value };
}
