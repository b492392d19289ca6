import { type Level, ladder } from "../../directory/names.ts";
import { notAllowed, notNow } from "../refusal.ts";
import { jointOffice, levelOfUnit } from "../routing.ts";
import {
  begin,
  decideResponse,
  type ResponseContext,
  type ResponseDecision,
  type ResponseDraft,
  runningOf,
  sensitivePolicyOf,
} from "./decide-response.ts";
import type { Draft, SensitiveResponse } from "./response.ts";
import { mine, refuseSettled } from "./work-tasks.ts";

/**
 * The joint office decides whether anything is published; until it is, the decision can be changed. To withhold drops a
 * draft that is on its way. Throws the Refusals ResponseSettled, AlreadyPublished and AlreadyDecided.
 */
export function decidePublication(
  subject: SensitiveResponse,
  { decision, reason }: { decision: "publish" | "withhold"; reason: string },
  context: ResponseContext,
): ResponseDecision {
  refuseSettled(subject);
  if (subject.draft?.state === "published") throw notNow("AlreadyPublished", "a text has been published already");
  if (subject.publication === decision) throw notNow("AlreadyDecided", `it is decided to ${decision} already`);
  return decideResponse(subject, context, (draft) => {
    const stopped = runningOf(draft.response, { clock: "publication-decision" }, ...approvalOf(draft.response));
    draft.emit("PublicationDecided", { decision, clocks: { stopped } }, { reason });
  });
}

/**
 * The owner of public guidance hands in a text, which goes up the chain. A new text takes the place of one that was
 * refused. Throws the Refusals of `mine`, NothingToPublish and DraftUnderWay.
 */
export function submitDraft(subject: SensitiveResponse, text: string, context: ResponseContext): ResponseDecision {
  return decideResponse(subject, context, (draft) => {
    const { unit } = mine(draft.response, "public-guidance", context);
    const { publication, draft: earlier } = draft.response;
    if (publication !== "publish")
      throw notNow("NothingToPublish", "the joint office has not decided that anything is published");
    if (earlier !== undefined && earlier.state !== "refused")
      throw notNow("DraftUnderWay", `draft ${earlier.draft} is ${earlier.state}: only a refused one is written anew`);
    const { approval } = sensitivePolicyOf(context.directory, subject);
    const number = (earlier?.draft ?? 0) + 1;
    const clocks = { started: begin(context.now, [{ clock: "approval", of: String(number) }, approval.limit]) };
    draft.emit("DraftSubmitted", { draft: number, unit, level: firstOf(approval.levels), clocks }, { text });
  });
}

/**
 * Somebody of the level whose turn it is approves or refuses. Nobody decides on a text of their own or of their unit, and
 * nobody twice on one text. Throws the Refusals NoSuchDraft, OwnWork, DecidedBefore and NotYourLevel.
 */
export function decideDraft(
  subject: SensitiveResponse,
  { draft: number, decision, reason }: { draft: number; decision: "approve" | "refuse"; reason: string },
  context: ResponseContext,
): ResponseDecision {
  refuseSettled(subject);
  return decideResponse(subject, context, (draft) => {
    const text = waiting(draft.response, number);
    refuseOwn(text, context);
    if (!speaksFor(text.level, context)) throw notAllowed("NotYourLevel", `it is for ${text.level} to decide now`);
    const { approval } = sensitivePolicyOf(context.directory, subject);
    const stopped = approvalOf(draft.response);
    const next = decision === "approve" ? levelAfter(approval.levels, text.level) : undefined;
    const clocks =
      next === undefined
        ? { stopped }
        : { started: begin(context.now, [{ clock: "approval", of: String(number) }, approval.limit]) };
    draft.emit(
      "DraftDecided",
      {
        ...{ draft: number, level: text.level, decision: decision === "approve" ? "approved" : "refused", clocks },
        ...(next === undefined ? {} : { next }),
      },
      { reason },
    );
  });
}

/** The owner of public guidance has published the approved text. Throws the Refusals of `mine` and NotApproved. */
export function recordPublication(
  subject: SensitiveResponse,
  { draft: number, where }: { draft: number; where: string },
  context: ResponseContext,
): ResponseDecision {
  return decideResponse(subject, context, (draft) => {
    const { unit } = mine(draft.response, "public-guidance", context);
    const { draft: text } = draft.response;
    if (text?.draft !== number || text.state !== "approved")
      throw notNow("NotApproved", "nothing is published without the approval of every level");
    draft.emit("DraftPublished", { draft: number, unit }, { where });
  });
}

/** Nobody has decided in time: the next level does; above the last one the joint office is called. */
export function escalateApproval(draft: ResponseDraft, context: ResponseContext): "taken-up" | "at-the-top" {
  const { draft: text } = draft.response;
  const { approval } = sensitivePolicyOf(context.directory, draft.response);
  const toLevel = text?.level === undefined ? undefined : levelAfter(approval.levels, text.level);
  if (text?.level === undefined || toLevel === undefined) return "at-the-top";
  const clocks = { started: begin(context.now, [{ clock: "approval", of: String(text.draft) }, approval.limit]) };
  draft.emit("DraftEscalated", { draft: text.draft, fromLevel: text.level, toLevel, clocks });
  return "taken-up";
}

function waiting({ draft }: SensitiveResponse, number: number): Draft & { level: Level } {
  if (draft?.draft !== number || draft.state !== "in-approval" || draft.level === undefined)
    throw notNow("NoSuchDraft", `draft ${number} waits for no approval`);
  return { ...draft, level: draft.level };
}

function refuseOwn(text: Draft, { actor, directory }: ResponseContext): void {
  const ownUnit = actor.unit === text.unit && text.unit !== jointOffice(directory);
  if (actor.id === text.author || ownUnit)
    throw notAllowed("OwnWork", "nobody approves what they, or their unit, have written");
  if (text.approvedBy.includes(actor.id))
    throw notAllowed("DecidedBefore", "you have approved it at a lower level: another person decides at this one");
}

/** The joint office speaks for its own level alone; a supervisor for their unit's level and those below, the centre's for all but the top. */
function speaksFor(level: Level, { actor, directory }: ResponseContext): boolean {
  if (level === "joint-office") return actor.kind === "joint-office";
  if (actor.kind !== "supervisor") return false;
  return actor.unit === undefined || ladder.indexOf(levelOfUnit(directory, actor.unit)) >= ladder.indexOf(level);
}

function approvalOf({ clocks }: SensitiveResponse) {
  return clocks
    .filter(({ clock }) => clock === "approval")
    .map(({ clock, of }) => ({ clock, ...(of === undefined ? {} : { of }) }));
}

function firstOf(levels: Level[]): Level {
  const [first] = levels;
  if (first === undefined) throw new Error("the policy names no level that approves");
  return first;
}

function levelAfter(levels: Level[], level: Level): Level | undefined {
  return levels[levels.indexOf(level) + 1];
}
