import { dateOf, dayOf } from "../domain/calendar/zone.ts";
import type { Problem } from "./check.ts";
import type { Directory } from "./directory.ts";

/** The longest an entry may count, in months. */
const longest = 12;

/** The abnormal list is fair by construction: two people answer for an entry, it ends within a year, somebody hears appeals. */
export function abnormalListProblems({ abnormalList, units }: Directory): Problem[] {
  return abnormalList.flatMap((entry, index) => {
    const problems: Problem[] = [];
    const at = (field: keyof typeof entry, message: string) =>
      problems.push({ path: ["abnormalList", index, field], message });
    if (entry.approvedBy === entry.proposedBy)
      at("approvedBy", `${entry.proposedBy} has proposed this entry; another person approves it`);
    if (entry.until <= entry.from) at("until", "the entry ends before it begins; correct the dates");
    const latest = monthsAfter(entry.from, longest);
    if (entry.until > latest)
      at(
        "until",
        `an entry counts for ${longest} months at most; end it on ${latest} or before, and propose it anew then`,
      );
    if (!units.some(({ id }) => id === entry.appealTo))
      at("appealTo", `there is no unit ${entry.appealTo}; name the unit that hears an appeal`);
    return problems;
  });
}

/** The same day so many months later; the last of the month where it has no such day. */
function monthsAfter(date: string, months: number): string {
  const [year = 0, month = 1, day = 1] = date.split("-").map(Number);
  const first = Date.UTC(year, month - 1 + months, 1);
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return dateOf(dayOf(new Date(first).toISOString().slice(0, 10)) + Math.min(day, last) - 1);
}
