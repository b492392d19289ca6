import type { DossierEvent } from "../../events/dossiers.ts";
import type { DossierCore, DossierEvolve } from "../dossier.ts";
import { allDone, type Draft, type ResponseTask, type SensitiveResponse } from "./response.ts";
import { sameClock, tickingOn } from "./response-clock.ts";

type Event = DossierEvent<"sensitive-response">;
type Content = Omit<SensitiveResponse, keyof DossierCore>;

/** What an event makes of a response. Its stage follows from what is done, and from nothing else. */
export const evolveResponse: DossierEvolve<"sensitive-response", SensitiveResponse> = (before, event) => {
  if (before === undefined) {
    if (event.type !== "ResponseOpened") throw new Error(`a response begins with ResponseOpened, not ${event.type}`);
    return opened(event);
  }
  const changed = changedBy(before, event);
  const clocks = tickingOn(changed.clocks, "clocks" in event.data ? event.data.clocks : undefined, event.seq);
  const after = { ...changed, clocks };
  if (after.settledAt !== undefined) return { ...after, stage: "settled" };
  const stage = allDone(after) ? "settling" : "working";
  return { ...after, stage, stalls: stage === before.stage ? after.stalls : 0 };
};

function opened({ dossierId, at, seq, data }: Event & { type: "ResponseOpened" }): Content {
  const { tasks, signals, clocks, region: _region, ...facts } = data;
  return {
    ...facts,
    ...{ caseId: dossierId, turn: 1, epoch: 1, stage: "working", openedAt: at },
    tasks: tasks.map((task) => ({ ...task, reports: 0 })),
    signals: signals.map((signal) => ({ ...signal, sentAt: at })),
    ...{ riskReports: 0, followUps: 0, rumours: [], stalls: 0 },
    clocks: tickingOn([], clocks, seq),
  };
}

function changedBy(before: SensitiveResponse, event: Event): SensitiveResponse {
  const { at, actor } = event;
  switch (event.type) {
    case "ResponseOpened":
      throw new Error(`the response to case ${before.caseId} was opened twice`);
    case "ResponseTaskAssigned": {
      const { unit, by } = event.data;
      // A task that was done and is given to somebody is to be done again.
      return withTask(before, event.data.task, ({ person: _person, doneAt: _done, ...task }) => ({
        ...task,
        unit,
        follows: by === "case",
      }));
    }
    case "ResponseTaskTaken":
      return withTask(before, event.data.task, (task) => ({ ...task, person: actor.id }));
    case "ResponseTaskReported": {
      const { number } = event.data;
      return withTask(before, event.data.task, (task) => ({
        ...task,
        person: task.person ?? actor.id,
        reports: number,
      }));
    }
    case "ResponseTaskCompleted":
      return withTask(before, event.data.task, (task) => ({ ...task, doneAt: at }));
    case "RiskReported":
      return { ...before, riskReports: event.data.number };
    case "PublicationDecided": {
      const { draft: _dropped, ...rest } = before;
      return { ...(event.data.decision === "withhold" ? rest : before), publication: event.data.decision };
    }
    case "DraftSubmitted": {
      const { draft, unit, level } = event.data;
      return { ...before, draft: { draft, unit, author: actor.id, approvedBy: [], state: "in-approval", level } };
    }
    case "DraftDecided": {
      const { decision, next } = event.data;
      return withDraft(before, ({ level: _level, ...draft }) => {
        if (decision === "refused") return { ...draft, state: "refused" };
        const approvedBy = [...draft.approvedBy, actor.id];
        return next === undefined ? { ...draft, approvedBy, state: "approved" } : { ...draft, approvedBy, level: next };
      });
    }
    case "DraftEscalated":
      return withDraft(before, (draft) => ({ ...draft, level: event.data.toLevel }));
    case "DraftPublished":
      return withDraft(before, (draft) => ({ ...draft, state: "published" }));
    case "SignalSent": {
      const { unit, because } = event.data;
      const others = before.signals.filter((signal) => signal.unit !== unit);
      return { ...before, signals: [...others, { unit, because, sentAt: at }] };
    }
    case "SignalAcknowledged": {
      const { unit } = event.data;
      const known = (signal: SensitiveResponse["signals"][number]) =>
        signal.unit === unit ? { ...signal, acknowledgedAt: at } : signal;
      return { ...before, signals: before.signals.map(known) };
    }
    case "SignalsFollowed":
      return { ...before, followUps: event.data.number };
    case "RumourReported": {
      const { number, policeCase } = event.data;
      return { ...before, rumours: [...before.rumours, { number, policeCase }] };
    }
    case "ResponseMilestoneReached":
      return withClock(before, event.data, (clock) => ({ ...clock, fired: clock.fired + 1, lastFiredAt: at }));
    case "ResponseEscalated":
      return withClock(before, event.data, (clock) => ({ ...clock, escalated: true }));
    case "ResponseSettled": {
      const { stalled: _ended, ...rest } = before;
      return { ...rest, settledAt: at };
    }
    case "ResponseReopened": {
      const { settledAt: _again, ...rest } = before;
      const again = withTask(rest, "lawful-handling", ({ doneAt: _done, ...task }) => task);
      return { ...again, epoch: event.data.epoch };
    }
    case "ResponseStalled":
      return { ...before, stalls: before.stalls + 1, stalled: { at, cause: event.data.cause } };
    case "ResponseRedriven": {
      const { stalled: _driven, ...rest } = before;
      return { ...rest, epoch: event.data.epoch };
    }
  }
}

function withTask(before: SensitiveResponse, name: string, change: (task: ResponseTask) => ResponseTask) {
  return { ...before, tasks: before.tasks.map((task) => (task.task === name ? change(task) : task)) };
}

function withDraft(before: SensitiveResponse, change: (draft: Draft) => Draft): SensitiveResponse {
  if (before.draft === undefined) throw new Error(`the response to case ${before.caseId} has no draft`);
  return { ...before, draft: change(before.draft) };
}

type Clocks = SensitiveResponse["clocks"];

function withClock(
  before: SensitiveResponse,
  id: Pick<Clocks[number], "clock" | "of">,
  change: (clock: Clocks[number]) => Clocks[number],
): SensitiveResponse {
  return { ...before, clocks: before.clocks.map((clock) => (sameClock(clock, id) ? change(clock) : clock)) };
}
