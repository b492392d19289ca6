import type { WorkPage } from "../table/worklist.ts";
import { BadRequest } from "./problem.ts";

/** A page of work as the API shows it. */
export function showWork({ items, after }: WorkPage) {
  return {
    items: items.map(({ caseId, task, slot, kind, severity, category, dueAt, since }) => ({
      ...{ caseId, task, slot, kind, severity, category, dueAt, since },
    })),
    ...(after === undefined ? {} : { cursor: Buffer.from(after).toString("base64url") }),
  };
}

/** What a cursor stands for. Throws BadRequest for one that no page has given. */
export function fromCursor(cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined;
  const after = Buffer.from(cursor, "base64url").toString();
  if (/^\d{4}-\d\d-\d\dT[\d:.]+Z#[0-9A-Z]{26}(#[\w-]+)?$/.test(after)) return after;
  throw new BadRequest("invalid-request", "the cursor is not one that a page has given: begin without", [
    { pointer: "query/cursor", detail: "unknown cursor" },
  ]);
}
