import { afterAll, beforeAll, expect, test } from "vitest";
import { correctTriage } from "../../shared/domain/commands/check-triage.ts";
import type { Table } from "../../shared/table/client.ts";
import { commit } from "../../shared/table/commit.ts";
import { correctedTexts } from "../../training/corrections.ts";
import { startCaseTable } from "../builders/case-table.ts";
import { food } from "../builders/city.ts";
import { dispatched, local } from "../builders/story.ts";

let table: Table;
let stop: () => Promise<void>;
beforeAll(async () => {
  ({ table, stop } = await startCaseTable());
});
afterAll(() => stop());

test("what officers corrected is exported once a case, with the last category and without names and phones", async () => {
  const requester = { name: "王小明", phone: "13800000001" };
  const story = dispatched(
    { ...food, body: "我是王小明，电话13800000001，家里停水", requester },
    { at: local("2026-03-02 09:30") },
  );
  for (const category of ["02.01", "03.01"]) {
    story.by({ kind: "triage-officer", id: "o" }, (state, context) =>
      correctTriage(state, { category, reason: "看过原文" }, context),
    );
  }
  for (const decision of story.decisions) await commit(table, decision);
  const texts = [];
  for await (const text of correctedTexts(table, local("2026-03-02 09:00"), local("2026-03-02 10:00")))
    texts.push(text);
  expect(texts).toHaveLength(1);
  expect(texts[0]).toMatchObject({ category: "03.01" });
  expect(texts[0]?.body).toContain("停水");
  expect(JSON.stringify(texts)).not.toMatch(/王小明|13800000001/);
});
