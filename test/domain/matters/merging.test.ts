import { describe, expect, test } from "vitest";
import { mayReadTicket, maySee } from "../../../shared/domain/access.ts";
import { leadOf } from "../../../shared/domain/case.ts";
import { type KeptTicket, mergeCases, mergesAtOnce } from "../../../shared/domain/commands/merge-cases.ts";
import { reopenCase } from "../../../shared/domain/commands/reopen-case.ts";
import { splitCase } from "../../../shared/domain/commands/split-case.ts";
import { supplementCase } from "../../../shared/domain/commands/supplement-case.ts";
import { unmergeCase } from "../../../shared/domain/commands/unmerge-case.ts";
import { requestWithdrawal } from "../../../shared/domain/commands/withdraw-case.ts";
import type { WrittenCase } from "../../../shared/domain/decision.ts";
import { replay } from "../../../shared/domain/evolve.ts";
import { mixesComplaintAndReport } from "../../../shared/domain/triage/mixed.ts";
import { city, partner, reviewer } from "../../builders/city.ts";
import { accepted, day, dispatched, hour, local, resolved, type Story, triaged } from "../../builders/story.ts";
import { ticket } from "../../builders/ticket.ts";

const otherId = "01K6ARZ3NDEKTSV4RRFFQ69G5Z";
const one: KeptTicket[] = [{ ticketId: "own", content: ticket() }];
const context = ({ now, directory }: Story, actor = reviewer) => ({ now, actor, directory });
const code = (wanted: string) => expect.objectContaining({ code: wanted });

/** Merges a case into another by hand; both stories go on. */
function merge(from: Story, into: Story, tickets = one): void {
  const decisions = mergeCases(
    { subject: from.state, context: context(from), tickets },
    { subject: into.state, context: context(into) },
    "one matter",
  );
  from.by(reviewer, () => decisions[0]);
  into.by(reviewer, () => decisions[1]);
}

function unmerge(merged: Story, holder: Story): void {
  const decisions = unmergeCase(
    { subject: merged.state, context: context(merged) },
    { subject: holder.state, context: context(holder) },
    "two matters",
  );
  merged.by(reviewer, () => decisions[0]);
  holder.by(reviewer, () => decisions[1]);
}

describe("merging", () => {
  test("the merged case is closed without a clock, the other holds the ticket; histories alone tell the same", () => {
    const [from, into] = [dispatched({}, { caseId: otherId }), accepted()];
    merge(from, into);
    expect(from.state).toMatchObject({ stage: "closed", outcome: "merged", mergedInto: into.state.caseId, clocks: [] });
    expect(into.state).toMatchObject({
      stage: "resolution",
      mergedFrom: [{ caseId: otherId, partner: "hotline", tickets: ["own"] }],
    });
    expect(into.records.at(-1)?.content).toMatchObject({ title: ticket().title, sentBy: "hotline" });
    for (const { history, state } of [from, into]) {
      expect(replay(history)).toMatchObject({ stage: state.stage, headHash: state.headHash });
    }
  });

  test("nobody merges away the case of their own unit", () => {
    const [from, into] = [dispatched({}, { caseId: otherId }), accepted()];
    const actor = { ...reviewer, unit: leadOf(from.state)?.unit };
    expect(actor.unit).toBeDefined();
    const ofTheUnit = { subject: from.state, context: context(from, actor), tickets: one };
    const other = { subject: into.state, context: context(into, actor) };
    expect(() => mergeCases(ofTheUnit, other, "one matter")).toThrow(code("OwnWork"));
  });

  test("the earliest receipt counts from then on, and no clock is given time", () => {
    const into = accepted({}, { at: local("2026-09-28 15:00") });
    const from = dispatched({}, { at: local("2026-09-25 09:00"), caseId: otherId });
    const before = Object.fromEntries(into.state.clocks.map(({ clock, dueAt }) => [clock, dueAt]));
    merge(from.at(into.now), into);
    expect(into.state.receivedAt).toBe(local("2026-09-25 09:00"));
    expect(into.dueAt("resolve")).toBe(
      from.history.find(({ type }) => type === "CaseTriaged")?.clocks?.started?.find(({ clock }) => clock === "resolve")
        ?.dueAt,
    );
    for (const { clock, dueAt } of into.state.clocks) expect(dueAt <= (before[clock] ?? "")).toBe(true);
  });

  test("a later receipt changes no deadline", () => {
    const into = accepted();
    const before = into.state.clocks;
    merge(dispatched({}, { at: local("2026-09-28 16:00"), caseId: otherId }), into.after(8 * hour));
    expect(into.state.clocks).toEqual(before);
  });

  test("the highest severity and the higher risk hold", () => {
    const into = accepted();
    merge(dispatched({ severity: "urgent" }, { caseId: otherId }), into);
    expect(into.state).toMatchObject({ severity: "urgent", highRisk: true });
    expect(into.last("SeverityChanged").data).toMatchObject({ from: "general", to: "urgent", cause: "merge" });
    const graver = accepted({ severity: "major" });
    merge(dispatched({ severity: "urgent" }, { caseId: otherId }), graver);
    expect(graver.state.severity).toBe("major");
  });

  test.each<[string, () => Story, () => Story]>([
    ["NotMergeable", () => dispatched({}, { caseId: otherId }), () => resolved()],
    ["ReportStands", () => dispatched({ kind: "report" }, { caseId: otherId }), () => accepted()],
    ["ReportStands", () => dispatched({}, { caseId: otherId }), () => accepted({ kind: "report" })],
    ["OtherTrack", () => dispatched({ body: "非法集资" }, { caseId: otherId }), () => accepted()],
    ["ResponseRuns", () => dispatched({ body: "非法集资" }, { caseId: otherId }), () => accepted({ body: "非法集资" })],
    ["SameCase", () => accepted(), () => accepted()],
  ])("is refused: %s", (refusal, from, into) => {
    expect(() => merge(from(), into())).toThrow(code(refusal));
  });

  test("nothing merges into a case that the requester withdraws, nor one that is withdrawn itself", () => {
    const withdrawn = (caseId?: string) => {
      const story = accepted({}, caseId === undefined ? {} : { caseId });
      story.by(partner, (state, at) => requestWithdrawal(state, { reason: "over" }, at));
      return story;
    };
    expect(() => merge(dispatched({}, { caseId: otherId }), withdrawn())).toThrow(code("WithdrawalPending"));
    expect(() => merge(withdrawn(otherId), accepted())).toThrow(code("WithdrawalPending"));
  });

  test("a case that holds others is not merged away, and a merged one takes nothing in: no chains, no circles", () => {
    const [first, second] = [accepted(), dispatched({}, { caseId: otherId })];
    const third = dispatched({}, { caseId: "01K6ARZ3NDEKTSV4RRFFQ69G60" });
    merge(second, first);
    expect(() => merge(first, third)).toThrow(code("HoldsMerged"));
    expect(() => merge(third, second)).toThrow(code("NotMergeable"));
    expect(() => merge(second, third)).toThrow(code("CaseClosed"));
  });

  test("more tickets than can be read or written at once are refused", () => {
    const many = Array.from({ length: 21 }, (_, at) => ({ ticketId: `t-${at}`, content: ticket() }));
    expect(() => merge(dispatched({}, { caseId: otherId }), accepted(), many)).toThrow(code("TooManyTickets"));
  });

  test("by itself triage merges only the same kind, and nothing that a person screens first", () => {
    const { state: open } = accepted();
    const fresh = (parts: Parameters<typeof triaged>[0] = {}, listed = false) =>
      triaged(parts, { caseId: otherId, listed }).state;
    expect(mergesAtOnce(fresh(), open, 1)).toBe(true);
    expect(mergesAtOnce(fresh({ kind: "consultation" }), open, 1)).toBe(false);
    const screened: WrittenCase = { ...fresh(), stage: "screening" } as WrittenCase;
    expect(mergesAtOnce(screened, open, 1)).toBe(false);
    const waiting = { ...open, stage: "triage-check" } as WrittenCase;
    expect(mergesAtOnce(fresh(), waiting, 1)).toBe(true);
    expect(mergesAtOnce(fresh({ severity: "urgent" }), waiting, 1)).toBe(false);
  });
});

describe("a merged case", () => {
  const both = () => {
    const [from, into] = [dispatched({}, { caseId: otherId }), accepted()];
    merge(from, into);
    return { from, into };
  };

  test("is not withdrawn, reopened or supplemented: all that is done where its ticket is worked", () => {
    const { from } = both();
    const asked = [
      () => from.by(partner, (state, at) => requestWithdrawal(state, { reason: "over" }, at)),
      () => from.by(partner, (state, at) => reopenCase(state, { reason: "again" }, at)),
      () => from.by(partner, (state, at) => supplementCase(state, "more", ticket(), at)),
    ];
    for (const ask of asked) expect(ask).toThrow(code("MergedCase"));
  });

  test("its platform sees the case it went into, but neither the others' tickets nor a say over it", () => {
    const { into } = both();
    const app = { kind: "partner", id: "app", partner: "app" } as const;
    const held: WrittenCase = { ...into.state, mergedFrom: [{ caseId: otherId, partner: "app", tickets: ["own"] }] };
    expect([maySee(app, held), maySee({ ...app, partner: "mail" }, held)]).toEqual([true, false]);
    expect([mayReadTicket(app, held, "app"), mayReadTicket(app, held, undefined)]).toEqual([true, false]);
    expect(mayReadTicket(partner, held, "app")).toBe(false);
    expect(() => requestWithdrawal(held, { reason: "over" }, { ...context(into), actor: app })).toThrow(
      code("OthersTicket"),
    );
  });

  test("goes its own way when the merge is undone, under a new epoch and clocks from its own receipt", () => {
    const { from, into } = both();
    const severity = into.state.severity;
    from.after(2 * day);
    into.after(2 * day);
    unmerge(from, into);
    expect(from.state).toMatchObject({ stage: "routing", epoch: 2 });
    expect(from.state.mergedInto).toBeUndefined();
    const started = from.state.clocks.map(({ clock, startAt }) => [clock, startAt]);
    expect(started).toEqual([
      ["first-response", from.state.receivedAt],
      ["resolve", from.state.receivedAt],
      ["routing", from.now],
    ]);
    expect(into.state).toMatchObject({ stage: "resolution", severity });
    expect(into.state.mergedFrom).toBeUndefined();
    expect(() => unmerge(from, into)).toThrow(code("NotMerged"));
  });

  test("can be told apart even after the other is closed", () => {
    const { from, into } = both();
    const closed = { ...into.state, stage: "closed", outcome: "satisfied", clocks: [], nextDueAt: undefined };
    const [own, other] = unmergeCase(
      { subject: from.state, context: context(from) },
      { subject: closed as unknown as WrittenCase, context: context(into) },
      "two matters",
    );
    expect([own.after.stage, other.after.stage]).toEqual(["routing", "closed"]);
  });
});

describe("splitting", () => {
  const rules = city.triage;
  const mixed = (body: string, kind?: "complaint") => mixesComplaintAndReport(rules, { title: "", body, kind });

  test("both must be said, each for itself, and the platform must not have said which it is", () => {
    expect(mixed("投诉餐馆不退款，另外举报它无证经营")).toBe(true);
    expect(mixed("投诉举报餐馆")).toBe(false);
    expect(mixed("投诉餐馆不退款")).toBe(false);
    expect(mixed("投诉餐馆不退款，另外举报它无证经营", "complaint")).toBe(false);
  });

  test("triage keeps the complaint", () => {
    const story = triaged({ kind: undefined, title: "投诉餐馆", body: "投诉餐馆不退款，另外举报它无证经营" });
    expect(story.state.kind).toBe("complaint");
  });

  test("the new case is of the other kind, with the same receipt and every ticket", () => {
    const story = accepted();
    const tickets = [...one, { ticketId: "more", content: ticket({ body: "补充" }) }];
    const asked = { kind: "report", reason: "also a report", into: otherId } as const;
    const [own, other] = splitCase(story.state, asked, tickets, context(story.after(hour)));
    expect(own.after).toMatchObject({ stage: "resolution", splitInto: otherId });
    expect(other.after).toMatchObject({
      ...{ kind: "report", stage: "triage", splitFrom: story.state.caseId, receivedAt: story.state.receivedAt },
      supplements: 1,
    });
    expect(other.records[0]?.content).toMatchObject({ kind: "report" });
    expect(() => splitCase(own.after, asked, tickets, context(story))).toThrow(code("AlreadySplit"));
  });

  test.each([
    ["SameKind", "complaint"],
    ["NoReport", "help"],
  ] as const)("is refused: %s", (refusal, kind) => {
    const story = accepted();
    const split = () => splitCase(story.state, { kind, reason: "…", into: otherId }, one, context(story));
    expect(split).toThrow(code(refusal));
  });
});
