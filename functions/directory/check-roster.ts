import { localDate } from "../../shared/domain/calendar/working-days.ts";
import { calendarInForce, uncoveredShifts } from "../../shared/domain/duty.ts";
import { addMillis } from "../../shared/domain/instant.ts";
import { logger } from "../../shared/lambda/logger.ts";
import { type CaseStore, connectCaseStore } from "../../shared/table/case-store.ts";
import { NoDirectory } from "../../shared/table/directory.ts";

/** So many days ahead there is time to find somebody. */
const daysAhead = 7;
const day = 86_400_000;

/**
 * The daily look at the roster (值班表): a shift of the coming week that nobody takes is an error of this function, and its
 * alarm tells whoever keeps the roster. Until then the unit above answers. A table without a directory has no roster.
 */
export const newHandler =
  ({ directories, now }: Pick<CaseStore, "directories" | "now">) =>
  async (): Promise<{ uncovered: number }> => {
    const directory = await directories.active().catch((error: unknown) => {
      if (error instanceof NoDirectory) return undefined;
      throw error;
    });
    if (directory === undefined) return { uncovered: 0 };
    const calendar = calendarInForce(directory, now());
    const [from, to] = [now(), addMillis(now(), daysAhead * day)].map((moment) => localDate(calendar, moment));
    const uncovered = uncoveredShifts(directory, from ?? "", to ?? "");
    for (const { unit, rule, shift, from: begins, to: ends } of uncovered) {
      logger.error("nobody takes a shift", { unit, rule, shift, begins, ends });
    }
    if (uncovered.length > 0)
      throw new Error(`${uncovered.length} shifts of the coming week are uncovered: see the log`);
    return { uncovered: 0 };
  };

export const handler = newHandler(connectCaseStore());
