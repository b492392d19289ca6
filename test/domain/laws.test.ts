import * as fc from "fast-check";
import { expect, test } from "vitest";
import { ladder } from "../../shared/directory/names.ts";
import { workflow } from "../../shared/domain/actor.ts";
import { CalendarNotPublished } from "../../shared/domain/calendar/published-year.ts";
import { type Case, isReferral, leadOf } from "../../shared/domain/case.ts";
import { applyDueMilestones } from "../../shared/domain/commands/apply-due-milestones.ts";
import { calendarOf, policyOf, type WrittenCase } from "../../shared/domain/decision.ts";
import { evolve, replay } from "../../shared/domain/evolve.ts";
import { explainClocks } from "../../shared/domain/explain-clocks.ts";
import { brokenAt, digest, type HistoryEvent } from "../../shared/domain/history.ts";
import { currentStep } from "../../shared/domain/project.ts";
import { ClockChanges, catalogue } from "../../shared/events/catalogue.ts";
import { workItems } from "../../shared/table/work-items.ts";
import { go, walks } from "../builders/random-walk.ts";
import type { Story } from "../builders/story.ts";
import { secrets } from "../builders/ticket.ts";

/** Every law is checked on whole lives of cases: random people do random things at random times. */
const holds = (
  law: (story: Story) => void,
  { notice, ...runs }: { notice?: (story: Story) => void; numRuns?: number; seed?: number } = {},
) =>
  fc.assert(
    fc.property(walks, (walk) => law(go(walk, notice))),
    { numRuns: 150, ...runs },
  );

const stored = <Content>(content: Content): Content => JSON.parse(JSON.stringify(content)) as Content;

/** Urgent and major cases are, from when a unit is looked for until it reports done. */
function isReportedUp({ severity, stage }: Case): boolean {
  return severity !== "general" && ["routing", "dispatch", "acceptance", "resolution"].includes(stage);
}

/** An at-once project always waits for somebody: to do a step, or to begin one or sign for it. */
function projectClock({ project }: Case): string[] {
  const step = currentStep(project)?.step;
  return step === undefined ? [] : [step.state === "running" ? "at-once" : "hand-over"];
}

/** On the list of its event as long as it is open, and on the joint office's when the event has left it behind. */
function ofEvent({ stage, event, closeOut }: Case): number {
  return stage === "closed" ? 0 : (event === undefined ? 0 : 1) + (closeOut?.tail === true ? 1 : 0);
}

function checkedMeanwhile({ stage, clocks }: Case): boolean {
  return stage !== "triage-check" && clocks.some(({ clock }) => clock === "triage-check");
}

function domainPart(state: WrittenCase | Case): object {
  const { version: _version, turn: _turn, nextDueAt: _due, ...rest } = { nextDueAt: undefined, ...state };
  return rest;
}

test("replaying the history as it is stored gives the case at every decision", () => {
  holds(({ decisions }) => {
    let replayed: Case | undefined;
    for (const { events, after } of decisions) {
      replayed = stored(events).reduce(evolve, replayed);
      if (replayed === undefined) throw new Error("a decision without events");
      expect(stored(domainPart(replayed))).toEqual(stored(domainPart(after)));
    }
  });
});

test("the history is one chain that ends at the case's head: any event altered, dropped or doubled is found", () => {
  const check = ({ history, state }: Story) => {
    expect(brokenAt(stored(history), state)).toBeUndefined();
    // Of a long life some twenty events, so that hashing stays cheap.
    const step = Math.ceil(history.length / 20);
    for (const [index, event] of [...history.entries()].filter(([at]) => at % step === 0)) {
      const altered: HistoryEvent = { ...event, at: "2020-01-01T00:00:00.000Z" };
      expect(brokenAt(history.with(index, altered), state)).toBe(index + 1);
      expect(brokenAt(history.toSpliced(index, 0, event), state)).toBeLessThanOrEqual(index + 2);
      expect(brokenAt(history.toSpliced(index, 1), state)).toBe(index + 1);
    }
  };
  holds(check, { numRuns: 40 });
});

test("what was said is kept beside its event, which carries its hash", () => {
  holds(({ history, records }) => {
    for (const { seq, content } of records) {
      expect(history[seq - 1]?.data).toMatchObject({ recordHash: digest(stored(content)) });
    }
  });
});

test("every open case has a moment at which somebody looks at it; a closed one has no clock left", () => {
  holds(({ decisions }) => {
    for (const { after } of decisions) {
      if (after.stage === "closed") expect([after.nextDueAt, after.clocks]).toEqual([undefined, []]);
      else expect(after.nextDueAt).toMatch(/^\d{4}-/);
    }
  });
});

const running: Record<string, string[]> = {
  triage: ["triage"],
  "triage-check": ["resolve", "triage-check"],
  screening: ["resolve", "screening"],
  routing: ["resolve", "routing"],
  "dispatch no-row": ["dispatch", "resolve"],
  "dispatch dispute": ["designation", "resolve"],
  acceptance: ["accept", "assignment", "resolve"],
  resolution: ["assignment", "resolve"],
  "review resolution": ["assignment", "resolve", "review"],
  "review failed-rework": ["review"],
  callback: ["callback"],
  closed: [],
};

test("the clocks that run follow from the stage, from an open first response and from a pending withdrawal", () => {
  holds(({ decisions }) => {
    for (const { after } of decisions) {
      const { stage, firstResponseAt, withdrawal, lowering, clocks } = after;
      const about =
        after.stage === "dispatch" ? ` ${after.question}` : after.stage === "review" ? ` ${after.subject}` : "";
      const expected = [
        ...(running[stage + about] ?? ["unknown stage"]),
        ...(stage !== "closed" && firstResponseAt === undefined && !isReferral(after) ? ["first-response"] : []),
        ...(withdrawal === undefined ? [] : ["withdrawal"]),
        ...(lowering === undefined ? [] : ["lowering"]),
        ...(isReportedUp(after) ? ["report-up"] : []),
        ...projectClock(after),
        // An officer looks at what is urgent while it is worked already.
        ...(checkedMeanwhile(after) ? ["triage-check"] : []),
      ];
      expect(clocks.map(({ clock }) => clock).sort()).toEqual(expected.sort());
      const submitted = clocks.filter(({ submittedAt }) => submittedAt !== undefined).map(({ clock }) => clock);
      expect(submitted.sort()).toEqual(about === " resolution" ? ["assignment", "resolve"] : []);
    }
  });
});

test("a milestone fires once, never early, and only while its clock runs", () => {
  holds(({ decisions }) => {
    const fired = new Set<string>();
    let state: Case | undefined;
    for (const event of decisions.flatMap(({ events }) => events)) {
      if (event.type === "MilestoneReached") {
        const { clock, since, milestone, reachedAt } = event.data;
        const own = state?.clocks.find((one) => one.clock === clock && one.since === since);
        expect(own).toMatchObject({ dueAt: event.data.dueAt });
        expect(own?.submittedAt).toBeUndefined();
        expect(reachedAt <= event.at).toBe(true);
        expect(fired.has(`${clock} ${since} ${milestone}`)).toBe(false);
        fired.add(`${clock} ${since} ${milestone}`);
      }
      state = evolve(state, event);
    }
  });
});

test("applying milestones until nothing is due, then again, changes nothing", () => {
  const notice = (story: Story) => {
    try {
      while (story.by(workflow("milestones"), applyDueMilestones).length > 0);
      expect(story.by(workflow("milestones"), applyDueMilestones)).toEqual([]);
      if (story.state.nextDueAt !== undefined) expect(story.state.nextDueAt > story.now).toBe(true);
    } catch (error) {
      if (!(error instanceof CalendarNotPublished)) throw error;
    }
  };
  holds(() => undefined, { notice, numRuns: 60 });
});

test("turn rises exactly when the workflow must look", () => {
  const position = (state: WrittenCase) => {
    const { unit, state: answered, dispatchedAt } = leadOf(state) ?? {};
    return [state.stage, state.epoch, unit, answered, dispatchedAt, state.withdrawal === undefined];
  };
  holds(({ decisions }) => {
    for (const { before, after } of decisions) {
      if (before === undefined) continue;
      const earlier = after.nextDueAt !== undefined && after.nextDueAt < (before.nextDueAt ?? "~");
      const moved = JSON.stringify(position(before)) !== JSON.stringify(position(after));
      expect(after.turn - before.turn).toBe(moved || earlier ? 1 : 0);
      expect(after.version).toBe(before.version + 1);
    }
  });
});

test("every event is as the catalogue says, and neither it nor the case holds personal data", () => {
  holds(({ history, decisions }) => {
    for (const { type, data, clocks } of stored(history)) {
      expect(catalogue[type].parse(data)).toEqual(data);
      if (clocks !== undefined) ClockChanges.parse(clocks);
    }
    const written = JSON.stringify([history, decisions.map(({ after }) => after)]);
    for (const secret of Object.values(secrets)) expect(written).not.toContain(secret);
  });
});

test("the history alone explains the deadline of every running clock", () => {
  holds(({ history, state, directory }) => {
    const explained = explainClocks(stored(history), policyOf(directory, state), calendarOf(directory, state));
    const now = explained.filter(({ state: kept }) => kept === "running" || kept === "under-review");
    expect(now.map(({ clock, dueAt, startedBySeq }) => ({ clock, dueAt, since: startedBySeq }))).toEqual(
      state.clocks.map(({ clock, dueAt, since }) => ({ clock, dueAt, since })),
    );
  });
});

test("nobody who has been called in goes home: once escalated, a case never stands lower again", () => {
  holds(({ history }) => {
    let state: Case | undefined;
    let least = 0;
    for (const event of history) {
      state = evolve(state, event);
      if (event.type === "CaseEscalated" || event.type === "ReworkOrdered")
        least = Math.max(least, ladder.indexOf(event.data.toLevel));
      expect(ladder.indexOf(state.level)).toBeGreaterThanOrEqual(least);
    }
  });
});

test("whatever waits for a person stands in a work list, under a deadline that runs", () => {
  holds(({ decisions }) => {
    for (const { after } of decisions) {
      const waiting = ["triage", "routing", "closed"].includes(after.stage) ? 0 : 1;
      const items = workItems(after);
      const others =
        [after.withdrawal, after.lowering].filter((one) => one !== undefined).length +
        (checkedMeanwhile(after) ? 1 : 0) +
        (isReportedUp(after) ? 1 : 0) +
        projectClock(after).length +
        ofEvent(after);
      expect(items).toHaveLength(waiting + others);
      for (const { dueAt } of items.filter(({ task }) => task !== "event"))
        expect(after.clocks.map((clock) => clock.dueAt)).toContain(dueAt);
    }
  });
});

test("no case is resolved over an open step, and no enterprise's without its having heard the preliminary result", () => {
  holds(({ decisions }) => {
    for (const { before, after, events } of decisions) {
      if (!events.some(({ type }) => type === "AssignmentResolved") || before === undefined) continue;
      expect(currentStep(after.project)).toBeUndefined();
      if (before.tracks.includes("enterprise") && before.kind !== "praise")
        expect(after.preliminaryToldAt).toBeDefined();
    }
  });
});

test("every step is begun owned, done in its order, and signed for by another person of the supervising unit", () => {
  holds(({ history }) => {
    let state: Case | undefined;
    for (const event of history) {
      const current = currentStep(state?.project);
      if (event.type === "StepStarted") {
        expect([current?.number, current?.step.unit, current?.step.state]).toEqual([
          event.data.step,
          event.data.unit,
          "ready",
        ]);
      }
      if (event.type === "HandOverSigned" && state !== undefined) {
        expect([current?.step.state, leadOf(state)?.supervises]).toEqual(["done", event.data.unit]);
        expect(event.actor.id).not.toBe(current?.step.finishedBy);
      }
      state = evolve(state, event);
    }
  });
});

test("an enterprise's case has a supervising unit, other than its lead, at any time that a unit has it", () => {
  holds(({ decisions }) => {
    for (const { after } of decisions) {
      const slot = leadOf(after);
      if (slot === undefined || !after.tracks.includes("enterprise") || slot.unit === "office") continue;
      expect(slot.supervises).toBeDefined();
      expect(slot.supervises).not.toBe(slot.unit);
    }
  });
});

test("a case of an event is closed out once a day at most, and never again by anybody but callers and its own desk", () => {
  holds(({ history }) => {
    const days = new Set<string>();
    let state: Case | undefined;
    for (const event of history) {
      if (event.type === "CloseOutListed") {
        expect([state?.stage === "closed", days.has(event.data.date)]).toEqual([false, false]);
        days.add(event.data.date);
      }
      if (event.type === "CallbackCompleted" && event.actor.kind === "partner")
        expect(state?.channel).toBe("event-desk");
      state = evolve(state, event);
    }
  });
});

test("the random lives reach every kind of event", () => {
  const seen = new Set<string>();
  const collect = ({ history }: Story) => {
    for (const { type } of history) seen.add(type);
    expect(replay(history).caseId).toBe(history[0]?.caseId);
  };
  holds(collect, { numRuns: 500, seed: 2026 });
  expect(Object.keys(catalogue).filter((type) => !seen.has(type))).toEqual([]);
});
