import { monthsAfter } from "../domain/calendar/months.ts";
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
