import { expect, test } from "vitest";
import { sensitiveProblems } from "../../shared/directory/check-sensitive.ts";
import { SensitivePolicy } from "../../shared/directory/sensitive.ts";
import { sensitiveCity } from "../builders/response-story.ts";

const [policy] = sensitiveCity.policies;
if (policy === undefined) throw new Error("the sample has no policy");
const known: SensitivePolicy = {
  ...policy.sensitive,
  signals: { ...policy.sensitive.signals, to: [{ units: ["local-station", "public-security"] }] },
};
const problems = (change: Partial<SensitivePolicy> = {}) =>
  sensitiveProblems({ ...sensitiveCity, policies: [{ ...policy, sensitive: { ...known, ...change } }] }).map(
    ({ path, message }) => `${path.slice(3).join("/")}: ${message}`,
  );
const task = (owner: string) => ({ owner, firstReport: { hours: 1 } });

test("the response to sensitive matters names units, a channel and categories that the directory has", () => {
  expect(problems()).toEqual([]);
  expect(problems({ tasks: { ...known.tasks, "social-control": task("nobody") } })).toEqual([
    "tasks/social-control/owner: there is no unit nobody; name a unit of this directory",
  ]);
  expect(problems({ signals: { ...known.signals, to: [{ category: "99", units: ["lead", "nobody"] }] } })).toEqual([
    "signals/to/0/units/1: there is no unit nobody; name a unit of this directory",
    "signals/to/0/category: there is no category 99",
  ]);
  expect(problems({ rumours: { partner: "desk", channel: "pigeon", category: "98" } })).toEqual([
    "rumours/channel: there is no channel pigeon",
    "rumours/category: there is no category 98",
  ]);
});

test("its milestones have names of their own, stand in the order of time, and one is at the limit itself", () => {
  const withPlan = (...milestones: { key: string; at: number; effects: [] }[]) =>
    problems({ milestones: { ...known.milestones, approval: { ...known.milestones.approval, milestones } } });
  const at = "milestones/approval/milestones";
  const step = (key: string, share: number) => ({ key, at: share, effects: [] as [] });
  expect(withPlan(step("half", 0.5), step("due", 1))).toEqual([]);
  expect(withPlan(step("due", 1), step("due", 2))).toEqual([`${at}/1: milestone due is named twice`]);
  expect(withPlan(step("due", 1), step("half", 0.5))).toEqual([`${at}/1: milestones stand in the order of time`]);
  expect(withPlan(step("half", 0.5))).toEqual([
    `${at}/0: a plan has exactly one milestone at the limit itself: write at: 1`,
  ]);
});

test("its limits are clock time: a sensitive matter does not wait for office hours", () => {
  expect(SensitivePolicy.safeParse({ ...known, riskReport: { workingHours: 2 } }).success).toBe(false);
  expect(SensitivePolicy.safeParse({ ...known, riskReport: { hours: 2 } }).success).toBe(true);
});
