import { expect, test } from "vitest";
import { appealsOften, patternIn } from "../../shared/domain/frequent-appeals.ts";
import type { Appeal } from "../../shared/domain/matter/related.ts";
import { sketchOf } from "../../shared/domain/matter/sketch.ts";
import { city } from "../builders/city.ts";
import { day } from "../builders/story.ts";

const rules = city.policies[0]?.abnormalList.candidates;
if (rules === undefined) throw new Error("the city has no policy");
const now = "2026-03-30T00:00:00.000Z";

const shops = [
  "海鲜楼",
  "百味面馆",
  "老街茶庄",
  "东港烟酒行",
  "万家超市",
  "好运来饭店",
  "金石眼镜",
  "春风药房",
  "大昌五金",
  "西岭果园",
];
const claim = (number: number, change: Partial<Appeal> & { respondent?: string; body?: string } = {}): Appeal => {
  const { respondent = shops[number % shops.length], body, ...rest } = change;
  const words = "购买的商品外包装标签未标注生产许可证编号，不符合食品安全标准，要求商家退一赔十并依法处罚。";
  const matter = { title: "标签不合格要求赔偿", body: body ?? words, respondent, category: "01.01.01" };
  return {
    caseId: `c-${String(number).padStart(3, "0")}`,
    receivedAt: new Date(Date.parse(now) - (number % 25) * day).toISOString(),
    kind: "complaint",
    sketch: sketchOf(matter),
    ...rest,
  };
};
const claims = (count: number, change?: Parameters<typeof claim>[1]) =>
  Array.from({ length: count }, (_, number) => claim(number, change));

test("many appeals on one pattern about many respondents stand out, with their cases as the evidence", () => {
  const found = patternIn(claims(12), rules, now);
  expect(found).toMatchObject({ claims: 12, alike: 12, respondents: 10 });
  expect(found?.cases).toHaveLength(12);
});

test("one appeal too few is nothing", () => {
  expect(patternIn(claims(rules.claims - 1), rules, now)).toBeUndefined();
  expect(appealsOften(claims(rules.claims - 1), rules, now)).toBe(false);
  expect(appealsOften(claims(rules.claims), rules, now)).toBe(true);
});

test("many appeals about one respondent are somebody with one problem", () => {
  expect(patternIn(claims(20, { respondent: "隔壁酒吧" }), rules, now)).toBeUndefined();
});

test("many appeals in words of their own are somebody with many problems", () => {
  const own = Array.from({ length: 20 }, (_, number) => {
    const text = String.fromCodePoint(...Array.from({ length: 40 }, (_2, at) => 0x5000 + number * 200 + at * 3));
    return claim(number, {
      body: text,
      sketch: sketchOf({
        title: text.slice(0, 8),
        body: text,
        respondent: `${number}号店${text.slice(9, 14)}`,
        category: "01.01.01",
      }),
    });
  });
  expect(patternIn(own, rules, now)).toBeUndefined();
});

test("reports, old appeals, and what was split off another one count for nothing", () => {
  expect(patternIn(claims(20, { kind: "report" }), rules, now)).toBeUndefined();
  expect(patternIn(claims(20, { splitFrom: "c-1" }), rules, now)).toBeUndefined();
  expect(patternIn(claims(20, { receivedAt: "2026-01-01T00:00:00.000Z" }), rules, now)).toBeUndefined();
});

test("an entry holds twenty cases at most, the latest", () => {
  const found = patternIn(claims(50), rules, now);
  expect(found).toMatchObject({ claims: 50 });
  expect(found?.cases).toHaveLength(20);
});
