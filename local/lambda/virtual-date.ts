import type { Millis } from "../clock.ts";

/**
 * `Date` on another clock: `new Date()`, `Date.now()` and `Date()` tell its time, everything else is the real thing,
 * so that `instanceof` and Intl take its dates for what they are.
 */
export function virtualDate(now: () => Millis): DateConstructor {
  const date: DateConstructor = new Proxy(Date, {
    construct(target, args: unknown[], newTarget) {
      return Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget === date ? target : newTarget);
    },
    apply: () => new Date(now()).toString(),
    get: (target, name) => (name === "now" ? now : Reflect.get(target, name)),
  });
  return date;
}
