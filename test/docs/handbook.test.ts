import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { handbook } from "../../docs/generate/handbook/handbook.ts";
import { stepsOf } from "../../docs/generate/handbook/steps.ts";
import type { Machine } from "../../docs/generate/machine.ts";
import { stages } from "../../shared/api/case-view.ts";
import { loadDirectory } from "../../shared/directory/load.ts";
import { smallCity } from "../directory/small-city.ts";

const root = new URL("../../", import.meta.url);
const machine = JSON.parse(readFileSync(new URL("state-machines/case-lifecycle.asl.json", root), "utf8")) as Machine;
const city = loadDirectory(new URL("sample", root).pathname);

it("has a step for every stage that the machine knows", () => {
  expect(
    stepsOf(machine)
      .map(({ stage }) => stage)
      .sort(),
  ).toEqual([...stages].sort());
});

describe.each(["zh", "en"] as const)("in %s", (language) => {
  const text = handbook(language, city, machine);

  it("names every row of the matrix, every channel and every reply template", () => {
    for (const { name } of city.channels) expect(text).toContain(name[language]);
    for (const { wording } of city.replyTemplates) expect(text).toContain(wording[language].replaceAll('"', "&quot;"));
    expect(text.split("</tr>").length).toBeGreaterThan(city.matrix.length + city.channels.length);
  });

  it("says the limits that the policy says: other figures, another handbook", () => {
    const [policy] = city.policies;
    if (policy === undefined) throw new Error("the sample has no policy");
    const limits = { ...policy.limits, accept: { ...policy.limits.accept, urgent: { minutes: 77 } } };
    const other = handbook(language, { ...city, policies: [{ ...policy, limits }] }, machine);
    expect(other).toContain(language === "zh" ? "77 分钟" : "77 minutes");
    expect(text).not.toContain("77 ");
  });

  it("says what each track limits besides, and when the days of events are closed out", () => {
    const [policy] = city.policies;
    if (policy === undefined) throw new Error("the sample has no policy");
    const enterprise = { limits: { "first-response": { workingHours: 33 } } };
    const changed = { ...policy, tracks: { enterprise }, events: { ...policy.events, closeOutAt: "21:45" } };
    const other = handbook(language, { ...city, policies: [changed] }, machine);
    expect(other).toContain(language === "zh" ? "33 个工作小时" : "33 working hours");
    expect(other).toContain("21:45");
    expect(text).toContain("22:00");
  });

  it("stands alone: it loads nothing", () => {
    expect(text).not.toMatch(/<(script|link|img|iframe)|https?:|url\(/);
  });
});

it("cannot be broken by what a directory says", () => {
  const [channel] = city.channels;
  if (channel === undefined) throw new Error("the sample has no channel");
  const name = { zh: "<script>alert(1)</script>", en: "a & b" };
  const text = handbook("zh", { ...city, channels: [{ ...channel, name }] }, machine);
  expect(text).not.toContain("<script>");
  expect(text).toContain("&lt;script&gt;");
  expect(handbook("en", smallCity(), machine)).toContain("Responsibility matrix");
});
