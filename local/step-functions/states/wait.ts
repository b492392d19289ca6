import type { Millis } from "../../clock.ts";
import type { WaitState } from "../definition.ts";
import { evaluationFailed } from "../expressions.ts";
import { evaluateAs, evaluateWhole } from "../templates.ts";
import { sleepUntil } from "../thread.ts";
import { type Leaving, leave, scopeOf, type Visit } from "../visit.ts";

/** The longest Wait, time-out or heartbeat interval, in seconds. */
export const longestSeconds = 99_999_999;

/** The profile of RFC 3339 that Amazon States Language takes: a capital T, and a capital Z or an offset. */
const timestampForm = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

/** Reads a timestamp. Undefined for another form, and for a day that no calendar has. */
export function readTimestamp(text: string): Millis | undefined {
  const [, day = ""] = timestampForm.exec(text) ?? [];
  const midnight = new Date(`${day}T00:00:00Z`);
  // Date takes 30 February for 2 March.
  if (Number.isNaN(midnight.getTime()) || !midnight.toISOString().startsWith(day)) return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}

/** Waits until the moment has come; one that has passed is over at once. */
export async function wait(visit: Visit, state: WaitState): Promise<Leaving> {
  const { clock } = visit.around;
  const until = await moment(visit, state);
  if (until > clock.now()) await sleepUntil(visit.thread, clock, until);
  return leave(visit, state.exit, visit.input);
}

async function moment(visit: Visit, { until: { kind, template } }: WaitState): Promise<Millis> {
  const scope = scopeOf(visit);
  if (kind === "seconds") return visit.enteredAt + 1000 * (await evaluateWhole(template, scope, 0, longestSeconds));
  const text = await evaluateAs("string", template, scope);
  const time = readTimestamp(text);
  if (time !== undefined) return time;
  if (template.kind !== "expression") throw new RangeError(`${text} passed the loader`);
  throw evaluationFailed(template.expression, `returned '${text}', which is not a timestamp.`);
}
