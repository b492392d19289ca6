import type { Directory } from "../directory/directory.ts";
import type { Policy } from "../directory/policy.ts";
import { localDate } from "./calendar/working-days.ts";
import type { Instant } from "./instant.ts";
import { notSo } from "./refusal.ts";

/**
 * The profile in force on the local day of receipt, whose calendar must be published for that day. `field` is what the
 * sender gave the day in.
 */
export function policyAt({ policies, calendars }: Directory, receivedAt: Instant, field = "receivedAt"): Policy {
  for (const policy of policies) {
    const calendar = calendars.find(({ version }) => version === policy.calendar);
    if (calendar === undefined) continue;
    const day = localDate(calendar, receivedAt);
    if (day < policy.effectiveFrom || (policy.effectiveTo !== undefined && day >= policy.effectiveTo)) continue;
    // Before the first published year nothing can be counted. After the last one the appeal gets in all the same: that a
    // calendar is missing is the operator's to mend, and the case waits for it in the open.
    if (day.slice(0, 4) < (Object.keys(calendar.years).sort()[0] ?? "")) break;
    return policy;
  }
  throw notSo(
    "CalendarNotPublished",
    `no policy with a published working calendar covers ${receivedAt}: correct ${field}, or let the operator import the calendar of that year`,
    `/${field}`,
  );
}
