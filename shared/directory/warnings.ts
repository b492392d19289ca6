import { uncoveredShifts } from "../domain/duty.ts";
import { addMillis, type Instant } from "../domain/instant.ts";
import type { Directory } from "./directory.ts";

/** How far ahead a roster is looked through, in milliseconds: a month. */
const ahead = 31 * 86_400_000;

/** What an administrator should see to, though nothing stands in the way of an import: shifts that nobody takes. */
export function directoryWarnings(directory: Directory, now: Instant): string[] {
  const [from, to] = [now, addMillis(now, ahead)].map((at) => at.slice(0, 10)) as [string, string];
  return uncoveredShifts(directory, from, to).map(
    ({ date, unit, shift, rule }) =>
      `roster.yaml: nobody takes shift ${shift} of unit ${unit} on ${date} (rule ${rule})`,
  );
}
