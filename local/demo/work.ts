import type * as z from "zod";
import type { WorkView } from "../../shared/api/case-view.ts";
import type { Caller } from "../callers.ts";
import type { Casebook } from "./casebook.ts";

export type Work = z.infer<typeof WorkView>["items"][number];

/**
 * Everything on a list of work, page by page, in the order in which the cases came in: the API orders what is due at one
 * moment by case id, and those differ from run to run.
 */
export async function readWork(caller: Caller, path: string, casebook: Casebook): Promise<Work[]> {
  const items: Work[] = [];
  for (let cursor = ""; ; ) {
    const { status, body } = await caller.get<z.infer<typeof WorkView>>(`${path}limit=100${cursor}`);
    if (status !== 200) throw new Error(`${path} was answered ${status}`);
    items.push(...body.items);
    if (body.cursor === undefined) break;
    cursor = `&cursor=${body.cursor}`;
  }
  const mine = items.filter(({ caseId }) => casebook.numberOf(caseId) > 0);
  return mine.sort((a, b) => casebook.numberOf(a.caseId) - casebook.numberOf(b.caseId));
}
