import type { Kind, Track } from "../../directory/names.ts";
import { isOwnWork } from "../access.ts";
import { callIn } from "../attending.ts";
import { leadOf } from "../case.ts";
import { type Context, calendarOf, type Decision, type Draft, decide, type WrittenCase } from "../decision.ts";
import { running, supervisorOf } from "../dispatching.ts";
import { eventAt } from "../event-of.ts";
import { starting } from "../limits.ts";
import { notAllowed, notNow, notSo } from "../refusal.ts";
import { retimedForCorrection } from "../regrading.ts";
import { candidates } from "../routing.ts";

/** What a triage officer knows better than triage did; what is left out stays. The severity has its own command. */
export interface Correction {
  kind?: Kind | undefined;
  category?: string | undefined;
  tracks?: Track[] | undefined;
  highRisk?: boolean | undefined;
  region?: string | undefined;
  /** The event that it belongs to, where that is not the one that runs there. */
  event?: string | undefined;
  reason: string;
}

/**
 * 研判复核: an officer has looked at what triage was unsure of, and it stands. Throws the Refusal NothingToCheck when
 * triage was sure, or somebody has looked already.
 */
export function confirmTriage(subject: WrittenCase, context: Context): Decision {
  if (!unsure(subject))
    throw notNow("NothingToCheck", "triage is not waiting for an officer: correct it where it is wrong");
  return decide(subject, context, (draft) => confirm(draft, context, "person"));
}

/** Takes what triage found for right. A case that has waited for it is routed; any other goes on as it is. */
export function confirm(draft: Draft, context: Context, by: "person" | "silence"): void {
  draft.emit("TriageConfirmed", { by }, { clocks: checked(draft, context, draft.case.stage === "triage-check") });
}

/**
 * A person corrects what the case was taken for, at any time before it is resolved. The case's own clocks go on from
 * where they started, under the limits of the corrected kind. It goes to another unit only if none has accepted it yet.
 * Throws the Refusals OwnWork, TooLateToCorrect, NothingCorrected, UnknownCategory, UnknownRegion.
 */
export function correctTriage(subject: WrittenCase, correction: Correction, context: Context): Decision {
  if (!correctable.has(subject.stage)) {
    throw notNow(
      "TooLateToCorrect",
      `the case is in stage ${subject.stage}: triage is corrected before a case is resolved`,
    );
  }
  if (isOwnWork(context.actor, subject)) {
    throw notAllowed("OwnWork", "nobody corrects what the case of their own unit is taken for: another officer must");
  }
  const { kind, category, highRisk, tracks, region } = subject;
  const from = { kind, category, highRisk, tracks, region };
  const { reason, event: named, ...better } = correction;
  const facts = { ...from, ...Object.fromEntries(Object.entries(better).filter(([, value]) => value !== undefined)) };
  facts.tracks = [...new Set<Track>([...facts.tracks, ...(named === undefined ? [] : ["event" as const])])].sort();
  const event = facts.tracks.includes("event") ? belongsTo(subject, named, facts.region, context) : undefined;
  if (event === subject.event && JSON.stringify(facts) === JSON.stringify(from)) {
    throw notSo("NothingCorrected", "the case is all that already: confirm it, or say what it is", "/category");
  }
  checkKnown(context, facts);
  return decide(subject, context, (draft) => {
    const rerouted = goesElsewhere(subject, { ...subject, ...facts }, context);
    const { stopped, started } = checked(draft, context, rerouted);
    const ended = [...stopped, ...(rerouted ? running(draft, "accept", "assignment", "dispatch", "screening") : [])];
    draft.emit(
      "TriageCorrected",
      { ...facts, from, rerouted, ...(event === undefined ? {} : { event }) },
      {
        clocks: { stopped: ended, started: [...started, ...retimedForCorrection(draft.case, facts, context, ended)] },
        said: { reason },
      },
    );
    if (rerouted) return;
    const slot = leadOf(draft.case);
    const supervises = slot && supervisorOf(context.directory, draft.case, slot);
    if (supervises !== undefined && supervises !== slot?.supervises) {
      draft.emit("SupervisorNamed", { slot: "lead", unit: supervises });
    }
    callIn(draft, context);
  });
}

const correctable = new Set(["triage-check", "screening", "routing", "dispatch", "acceptance", "resolution"]);

/**
 * A case that nobody has taken over yet goes to the unit that the matrix names for what it really is. Whoever has
 * accepted it, or was designated, keeps it: they may ask the joint office, but no correction takes a case out of hands.
 */
function goesElsewhere(subject: WrittenCase, corrected: WrittenCase, { directory }: Context): boolean {
  if (subject.stage === "triage-check") return true;
  // 举报 is never screened.
  if (subject.stage === "screening") return corrected.kind === "report";
  if (subject.stage === "dispatch") return subject.question === "no-row" && candidates(directory, corrected).length > 0;
  if (subject.stage !== "acceptance" || subject.lead.binding) return false;
  const [best] = candidates(directory, corrected).filter(({ lead }) => !subject.returnedBy.includes(lead));
  return best !== undefined && best.lead !== subject.lead.unit;
}

/** The event that a case on the event track belongs to: as the person says, else as before, else one that runs there. */
function belongsTo(
  subject: WrittenCase,
  named: string | undefined,
  region: string | undefined,
  { directory }: Context,
): string | undefined {
  if (named !== undefined && !directory.events.some(({ id }) => id === named)) {
    throw notSo("UnknownEvent", `event ${named} is not in the directory`, "/event");
  }
  const running = eventAt(directory, calendarOf(directory, subject), { region, at: subject.receivedAt });
  return named ?? subject.event ?? running?.id;
}

function checked(draft: Draft, context: Context, routes: boolean) {
  return {
    stopped: running(draft, "triage-check"),
    started: routes ? [starting("routing", draft.case, context, context.now)] : [],
  };
}

function unsure({ clocks }: WrittenCase): boolean {
  return clocks.some(({ clock }) => clock === "triage-check");
}

function checkKnown(
  { directory }: Context,
  { category, region }: { category: string; region?: string | undefined },
): void {
  const below = directory.categories.filter(({ code }) => code === category || code.startsWith(`${category}.`));
  if (below.length !== 1 || below[0]?.code !== category) {
    throw notSo(
      "UnknownCategory",
      `${category} is no category that cases are filed under: use a leaf of the tree`,
      "/category",
    );
  }
  if (region !== undefined && !directory.regions.some(({ code }) => code === region)) {
    throw notSo("UnknownRegion", `region ${region} is not in the directory: send a code of the region tree`, "/region");
  }
}
