import { afterAll, beforeAll, expect, test } from "vitest";
import { type DossierCore, type DossierEvolve, decideDossier, replayDossier } from "../../shared/domain/dossier.ts";
import { brokenAt, digest } from "../../shared/domain/history.ts";
import type { Table } from "../../shared/table/client.ts";
import { CaseChanged } from "../../shared/table/commit.ts";
import { commitDossier, loadDossier, loadDossierHistory } from "../../shared/table/dossiers.ts";
import { eventsBetween } from "../../shared/table/events-by-hour.ts";
import { startCaseTable } from "../builders/case-table.ts";

let table: Table;
let stop: () => Promise<void>;
beforeAll(async () => {
  ({ table, stop } = await startCaseTable());
});
afterAll(() => stop());

interface Entry extends DossierCore {
  stage: string;
}
const evolve: DossierEvolve<"abnormal-entry", Entry> = (before, { type }) => ({
  stage: type === "ListingProposed" ? "proposed" : `${before?.stage} ${type}`,
});
const about = (dossierId: string, before?: Entry) =>
  ({ dossier: "abnormal-entry", dossierId, before, evolve }) as const;
const context = { now: "2026-03-02T01:00:00.000Z", actor: { kind: "screening-officer", id: "officer-1" } } as const;
const proposed = (id: string) =>
  decideDossier(about(id), context, ({ emit }) =>
    emit(
      "ListingProposed",
      { cases: ["c-1"], by: "person", months: 6, decideBy: "2026-03-09T09:30:00.000Z" },
      { evidence: "同一事由投诉四十家" },
    ),
  );
const lifted = (before: Entry) =>
  decideDossier(about(before.dossierId, before), context, ({ emit }) => emit("ListingLifted", {}));

test("a dossier is kept with its history and what was said, and replaying the history gives it again", async () => {
  const first = await commitDossier(table, proposed("d-1"));
  await commitDossier(table, lifted(first));
  const now = await loadDossier<Entry>(table, "abnormal-entry", "d-1");
  expect(now).toMatchObject({ stage: "proposed ListingLifted", version: 2, seq: 2 });
  const history = await loadDossierHistory(table, "abnormal-entry", "d-1");
  expect(history[0]?.said).toEqual({ evidence: "同一事由投诉四十家" });
  expect(history[0]?.event.data).toMatchObject({ recordHash: digest(history[0]?.said) });
  const events = history.map(({ event }) => event);
  expect(brokenAt(events, now ?? { seq: 0, headHash: "" })).toBeUndefined();
  expect(replayDossier(events, evolve)).toMatchObject({ stage: now?.stage, headHash: now?.headHash });
});

test("two people who decide at once do not overwrite each other", async () => {
  const first = await commitDossier(table, proposed("d-2"));
  await commitDossier(table, lifted(first));
  await expect(commitDossier(table, lifted(first))).rejects.toBeInstanceOf(CaseChanged);
  await expect(commitDossier(table, proposed("d-2"))).rejects.toBeInstanceOf(CaseChanged);
  expect(await loadDossierHistory(table, "abnormal-entry", "d-2")).toHaveLength(2);
});

test("a republication finds the events of dossiers too", async () => {
  await commitDossier(table, proposed("d-3"));
  const found = [];
  for await (const events of eventsBetween(table, context.now, context.now)) found.push(...events);
  expect(found).toContainEqual(expect.objectContaining({ dossier: "abnormal-entry", dossierId: "d-3", seq: 1 }));
});
