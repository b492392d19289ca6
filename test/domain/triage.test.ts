import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { severities } from "../../shared/directory/names.ts";
import { classify } from "../../shared/domain/triage/classify.ts";
import { smallCity } from "../directory/small-city.ts";

const { triage: rules } = smallCity();
const read = (body: string, hints: Partial<Parameters<typeof classify>[1]> = {}) =>
  classify(rules, { title: "", body, ...hints });

describe("words", () => {
  test("the best sum decides kind and category, and the evidence names rule and words", () => {
    const triage = read("投诉一家餐馆");
    expect(triage).toMatchObject({ kind: "complaint", category: "01.01.01", severity: "general", highRisk: false });
    expect(triage.evidence).toContainEqual({
      field: "category",
      value: "01.01.01",
      rule: "triage.categories.01.01.01",
      words: ["餐馆"],
      score: 3,
    });
  });

  test("the title counts like the body", () => {
    expect(classify(rules, { title: "停水", body: "……" }).category).toBe("02.01");
  });

  test("a sum below the threshold decides nothing and leaves no confidence", () => {
    const weak = { ...rules, categories: [{ category: "01.01.01", words: [{ word: "餐馆", weight: 2 }] }] };
    const triage = classify(weak, { title: "餐馆", body: "投诉" });
    expect(triage).toMatchObject({ category: "02.01", confidence: 0 });
    expect(triage.evidence[1]).toMatchObject({ rule: "otherwise", words: [] });
  });

  test("what is said twice counts once", () => {
    expect(read("停水停水停水").evidence[1]?.score).toBe(5);
  });

  test("full-width letters, invisible characters and line breaks hide no word", () => {
    for (const hidden of ["停\n水", "停 水", "停\u200b水", "停\u0000水", "停\u00ad水"]) {
      expect(read(hidden).evidence[1]?.words).toEqual(["停水"]);
    }
  });

  test("a rival category lowers the confidence", () => {
    expect(read("投诉餐馆和超市").confidence).toBeLessThan(read("投诉餐馆").confidence);
  });

  test("equal sums go to the kind that asks most of a unit: no report is passed on as praise", () => {
    expect(read("表扬，也举报，也投诉").kind).toBe("report");
    expect(read("表扬并投诉").kind).toBe("complaint");
  });
});

describe("hints of the partner", () => {
  test("kind and category given win over words, and are shown as hints", () => {
    const triage = read("投诉餐馆", { kind: "consultation", category: "02.01" });
    expect(triage).toMatchObject({ kind: "consultation", category: "02.01", confidence: 1 });
    expect(triage.evidence.slice(0, 2).map(({ rule }) => rule)).toEqual(["hint", "hint"]);
  });

  test("nothing is called away: a report stays one, and what is grave or asks for something is no praise", () => {
    expect(read("举报餐馆", { kind: "complaint" }).kind).toBe("report");
    expect(read("投诉餐馆", { kind: "praise" }).kind).toBe("complaint");
    expect(read("有人受伤", { kind: "praise" }).kind).not.toBe("praise");
    expect(read("小王", { kind: "praise" }).kind).toBe("praise");
  });

  test("an inner category leaves the choice below it to the words", () => {
    expect(read("停水的超市", { category: "01" }).category).toBe("01.01.02");
    expect(read("停水", { category: "01.01" }).category).toBe("01.01");
  });

  test("a partner may raise the severity, never lower it", () => {
    expect(read("有人受伤", { severity: "general" }).severity).toBe("urgent");
    expect(read("有人受伤", { severity: "major" }).severity).toBe("major");
    expect(read("爆炸", { severity: "urgent" }).severity).toBe("major");
  });

  test("tracks given join those found", () => {
    expect(read("我公司", { tracks: ["event", "event"] }).tracks).toEqual(["enterprise", "event"]);
  });
});

describe("severity and risk", () => {
  test("the gravest severity found wins, however many words a lesser one has", () => {
    expect(read("受伤住院，爆炸").severity).toBe("major");
  });

  test("sensitive persons and urgency make a matter high-risk", () => {
    expect(read("孕妇").highRisk).toBe(true);
    expect(read("受伤").highRisk).toBe(true);
    expect(read("停水").highRisk).toBe(false);
    expect(read("停水", { severity: "urgent" }).highRisk).toBe(true);
  });
});

const text = fc.array(fc.oneof(fc.constantFrom("投诉", "举报", "餐馆", "超市", "停水", "受伤", "爆炸"), fc.string()));

describe("laws", () => {
  test("the order of rules changes nothing", () => {
    const reversed = {
      ...rules,
      categories: rules.categories.toReversed(),
      kinds: rules.kinds.toReversed(),
      severities: rules.severities.toReversed(),
      tracks: rules.tracks.toReversed(),
    };
    fc.assert(
      fc.property(text, (parts) => {
        const ticket = { title: "", body: parts.join("") };
        expect(classify(reversed, ticket)).toEqual(classify(rules, ticket));
      }),
    );
  });

  test("confidence lies between 0 and 1, and no hint lowers a severity, whatever the text", () => {
    fc.assert(
      fc.property(text, fc.constantFrom(...severities), (parts, severity) => {
        const body = parts.join("");
        const { confidence, severity: found } = read(body);
        expect(confidence).toBeGreaterThanOrEqual(0);
        expect(confidence).toBeLessThanOrEqual(1);
        const raised = read(body, { severity }).severity;
        expect(severities.indexOf(raised)).toBe(Math.max(severities.indexOf(found), severities.indexOf(severity)));
      }),
    );
  });
});
