import type { CaseView } from "../../../shared/api/case-view.ts";
import { atOnce } from "../at-once.ts";
import { between, oneOf, pick } from "../chance.ts";
import type { City, Follow, Person } from "../city.ts";
import { hour } from "../local-hours.ts";
import { readWork, type Work } from "../work.ts";

/** Three rounds of calls every day, within the hours in which people may be called. */
const rounds = ["09:30", "14:00", "18:30"];

/** Those whose requester may want the case reopened are told: the closed case and its sender's number. */
export type Closed = (caseId: string) => void;

/** Callback staff call requesters back, on rest days too, and ask whether a withdrawal is meant. Some never answer. */
export function callbackStaff(
  { callers, diary, hours, casebook, chance }: City,
  follow: Follow,
  closed: Closed,
): Person {
  const caller = callers.as({ kind: "callback", id: "callback-1" });
  /** How often each requester has been called: calls put off by the requester are no attempts of the case. */
  const calls = new Map<string, number>();

  return diary.person(async () => {
    for (const task of ["callback", "withdrawal"]) {
      const items = await readWork(caller, `/v1/callbacks?task=${task}&`, casebook);
      await atOnce(
        items.filter((item) => callsAt(item) <= diary.now()),
        call,
      );
    }
    return hours.nextOf(rounds, diary.now(), "every");
  });

  function callsAt({ caseId, since }: Work): number {
    return Date.parse(since) + between(chance("calls-after", casebook.numberOf(caseId), since), 0, 40 * hour);
  }

  async function call({ caseId, task }: Work): Promise<void> {
    const { body: before } = await caller.get<CaseView>(`/v1/cases/${caseId}`);
    const asked = task === "withdrawal" ? before.withdrawal : before.callback;
    // An attempt counts once a day: whoever could not be reached this morning is left alone until tomorrow.
    if (asked === undefined || asked.attempts.includes(hours.date(diary.now()))) return;
    const { round } = asked;
    const number = casebook.numberOf(caseId);
    const times = (calls.get(caseId) ?? 0) + 1;
    calls.set(caseId, times);
    const reached = chance("reachable", number) > 0.06 && chance("reached", number, times) < 0.78;
    const path = `/v1/cases/${caseId}/callbacks/${round}`;
    if (!reached) {
      const outcome = oneOf(chance("unreached", number, times), unreached);
      casebook.heard(await caller.post<CaseView>(`${path}/attempts`, { outcome }));
      return;
    }
    const draw = chance("answer", number, round);
    const answer = task === "withdrawal" ? meantOrNot(draw) : opinion(draw, before.reworks);
    const answered = await caller.post<CaseView>(`${path}/result`, answer);
    casebook.heard(answered);
    if (answered.status !== 200) return;
    if (answered.body.stage === "closed") closed(caseId);
    else if (answered.body.severity !== "general") follow(caseId);
  }
}

const unreached = ["no-answer", "no-answer", "busy", "wrong-number", "call-later"] as const;

function meantOrNot(draw: number): object {
  return { withdrawal: draw < 0.75 ? "confirmed" : "denied", words: "" };
}

/** Four of five are content; after a rework a few more. */
function opinion(draw: number, reworks: number): object {
  const kind = pick(draw, { content: 78 + 6 * Math.min(reworks, 1), lukewarm: 7, partly: 8, unsolved: 7 });
  return opinions[kind];
}

const opinions = {
  content: { resolved: "yes", satisfiedWithHandling: 5, satisfiedWithResult: 4, words: "满意" },
  lukewarm: { resolved: "yes", satisfiedWithHandling: 4, satisfiedWithResult: 3, words: "解决了，但等得太久" },
  partly: { resolved: "partly", satisfiedWithHandling: 3, satisfiedWithResult: 2, words: "只解决了一部分" },
  unsolved: { resolved: "no", satisfiedWithHandling: 2, satisfiedWithResult: 1, words: "没有解决" },
} as const;
