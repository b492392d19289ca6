import { Temporal } from "temporal-polyfill";
import { AwsError, type Json, type JsonObject } from "./aws.ts";
import type { Clock, Millis } from "./clock.ts";

export interface ControlOptions {
  clock: Clock;
  /** What has been counted so far. */
  meter: () => object;
  /** The last log lines of a function. */
  logs: (functionName: string) => object[];
}

/**
 * The local cloud's own calls, beside those of AWS: `GET` and `POST /_local/clock`, `GET /_local/meter`,
 * `GET /_local/logs/<function>`. Undefined for any other path.
 */
export function createControl({ clock, meter, logs }: ControlOptions) {
  // Two at once would each wait for the other's timers.
  let advancing: Promise<void> = Promise.resolve();

  return (method: string, path: string, body: JsonObject): Promise<Json> | undefined => {
    if (path === "/_local/clock") return method === "POST" ? move(body) : Promise.resolve(position());
    if (path === "/_local/meter") return Promise.resolve(asJson(meter()));
    const functionName = /^\/_local\/logs\/(.+)$/.exec(path)?.[1];
    return functionName === undefined ? undefined : Promise.resolve(asJson(logs(functionName)));
  };

  async function move(body: JsonObject): Promise<Json> {
    const next = advancing.then(() => clock.advanceTo(targetOf(body, clock.now())));
    advancing = next.catch(() => undefined);
    try {
      await next;
    } catch (error) {
      throw error instanceof AwsError ? error : new AwsError("ValidationException", messageOf(error));
    }
    return position();
  }

  function position(): JsonObject {
    const { mode } = clock;
    const next = clock.next();
    return {
      now: new Date(clock.now()).toISOString(),
      mode: mode.kind === "times" ? `x${mode.factor}` : mode.kind,
      next: next === undefined ? null : new Date(next).toISOString(),
    };
  }
}

/** `{"advance": "PT24H"}`, an ISO 8601 duration in which a day has 24 hours, or `{"to": "2026-03-01T09:00:00+08:00"}`. */
function targetOf({ advance, to }: JsonObject, now: Millis): Millis {
  if (typeof advance === "string") {
    try {
      return now + Temporal.Duration.from(advance).total("milliseconds");
    } catch {
      throw new AwsError("ValidationException", `${advance} is not a duration: write PT30M, PT24H or P3D`);
    }
  }
  const target = typeof to === "string" ? Date.parse(to) : Number.NaN;
  if (!Number.isNaN(target)) return target;
  throw new AwsError("ValidationException", 'say how far: {"advance": "PT24H"} or {"to": "2026-03-01T09:00:00+08:00"}');
}

function asJson(value: object): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
