import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { correctTriage } from "../../shared/domain/commands/check-triage.ts";
import { designateUnit } from "../../shared/domain/commands/designate-unit.ts";
import { explainRouting } from "../../shared/domain/explain-routing.ts";
import { explainTriage } from "../../shared/domain/explain-triage.ts";
import { city, food, jointOffice, noise } from "../builders/city.ts";
import { go, walks } from "../builders/random-walk.ts";
import { dispatched, giveBack, route, type Story, triaged } from "../builders/story.ts";

const routing = ({ history }: Story) => explainRouting(history, city);
const triage = ({ history, state }: Story) => explainTriage(history, state, city);
const chinese = /\p{Script=Han}/u;

describe("why this unit", () => {
  it("names the row that won, what it names, and the rows that lost", () => {
    const [step] = routing(dispatched(food));
    expect(step).toMatchObject({ unit: "harbour", row: "food", by: "matrix" });
    expect(step?.competitors).toMatchObject([
      { row: "food", lead: "harbour", outcome: "chosen", names: { category: "01.01" } },
      { row: "market", outcome: "less-specific", names: { category: "01" } },
    ]);
    expect(step?.explanation.en).toContain("row food");
    expect(step?.explanation.en).toContain("1 less specific row");
    expect(step?.explanation.zh).toContain("另有 1 行");
  });

  it("says who gave it back before", () => {
    const story = dispatched(food);
    giveBack(story);
    route(story);
    const step = routing(story).at(-1);
    expect(step?.competitors[0]).toMatchObject({ row: "food", outcome: "gave-it-back" });
    expect(step?.explanation.en).toContain("harbour had given it back");
  });

  it("says when no row matched, and that the joint office chose", () => {
    const story = triaged(noise);
    route(story);
    story.by(jointOffice, (state, context) => designateUnit(state, { unit: "water", reason: "就近" }, context));
    expect(routing(story).map(({ by, unit }) => [by, unit])).toEqual([
      ["no-row", undefined],
      ["joint-office", "water"],
    ]);
  });

  it("is told of every dispatch in any life of a case, in both languages", () => {
    fc.assert(
      fc.property(walks, (walk) => {
        const { history } = go(walk);
        const steps = explainRouting(history, city);
        const routed = history.filter(({ type }) => type === "AssignmentDispatched" || type === "DispatchRequested");
        expect(steps.map(({ seq }) => seq)).toEqual(routed.map(({ seq }) => seq));
        for (const { explanation, row, by, competitors } of steps) {
          expect(explanation.zh).toMatch(chinese);
          expect(explanation.en).not.toMatch(/undefined|\?/);
          if (by === "matrix") expect(competitors.find(({ outcome }) => outcome === "chosen")?.row).toBe(row);
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe("why this category", () => {
  it("names the words of the text and the rule, or that the platform said so", () => {
    const told = triage(triaged({ title: "投诉", body: "餐馆不卫生", kind: undefined, category: undefined }));
    const category = told.evidence.find(({ field }) => field === "category");
    expect(category).toMatchObject({ value: "01.01.01", words: ["餐馆"] });
    expect(category?.explanation.zh).toContain("「餐馆」");
    expect(
      triage(triaged(food))
        .evidence.map(({ explanation }) => explanation.en)
        .join(),
    ).toContain("given by the platform");
  });

  it("tells of every correction, and what the case was taken for before", () => {
    const story = dispatched(food);
    story.by({ kind: "triage-officer", id: "o" }, (state, context) =>
      correctTriage(state, { category: "02.01", reason: "停水" }, context),
    );
    const told = triage(story);
    expect(told.now.category).toBe("02.01");
    expect(told.steps.map(({ type }) => type)).toEqual(["CaseTriaged", "TriageCorrected"]);
    expect(told.steps.at(-1)?.explanation.en).toContain("goes to the unit");
  });
});
