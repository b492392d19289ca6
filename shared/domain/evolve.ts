import type { Severity } from "../directory/names.ts";
import { awaitsScreening, type Case, type CaseCore, isReferral, type Slot, type StageState } from "./case.ts";
import type { CaseClock } from "./case-clock.ts";
import { genesis, type HistoryEvent } from "./history.ts";
import { earliest } from "./instant.ts";
import { isOpen, projectAfter } from "./project.ts";
import { Refusal } from "./refusal.ts";

/**
 * What an event makes of a case. The one place where a case changes: a decision runs its events through here, and
 * replaying a history does the same, so the two can never tell different stories.
 */
export function evolve(before: Case | undefined, event: HistoryEvent): Case {
  if (before === undefined) {
    if (event.type !== "CaseOpened") throw new Error(`a history begins with CaseOpened, not with ${event.type}`);
    return withHistory(opened(event), event);
  }
  return withHistory(changed(before, event), event);
}

/** The case that a whole history, in order of `seq`, leads to. */
export function replay(history: HistoryEvent[]): Case {
  const last = history.reduce<Case | undefined>(evolve, undefined);
  if (last === undefined) throw new Refusal("NoHistory", "unknown", "there is no event to replay");
  return last;
}

function opened({ caseId, at, data }: HistoryEvent & { type: "CaseOpened" }): Case {
  const { ticketId: _ticket, recordHash: _record, ...facts } = data;
  return {
    ...facts,
    caseId,
    version: 1,
    turn: 1,
    epoch: 1,
    seq: 0,
    headHash: genesis,
    openedAt: at,
    clocks: [],
    level: "station",
    returnedBy: [],
    cards: { yellow: 0, red: 0 },
    overdue: false,
    reworks: 0,
    supplements: 0,
    reportsUp: 0,
    callbackRounds: 0,
    ledgerEntries: 0,
    stalls: 0,
    stage: "triage",
  };
}

function changed(before: Case, event: HistoryEvent): Case {
  switch (event.type) {
    case "CaseOpened":
      throw new Error(`case ${before.caseId} was opened twice`);
    case "DirectoryAdopted":
      return { ...before, directoryVersion: event.data.directoryVersion };
    case "SupplementAdded":
      return { ...before, supplements: before.supplements + 1 };
    case "CaseLinked":
      return { ...before, group: event.data.group };
    case "RepeatFlagged":
      return { ...before, repeat: event.data.count };
    case "CaseMerged":
      return { ...before, mergedInto: event.data.into };
    case "TicketMerged":
      return withTicketOf(before, event);
    case "TicketUnmerged": {
      const { from } = event.data;
      const left = before.mergedFrom?.filter(({ caseId }) => caseId !== from) ?? [];
      const { mergedFrom: _before, ...rest } = before;
      return left.length === 0 ? rest : { ...rest, mergedFrom: left };
    }
    case "CaseUnmerged": {
      const { mergedInto: _ended, ...rest } = before;
      return moved({ ...rest, epoch: event.data.epoch, returnedBy: [] }, { stage: "routing" });
    }
    case "CaseSplit":
      return { ...before, splitInto: event.data.into };
    case "AttendanceSet": {
      const { attendance: _before, ...rest } = before;
      return event.data.mode === "local" ? rest : { ...rest, attendance: event.data };
    }
    case "ReportedUp":
      return { ...before, reportsUp: event.data.number };
    case "DutyOfficerCalled":
    case "ProgressReported":
    case "SupervisionOrdered":
      return before;
    case "CaseTriaged": {
      const {
        confidence: _confidence,
        evidence: _evidence,
        candidates: _others,
        screening,
        check,
        ...grade
      } = event.data;
      const graded = responding({ ...before, ...grade });
      if (screening) return moved({ ...graded, screening: "pending" }, { stage: "screening" });
      return moved(graded, afterTriage(graded, check === true));
    }
    case "TriageConfirmed":
      return before.stage === "triage-check" ? moved(before, { stage: "routing" }) : before;
    case "TriageCorrected": {
      const { kind, category, highRisk, tracks, region, rerouted } = event.data;
      const { event: _left, ...elsewhere } = before;
      const belongs = tracks.includes("event") ? { event: event.data.event ?? before.event } : {};
      const corrected = responding({ ...elsewhere, ...belongs, kind, category, highRisk, tracks, region } as Case);
      return rerouted ? moved(unscreened(corrected), { stage: "routing" }) : corrected;
    }
    case "SeverityChanged":
      return released(regraded(before, event.data.to));
    case "SeverityLoweringProposed":
      return { ...before, lowering: { to: event.data.to, proposedBy: event.actor.id } };
    case "SeverityLoweringDecided": {
      const { lowering: _decided, ...rest } = before;
      return event.data.decision === "approved" ? regraded(rest, event.data.to) : rest;
    }
    case "ScreeningDecided": {
      const { decision, referTo } = event.data;
      if (decision === "accepted") {
        const unsure = before.clocks.some(({ clock }) => clock === "triage-check");
        return moved({ ...before, screening: "accepted" }, afterTriage(before, unsure));
      }
      const refused: Case = { ...before, screening: "refused", refusedBy: event.actor.id };
      return referTo === undefined ? refused : toCallback({ ...refused, referredTo: referTo }, undefined);
    }
    case "DispatchRequested":
      return moved(before, { stage: "dispatch", question: event.data.question });
    case "AssignmentDispatched":
      return dispatched(before, event);
    case "AssignmentAccepted":
      return moved(
        { ...before, answerable: event.data.answerable },
        { stage: "resolution", lead: { ...lead(before), state: "accepted", acceptedBy: event.data.by } },
      );
    case "AssignmentReturned":
      return moved({ ...before, returnedBy: [...before.returnedBy, event.data.unit] }, { stage: "routing" });
    case "FirstResponseGiven":
      return { ...before, firstResponseAt: event.at };
    case "AssignmentResolved": {
      const resolved: Slot = { ...lead(before), state: "resolved" };
      // Whoever reports done between the deadline and the milestone that tells of it is late all the same.
      const late = before.clocks.some(({ clock, dueAt }) => clock === "resolve" && dueAt < event.at);
      const done = { ...before, resolvedAt: event.at, resolvedBy: event.actor.id, overdue: before.overdue || late };
      return event.data.reviewDue
        ? moved(done, { stage: "review", lead: resolved, subject: "resolution", reviewLevel: done.level })
        : toCallback(done, resolved);
    }
    case "PreliminaryResultTold":
      return { ...before, preliminaryToldAt: event.at };
    case "SupervisorNamed":
      return "lead" in before && before.lead !== undefined
        ? { ...before, lead: { ...before.lead, supervises: event.data.unit } }
        : before;
    case "ProjectPlanned":
    case "StepStarted":
    case "StepFinished":
    case "HandOverSigned":
      return { ...before, project: projectAfter(before.project, event) };
    case "StepOverdue":
      return before;
    case "CloseOutListed":
      return { ...before, closeOut: { date: event.data.date, tail: event.data.tail } };
    case "ReviewRequested":
      return moved(before, {
        stage: "review",
        lead: lead(before),
        subject: event.data.subject,
        reviewLevel: "city-bureau",
      });
    case "ReviewEscalated":
      return before.stage === "review" ? { ...before, reviewLevel: event.data.toLevel } : before;
    case "ReviewDecided":
      return reviewed(before, event);
    case "CallbackAttempted":
      return attempted(before, event);
    case "CallbackCompleted":
      return before;
    case "ReworkOrdered": {
      const { times, toLevel } = event.data;
      const { preliminaryToldAt: _again, ...again } = before;
      return moved({ ...again, reworks: times, level: toLevel }, { stage: "routing" });
    }
    case "LedgerEntryListed":
      return { ...before, ledgerEntries: before.ledgerEntries + 1 };
    case "MilestoneReached":
      return milestoneReached(before, event);
    case "CardIssued": {
      const { colour } = event.data;
      return { ...before, cards: { ...before.cards, [colour]: before.cards[colour] + 1 } };
    }
    case "CaseEscalated":
      return { ...before, level: event.data.toLevel, answerable: event.data.answerable };
    case "WithdrawalRequested": {
      const { round } = event.data;
      return { ...before, callbackRounds: round, withdrawal: { round, attempts: [] } };
    }
    case "WithdrawalDecided": {
      const { withdrawal: _decided, ...rest } = before;
      return rest;
    }
    case "CaseClosed": {
      const { withdrawal: _ended, stalled: _stalled, lowering: _dropped, project, closeOut: _listed, ...core } = before;
      // What is withdrawn or merged ends its project; the history keeps it.
      const rest = project === undefined || isOpen(project) ? core : { ...core, project };
      const slot = lead(before, "optional");
      const ending = { stage: "closed", outcome: event.data.outcome, closedAt: event.at } as const;
      return moved(rest, slot === undefined ? ending : { ...ending, lead: slot });
    }
    case "CaseReopened": {
      const {
        firstResponseAt: _first,
        resolvedAt: _resolved,
        resolvedBy: _by,
        preliminaryToldAt: _told,
        referredTo: _referred,
        ...rest
      } = before;
      const again = { ...rest, epoch: event.data.epoch, returnedBy: [], overdue: false };
      const screened = before.stage === "closed" && awaitsScreening(before, before.outcome);
      return screened
        ? moved({ ...again, screening: "pending" }, { stage: "screening" })
        : moved(again, { stage: "routing" });
    }
    case "CaseStalled":
      return { ...before, stalls: before.stalls + 1, stalled: { at: event.at, cause: event.data.cause } };
    case "CaseRedriven": {
      const { stalled: _redriven, ...rest } = before;
      return { ...rest, epoch: event.data.epoch };
    }
  }
}

/** Where a case goes that nobody has to screen: what is urgent or major does not wait for an officer. */
export function afterTriage({ severity }: Pick<Case, "severity">, unsure: boolean): StageState {
  return { stage: unsure && severity === "general" ? "triage-check" : "routing" };
}

/** A rumour about a sensitive matter belongs to that matter's response. */
function responding<State extends Case>(state: State): State {
  const opens = state.tracks.includes("sensitive") && state.rumourOf === undefined;
  return opens ? { ...state, response: true } : state;
}

/** What is graver than general is at high risk by itself; what has been general by mistake stays what triage saw in it. */
function regraded<State extends Case>(before: State, severity: Severity): State {
  return { ...before, severity, highRisk: before.highRisk || severity !== "general" };
}

/** The earliest receipt and the highest risk hold for the whole matter; its clocks are in the event. */
function withTicketOf(before: Case, { data }: HistoryEvent & { type: "TicketMerged" }): Case {
  const { from, ticketId, partner, receivedAt, highRisk } = data;
  const known = before.mergedFrom?.find(({ caseId }) => caseId === from);
  const others = before.mergedFrom?.filter(({ caseId }) => caseId !== from) ?? [];
  const tickets = [...(known?.tickets ?? []), ticketId];
  return {
    ...before,
    receivedAt: earliest(before.receivedAt, receivedAt),
    highRisk: before.highRisk || highRisk,
    mergedFrom: [...others, { caseId: from, partner, tickets }],
  };
}

/** What has become urgent or major is routed, whoever was to look at it first. */
function released(state: Case): Case {
  return isHeld(state) ? moved(unscreened(state), { stage: "routing" }) : state;
}

/** Whether an officer's check, screening or what screening has decided keeps a case from its unit. */
export function isHeld(state: Case): boolean {
  return state.stage === "triage-check" || state.stage === "screening" || isReferral(state);
}

/** Nobody has to screen it any more. */
function unscreened(state: Case): Case {
  const { screening, referredTo: _referred, ...rest } = state;
  return (screening === undefined || screening === "accepted" ? state : rest) as Case;
}

function dispatched(before: Case, { at, data }: HistoryEvent & { type: "AssignmentDispatched" }): Case {
  const { unit, by, level, row, guides, supervises, binding, answerable = unit } = data;
  const slot: Slot = { unit, by, row, guides, supervises, binding, state: "dispatched", dispatchedAt: at };
  const core = { ...before, level, firstReceiver: before.firstReceiver ?? unit, answerable: before.answerable ?? unit };
  // A rework or a reopened case goes to a unit that is bound to it: there is nothing to accept or return.
  return by === "rework" || by === "reopening"
    ? moved({ ...core, answerable }, { stage: "resolution", lead: { ...slot, state: "accepted" } })
    : moved(core, { stage: "acceptance", lead: slot });
}

function reviewed(before: Case, { data }: HistoryEvent & { type: "ReviewDecided" }): Case {
  switch (data.decision) {
    case "approved":
      return toCallback(before, lead(before));
    case "sent-back":
      return moved(before, { stage: "resolution", lead: { ...lead(before), state: "accepted" } });
    case "rework-again":
    case "closed-with-explanation":
      return before;
  }
}

function attempted(before: Case, { data }: HistoryEvent & { type: "CallbackAttempted" }): Case {
  // Somebody who asks to be called later was reached: that never counts towards "unreached".
  if (data.outcome === "call-later") return before;
  const another = (callback: { round: number; attempts: string[] }) => ({
    ...callback,
    attempts: [...callback.attempts, data.localDate],
  });
  if (data.purpose === "withdrawal") {
    return before.withdrawal === undefined ? before : { ...before, withdrawal: another(before.withdrawal) };
  }
  return before.stage === "callback" ? { ...before, callback: another(before.callback) } : before;
}

function milestoneReached(before: Case, { at, data }: HistoryEvent & { type: "MilestoneReached" }): Case {
  const clocks = before.clocks.map((clock) =>
    clock.clock === data.clock ? { ...clock, fired: clock.fired + 1, lastFiredAt: at } : clock,
  );
  const overdue = before.overdue || (data.clock === "resolve" && data.reachedAt >= data.dueAt);
  return { ...before, clocks, overdue };
}

function toCallback(before: Case, slot: Slot | undefined): Case {
  const round = before.callbackRounds + 1;
  const callback = { round, attempts: [] };
  return moved(
    { ...before, callbackRounds: round },
    slot === undefined ? { stage: "callback", callback } : { stage: "callback", lead: slot, callback },
  );
}

function withHistory(state: Case, event: HistoryEvent): Case {
  return { ...state, seq: event.seq, headHash: event.hash, clocks: ticking(state.clocks, event) };
}

function ticking(running: CaseClock[], { clocks: changes, at, seq }: HistoryEvent): CaseClock[] {
  if (changes === undefined) return running;
  const { started = [], stopped = [], submitted = [], sentBack = [] } = changes;
  const restarted = new Set(started.map(({ clock }) => clock));
  return [
    ...running
      .filter(({ clock }) => !stopped.includes(clock) && !restarted.has(clock))
      .map(({ submittedAt, ...clock }) => {
        if (submitted.includes(clock.clock)) return { ...clock, submittedAt: at };
        return submittedAt === undefined || sentBack.includes(clock.clock) ? clock : { ...clock, submittedAt };
      }),
    ...started.map((terms) => ({ ...terms, since: seq, fired: 0 })),
  ];
}

/** Takes a case to another stage, leaving behind what belonged to the one before. */
function moved(before: Case | CaseCore, state: StageState): Case {
  const {
    stage: _stage,
    lead: _lead,
    question,
    subject,
    reviewLevel,
    callback,
    outcome,
    closedAt,
    ...core
  } = before as CaseCore &
    Partial<
      Record<"stage" | "lead" | "question" | "subject" | "reviewLevel" | "callback" | "outcome" | "closedAt", unknown>
    >;
  return { ...core, stalls: 0, ...state };
}

function lead(state: Case): Slot;
function lead(state: Case, absence: "optional"): Slot | undefined;
function lead(state: Case, absence?: "optional"): Slot | undefined {
  if ("lead" in state && state.lead !== undefined) return state.lead;
  if (absence === "optional") return undefined;
  throw new Error(`case ${state.caseId} has no lead in stage ${state.stage}`);
}
