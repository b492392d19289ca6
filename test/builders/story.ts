import type { Directory } from "../../shared/directory/directory.ts";
import type { Track } from "../../shared/directory/names.ts";
import { type Actor, workflow } from "../../shared/domain/actor.ts";
import { acceptAssignment } from "../../shared/domain/commands/accept-assignment.ts";
import { applyDueMilestones } from "../../shared/domain/commands/apply-due-milestones.ts";
import { recordResult } from "../../shared/domain/commands/call-back.ts";
import { correctTriage } from "../../shared/domain/commands/check-triage.ts";
import { openCase, type Ticket } from "../../shared/domain/commands/open-case.ts";
import { type Resolution, resolveAssignment } from "../../shared/domain/commands/resolve-assignment.ts";
import { returnAssignment } from "../../shared/domain/commands/return-assignment.ts";
import { routeCase } from "../../shared/domain/commands/route-case.ts";
import { tellPreliminaryResult } from "../../shared/domain/commands/tell-preliminary-result.ts";
import { triageCase } from "../../shared/domain/commands/triage-case.ts";
import type { Context, Decision, SaidRecord, WrittenCase } from "../../shared/domain/decision.ts";
import type { HistoryEvent } from "../../shared/domain/history.ts";
import { addMillis, type Instant } from "../../shared/domain/instant.ts";
import { caller, city, partner, unit } from "./city.ts";
import { ticket as someTicket } from "./ticket.ts";

/** A moment in the city's local time: `local("2026-09-30 16:00")`. */
export function local(time: string): Instant {
  return new Date(`${time.replace(" ", "T")}:00+08:00`).toISOString();
}

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

type Step = (state: WrittenCase, context: Context) => Decision | undefined;

/** A case as it goes its way: what it has become, everything that happened, and the time it is. */
export interface Story {
  state: WrittenCase;
  now: Instant;
  directory: Directory;
  readonly history: HistoryEvent[];
  readonly records: SaidRecord[];
  readonly decisions: Decision[];
  /** Runs a command as somebody; a refusal is thrown and leaves everything as it was. Gives the events it led to. */
  by(actor: Actor, command: Step): HistoryEvent[];
  /** Lets time go to a moment, without anybody doing anything. */
  at(time: Instant): Story;
  after(millis: number): Story;
  /** Lets time go to a moment, with every milestone applied when it is due. */
  until(time: Instant): Story;
  types(): string[];
  last<Type extends HistoryEvent["type"]>(type: Type): HistoryEvent & { type: Type };
  dueAt(clock: string): Instant | undefined;
}

/** Where and when a story begins: Monday 28 September 2026, nine o'clock, in the small city, unless told otherwise. */
export interface Beginning {
  at?: Instant;
  directory?: Directory;
  caseId?: string;
}

const someCase = "01K6ARZ3NDEKTSV4RRFFQ69G5F";

/** A case that has just been opened. */
export function opened(
  parts: Partial<Ticket> = {},
  { at = local("2026-09-28 09:00"), directory = city, caseId = someCase }: Beginning = {},
): Story {
  const ticket = someTicket(parts);
  const intake = { caseId, ticketId: `${caseId.slice(0, -1)}T`, partner: "hotline", ticket };
  const first = openCase(intake, { now: at, actor: partner, directory });
  const story: Story = {
    state: first.after,
    now: at,
    directory,
    history: [...first.events],
    records: [...first.records],
    decisions: [first],
    by(actor, command) {
      const decision = command(story.state, { now: story.now, actor, directory: story.directory });
      if (decision === undefined) return [];
      story.state = decision.after;
      story.history.push(...decision.events);
      story.records.push(...decision.records);
      story.decisions.push(decision);
      return decision.events;
    },
    at(time) {
      if (time < story.now) throw new Error(`the story is at ${story.now} already`);
      story.now = time;
      return story;
    },
    after: (millis) => story.at(addMillis(story.now, millis)),
    until(time) {
      for (let due = story.state.nextDueAt; due !== undefined && due <= time; due = story.state.nextDueAt) {
        if (due > story.now) story.now = due;
        story.by(workflow("milestones"), applyDueMilestones);
      }
      return story.at(time);
    },
    types: () => story.history.map(({ type }) => type),
    last(type) {
      const found = story.history.findLast((event) => event.type === type);
      if (found === undefined) throw new Error(`no ${type} has happened`);
      return found as HistoryEvent & { type: typeof type };
    },
    dueAt: (clock) => story.state.clocks.find((one) => one.clock === clock)?.dueAt,
  };
  return story;
}

export function triaged(parts: Partial<Ticket> = {}, options: Beginning & { listed?: boolean } = {}) {
  const story = opened(parts, options);
  triage(story, parts, options.listed);
  return story;
}

export const triage = (story: Story, parts: Partial<Ticket> = {}, listed = false) =>
  story.by(workflow("triage"), (state, context) => {
    const entry = { entryId: "01K6ARZ3NDEKTSV4RRFFQ69G5N", until: "2027-03-01", appealTo: "office" };
    return triageCase(state, someTicket(parts), listed ? entry : undefined, context);
  });

export const route = (story: Story) => story.by(workflow("routing"), routeCase);

/** At its first unit, which has not answered yet. */
export function dispatched(parts: Partial<Ticket> = {}, options: Beginning = {}): Story {
  const story = triaged(parts, options);
  route(story);
  return story;
}

export const leadOf = (story: Story): Actor => unit("lead" in story.state ? (story.state.lead?.unit ?? "") : "");
export const accept = (story: Story) => story.by(leadOf(story), acceptAssignment);

export function accepted(parts: Partial<Ticket> = {}, options: Beginning = {}): Story {
  const story = dispatched(parts, options);
  accept(story);
  return story;
}

export const resolution = (story: Pick<Story, "now">): Resolution => ({
  result: "solved",
  measures: "checked on site",
  evidence: ["photo-1"],
  replyText: "店家已退款",
  told: { by: "clerk", how: "phone", at: story.now },
});

/** An enterprise hears the preliminary result first. */
export const tellFirst = (story: Story) =>
  story.by(leadOf(story), (state, context) =>
    tellPreliminaryResult(state, { how: "phone", result: "拟按规定办结" }, context),
  );

export const resolve = (story: Story) =>
  story.by(leadOf(story), (state, context) => resolveAssignment(state, resolution(story), context));

/** At callback, round 1. */
export function resolved(parts: Partial<Ticket> = {}, options: Beginning = {}): Story {
  const story = accepted(parts, options);
  resolve(story.after(hour));
  return story;
}

/** A triage officer puts the case on these tracks, and on no others. */
export const onTracks = (story: Story, ...tracks: Track[]) =>
  story.by({ kind: "triage-officer", id: "officer-1" }, (state, context) =>
    correctTriage(state, { tracks, reason: "按专线办理" }, context),
  );

export const giveBack = (story: Story, reason = "not-our-duty") =>
  story.by(leadOf(story), (state, context) => returnAssignment(state, { reason, explanation: "not ours" }, context));

/** The requester answers the open round. */
export function answers(story: Story, how: "satisfied" | "unsatisfied" | "unresolved"): HistoryEvent[] {
  const level = how === "satisfied" ? 5 : 2;
  const answer = {
    resolved: how === "unresolved" ? ("no" as const) : ("yes" as const),
    satisfiedWithHandling: level,
    satisfiedWithResult: level,
    words: "…",
  };
  const round = story.state.stage === "callback" ? story.state.callback.round : 0;
  return story.by(caller, (state, context) => recordResult(state, round, answer, context));
}
