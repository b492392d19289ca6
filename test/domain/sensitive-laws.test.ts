import * as fc from "fast-check";
import { expect, test } from "vitest";
import { responseTasks } from "../../shared/directory/response-names.ts";
import type { Actor } from "../../shared/domain/actor.ts";
import { replayDossier } from "../../shared/domain/dossier.ts";
import { brokenAt } from "../../shared/domain/history.ts";
import { addMillis } from "../../shared/domain/instant.ts";
import { Refusal } from "../../shared/domain/refusal.ts";
import { evolveResponse } from "../../shared/domain/response/evolve-response.ts";
import {
  decideDraft,
  decidePublication,
  recordPublication,
  submitDraft,
} from "../../shared/domain/response/publish-draft.ts";
import { markResponseStalled, redriveResponse } from "../../shared/domain/response/recover-response.ts";
import { reopenResponse } from "../../shared/domain/response/reopen-response.ts";
import { reportRumour } from "../../shared/domain/response/report-rumour.ts";
import { allDone, type SensitiveResponse } from "../../shared/domain/response/response.ts";
import { settleResponse } from "../../shared/domain/response/settle-response.ts";
import { acknowledgeSignal, followSignals, reportRisk, sendSignal } from "../../shared/domain/response/tell-units.ts";
import { assignTask, completeTask, reportTask, takeTask } from "../../shared/domain/response/work-tasks.ts";
import { sensitiveResponse } from "../../shared/events/sensitive-response.ts";
import { responseWork } from "../../shared/table/response-work.ts";
import { caller, harbour, jointOffice, operator, reviewer } from "../builders/city.ts";
import {
  bureauChief,
  police,
  publicity,
  type ResponseStory,
  responding,
  sensitiveCity,
  watch,
} from "../builders/response-story.ts";
import { minute } from "../builders/story.ts";

const people: Actor[] = [
  ...[jointOffice, { ...jointOffice, id: "director-1" }, reviewer, bureauChief, watch, police, publicity, harbour],
  // A writer who is a supervisor as well must approve nothing of their own.
  { kind: "supervisor", id: publicity.id },
  caller,
];
const units = ["harbour", "public-security", "publicity-office", "cyberspace-office", "office", "water"];

type Chance = { task: (typeof responseTasks)[number]; unit: string; yes: boolean };
const moves: Record<string, (story: ResponseStory, actor: Actor, chance: Chance) => unknown> = {
  assign: (story, actor, { task, unit }) =>
    actor.kind === "joint-office" &&
    story.by(actor, (state, context) => assignTask(state, { task, unit, reason: "理由" }, context)),
  take: (story, actor, { task }) => story.by(actor, (state, context) => takeTask(state, task, context)),
  report: (story, actor, { task }) =>
    story.by(actor, (state, context) => reportTask(state, { task, text: "进展" }, context)),
  complete: (story, actor, { task }) =>
    story.by(actor, (state, context) => completeTask(state, { task, text: "完成" }, context)),
  risk: (story, actor) => story.by(actor, (state, context) => reportRisk(state, { to: "上级", text: "风险" }, context)),
  decide: (story, actor, { yes }) =>
    actor.kind === "joint-office" &&
    story.by(actor, (state, context) =>
      decidePublication(state, { decision: yes ? "publish" : "withhold", reason: "理由" }, context),
    ),
  draft: (story, actor) => story.by(actor, (state, context) => submitDraft(state, "文稿", context)),
  approve: (story, actor, { yes }) =>
    story.by(actor, (state, context) =>
      decideDraft(
        state,
        { draft: state.draft?.draft ?? 1, decision: yes ? "approve" : "refuse", reason: "意见" },
        context,
      ),
    ),
  publish: (story, actor) =>
    story.by(actor, (state, context) =>
      recordPublication(state, { draft: state.draft?.draft ?? 1, where: "发布会" }, context),
    ),
  signal: (story, actor, { unit }) =>
    actor.kind === "joint-office" &&
    story.by(actor, (state, context) => sendSignal(state, { unit, reason: "理由" }, context)),
  acknowledge: (story, actor) => story.by(actor, (state, context) => acknowledgeSignal(state, context)),
  follow: (story, actor) =>
    actor.kind === "joint-office" && story.by(actor, (state, context) => followSignals(state, "跟踪", context)),
  rumour: (story, actor) =>
    story.by(actor, (state, context) => {
      const rumour = { title: "谣言", body: "不实", policeCase: `P${state.rumours.length}`, ticketId: "t" };
      return reportRumour(state, rumour, context, context).response;
    }),
  settle: (story, actor) => story.by(actor, (state, context) => settleResponse(state, "销结", context)),
  stall: (story) => story.by(operator, (state, context) => markResponseStalled(state, state.epoch, "broken", context)),
  redrive: (story) => story.by(operator, (state, context) => redriveResponse(state, state.epoch, "by-hand", context)),
  reopen: (story, actor) => {
    story.progress = { lead: "harbour", done: false };
    story.by(actor, (state, context) => reopenResponse(state, context));
  },
  "case moves": (story, _actor, { unit, yes }) => {
    story.progress = { lead: unit, done: yes };
  },
};

const step = fc.record({
  move: fc.constantFrom(...Object.keys(moves)),
  actor: fc.constantFrom(...people),
  chance: fc.record({ task: fc.constantFrom(...responseTasks), unit: fc.constantFrom(...units), yes: fc.boolean() }),
  wait: fc.constantFrom(0, 0, 5, 40, 300, 1500),
});
/** Somebody who wants to get it done: so that lives also come to their end. */
const busy: { move: string; actor: Actor; task?: (typeof responseTasks)[number]; yes?: boolean }[] = [
  { move: "case moves", actor: jointOffice, yes: true },
  { move: "risk", actor: watch },
  { move: "decide", actor: jointOffice, yes: true },
  { move: "draft", actor: publicity },
  { move: "approve", actor: bureauChief, yes: true },
  { move: "approve", actor: jointOffice, yes: true },
  { move: "publish", actor: publicity },
  { move: "complete", actor: watch, task: "opinion-watch" },
  { move: "complete", actor: police, task: "social-control" },
  { move: "complete", actor: publicity, task: "public-guidance" },
  { move: "settle", actor: jointOffice },
];
const lives = fc.record({
  before: fc.array(step, { maxLength: 25 }),
  finishes: fc.boolean(),
  /** How long the written text lies before anybody looks at it, in minutes. */
  lies: fc.constantFrom(0, 0, 300),
  after: fc.array(step, { maxLength: 8 }),
});

function live({
  before,
  finishes,
  lies,
  after,
}: typeof lives extends fc.Arbitrary<infer Life> ? Life : never): ResponseStory {
  const story = responding();
  const go = (move: string, actor: Actor, chance: Chance) => {
    try {
      moves[move]?.(story, actor, chance);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
  };
  const all = (steps: typeof before) => {
    for (const { move, actor, chance, wait } of steps) {
      story.until(addMillis(story.now, wait * minute));
      go(move, actor, chance);
    }
  };
  all(before);
  if (finishes) {
    for (const { move, actor, task = "opinion-watch", yes = true } of busy) {
      go(move, actor, { task, unit: "harbour", yes });
      if (move === "draft") story.until(addMillis(story.now, lies * minute));
    }
  }
  all(after);
  return story;
}

const holds = (law: (story: ResponseStory) => void, numRuns = 120) =>
  fc.assert(
    fc.property(lives, (life) => law(live(life))),
    { numRuns },
  );

const stored = <Content>(content: Content): Content => JSON.parse(JSON.stringify(content)) as Content;

test("every wait has a clock: a task, a silent unit, a report, a decision, an approval, and the joint office itself", () => {
  holds(({ decisions }) => {
    for (const { after } of decisions) {
      const runs = (clock: string, of?: string) => after.clocks.some((one) => one.clock === clock && one.of === of);
      if (after.stage === "settled") {
        expect(after.clocks).toEqual([]);
        expect(after.nextDueAt).toBeUndefined();
        continue;
      }
      expect(after.nextDueAt).toBeDefined();
      for (const { task, doneAt } of after.tasks) expect(runs("task", task), task).toBe(doneAt === undefined);
      for (const { unit, acknowledgedAt } of after.signals)
        expect(runs("acknowledge", unit), unit).toBe(acknowledgedAt === undefined);
      expect(runs("risk-report")).toBe(after.riskReports === 0);
      expect(runs("publication-decision")).toBe(after.publication === undefined);
      const { draft } = after;
      if (draft !== undefined) expect(runs("approval", String(draft.draft))).toBe(draft.state === "in-approval");
      expect(runs("follow-up")).toBe(true);
    }
  });
});

test("it ends exactly when all is done, and only the joint office settles it", () => {
  holds(({ decisions, history }) => {
    for (const { before, after, events } of decisions) {
      if (after.stage === "working") expect(allDone(after)).toBe(false);
      else expect(allDone(after)).toBe(true);
      const settled = events.find(({ type }) => type === "ResponseSettled");
      expect(settled !== undefined).toBe(after.stage === "settled" && before?.stage !== "settled");
      if (settled !== undefined) expect(settled.actor.kind).toBe("joint-office");
    }
    // After the end nothing happens any more, unless the case is reopened.
    for (const [place, { type }] of history.entries())
      if (type === "ResponseSettled") expect(["ResponseReopened", undefined]).toContain(history[place + 1]?.type);
  });
});

test("nothing is published that not every level has approved, each by another person, and none by the author", () => {
  const levels = sensitiveCity.policies[0]?.sensitive.approval.levels ?? [];
  holds(({ history }) => {
    for (const [place, event] of history.entries()) {
      if (event.type !== "DraftPublished") continue;
      const { draft } = event.data;
      const told = history.slice(0, place).filter((one) => "draft" in one.data && one.data.draft === draft);
      const start = told.findLastIndex(({ type }) => type === "DraftSubmitted");
      const own = told.slice(start);
      const author = own[0]?.actor.id;
      const approvals = own.flatMap((one) =>
        one.type === "DraftDecided" && one.data.decision === "approved"
          ? [{ by: one.actor.id, level: one.data.level }]
          : [],
      );
      expect(approvals.at(-1)?.level).toBe(levels.at(-1));
      // A level that was silent is passed over: those above it decide.
      const silent = own.flatMap((one) => (one.type === "DraftEscalated" ? [one.data.fromLevel] : []));
      expect([...approvals.map(({ level }) => level), ...silent].sort()).toEqual([...levels].sort());
      expect(new Set(approvals.map(({ by }) => by)).size).toBe(approvals.length);
      expect(approvals.map(({ by }) => by)).not.toContain(author);
    }
  });
});

test("each milestone of a clock fires once, never early", () => {
  holds(({ history }) => {
    const seen = new Set<string>();
    for (const { type, at, data } of history) {
      if (type !== "ResponseMilestoneReached") continue;
      const key = `${data.clock} ${data.of} ${data.since} ${data.milestone}`;
      expect(seen.has(key), key).toBe(false);
      seen.add(key);
      expect(at >= data.reachedAt).toBe(true);
    }
  });
});

test("its history is one chain in the published shape, and replaying it gives the response", () => {
  holds(({ history, state, decisions }) => {
    expect(brokenAt(stored(history), state)).toBeUndefined();
    const facts = ({ version: _v, turn: _t, nextDueAt: _n, ...rest }: SensitiveResponse) => stored(rest);
    expect(facts(replayDossier(stored(history), evolveResponse))).toEqual(facts(state));
    for (const { type, data } of history) sensitiveResponse[type].parse(stored(data));
    for (const { before, after } of decisions) {
      expect(after.version).toBe((before?.version ?? 0) + 1);
      const earlier = after.nextDueAt !== undefined && after.nextDueAt < (before?.nextDueAt ?? "~");
      const looks = before?.stage !== after.stage || before.epoch !== after.epoch || earlier;
      expect(after.turn).toBe((before?.turn ?? 0) + (looks ? 1 : 0));
    }
  }, 60);
});

test("every clock is on somebody's list while it runs, and what is settled on nobody's", () => {
  holds(({ decisions }) => {
    for (const { after } of decisions) {
      const lists = responseWork(after, "office");
      expect(new Set(lists.map(({ sk }) => sk)).size).toBe(lists.length);
      expect(lists.length).toBeGreaterThanOrEqual(after.clocks.length);
      if (after.stage === "settled") expect(lists).toEqual([]);
    }
  }, 60);
});

test("the random lives reach every kind of event", () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(lives, (life) => {
      for (const { type } of live(life).history) seen.add(type);
    }),
    { numRuns: 500, seed: 7 },
  );
  expect(Object.keys(sensitiveResponse).filter((type) => !seen.has(type))).toEqual([]);
});
