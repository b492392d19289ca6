import type { CaseView } from "../../../shared/api/case-view.ts";
import { atOnce } from "../at-once.ts";
import { between, oneOf, pick } from "../chance.ts";
import type { City, Follow, Person } from "../city.ts";
import { hour, minute } from "../local-hours.ts";
import { readWork, type Work } from "../work.ts";
import { characterOf } from "./characters.ts";
import { type Plan, planAcceptance, planResolution } from "./unit-plans.ts";

/** Whoever is on duty looks in once on rest days: the first response does not wait for Monday. */
const onRestDays = ["10:45"];

const never = Number.POSITIVE_INFINITY;

/**
 * The staff of one unit: they look at their list twice a working day and when something is planned or they are called.
 * They accept, return or stay silent, speak to the requester, report progress, and resolve; each unit in its own way.
 */
export function unitStaff(city: City, unit: string, follow: Follow): Person {
  const { chance, diary, casebook, hours, directory, callers } = city;
  const caller = callers.as({ kind: "unit", unit });
  const character = characterOf(chance("character", unit));
  const reasons = directory.policies.flatMap(({ returns }) => returns.reasons.map(({ id }) => id));
  const looks = lookingTimes(chance("looks", unit));
  /** What they mean to do about each task, from when they have first seen it. */
  const plans = new Map<string, Plan>();
  /** When they will speak to a requester for the first time; those who have been spoken to are left out. */
  const toCall = new Map<string, number>();
  const resolved = new Map<string, number>();
  /** Cases of enterprises that have not heard what is likely to come of theirs. */
  const toTell = new Set<string>();

  return diary.person(async () => {
    let next = Math.min(hours.nextOf(looks, diary.now(), "office"), hours.nextOf(onRestDays, diary.now(), "every"));
    const listed = await readWork(caller, `/v1/units/${unit}/worklist?`, casebook);
    // What sensitive matters ask of the unit is done by the response desk.
    const items = listed.filter(({ task }) => task !== "signal" && task !== "response-task");
    const due = await atOnce(items, (item) => (item.task === "accept" ? answer(item) : work(item)));
    for (const [index, at] of due.entries())
      next = Math.min(next, items[index]?.severity === "general" ? rounded(at) : at);
    return next;
  });

  /** What has time is done together, a few times an hour. */
  function rounded(at: number): number {
    return Math.ceil(at / (15 * minute)) * 15 * minute;
  }

  /** An assignment that nobody has accepted yet. Returns when to look at it again. */
  async function answer(item: Work): Promise<number> {
    const plan = planOf(item, () => planAcceptance(city, character, item));
    if (plan.at > diary.now() || plan.what === "silence") return plan.at;
    plans.delete(keyOf(item));
    const { caseId } = item;
    const path = `/v1/cases/${caseId}/assignments/lead`;
    const number = casebook.numberOf(caseId);
    if (plan.what === "return") {
      const reason = oneOf(chance("reason", number, unit), reasons);
      const returned = await act(item, `${path}/return`, { reason, explanation: "经核实不属于本单位职责" });
      // What was designated or ordered anew cannot be returned: then they take it.
      if (returned.status !== 409) return never;
    }
    const { status } = await act(item, `${path}/acceptance`);
    if (status !== 200) return never;
    const call = chance("calls-at-once", number) < 0.8 ? diary.now() : callsLater(item);
    toCall.set(caseId, call);
    return call > diary.now() ? call : speak(item);
  }

  /** For general cases some working hours later, for the others some minutes. */
  function callsLater({ caseId, severity }: Work): number {
    const draw = chance("call", casebook.numberOf(caseId));
    if (severity === "general") return hours.officeTime(diary.now(), between(draw, hour, 6 * hour));
    return diary.now() + between(draw, 5 * minute, 50 * minute);
  }

  /** An accepted assignment. Returns when to look at it again. */
  async function work(item: Work): Promise<number> {
    const { caseId } = item;
    const lead = `/v1/cases/${caseId}/assignments/lead`;
    const round = resolved.get(caseId) ?? 0;
    const plan = planOf(item, () => planResolution(city, character, item, round));
    const call = toCall.get(caseId) ?? never;
    if (call <= diary.now()) return speak(item);
    if (plan.progressAt !== undefined && plan.progressAt <= diary.now()) {
      delete plan.progressAt;
      await act(item, `${lead}/progress`, { note: "已到现场核实，正在处理" });
    }
    if (plan.at > diary.now()) return Math.min(plan.at, plan.progressAt ?? never, call);
    if (toTell.has(caseId)) {
      toTell.delete(caseId);
      const told = { how: "phone", result: "拟按规定办结，已征求企业意见" };
      await act(item, `${lead}/preliminary-result`, told);
      return diary.now() + minute;
    }
    plans.delete(keyOf(item));
    toCall.delete(caseId);
    const number = casebook.numberOf(caseId);
    const result = pick(chance("result", number, round), {
      solved: 78,
      "partly-solved": 8,
      explained: 11,
      "not-in-power": 3,
    });
    const { status } = await act(item, `${lead}/resolution`, {
      result,
      measures: "现场核查后依法处理，并向诉求人说明",
      evidence: ["现场照片"],
      replyText: "您反映的问题已办理，感谢监督。",
      told: { by: unit, how: "phone", at: new Date(diary.now()).toISOString() },
    });
    if (status === 200) resolved.set(caseId, round + 1);
    return toTell.has(caseId) ? diary.now() + minute : never;
  }

  async function speak(item: Work): Promise<number> {
    toCall.delete(item.caseId);
    const body = { how: "phone", summary: "已电话联系诉求人，了解情况" };
    await act(item, `/v1/cases/${item.caseId}/assignments/lead/first-response`, body);
    // The list shows the case as it is after all this.
    return diary.now() + minute;
  }

  async function act({ caseId, severity }: Work, path: string, body?: object): Promise<{ status: number }> {
    const answered = await caller.post<CaseView>(path, body);
    casebook.heard(answered);
    const { tracks = [], kind, preliminaryToldAt } = answered.body;
    const owed = tracks.includes("enterprise") && kind !== "praise" && preliminaryToldAt === undefined;
    if (owed || isOwed(answered.body)) toTell.add(caseId);
    else if (answered.status === 200) toTell.delete(caseId);
    if (severity !== "general" || path.endsWith("/return")) follow(caseId);
    return answered;
  }

  function planOf(item: Work, make: () => Plan): Plan {
    const key = keyOf(item);
    const plan = plans.get(key) ?? make();
    plans.set(key, plan);
    return plan;
  }

  function keyOf({ caseId, task, since }: Work): string {
    return `${caseId} ${task} ${since} ${resolved.get(caseId) ?? 0}`;
  }
}

/** A case that came back to be worked again, without anything to accept. */
function isOwed(answer: object): boolean {
  return "code" in answer && answer.code === "PreliminaryResultOwed";
}

/** Twice a day; not all units at the same minute. */
function lookingTimes(chance: number): string[] {
  const past = String(5 + Math.floor(chance * 40)).padStart(2, "0");
  return [`09:${past}`, `14:${past}`];
}
