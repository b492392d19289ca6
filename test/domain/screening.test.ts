import { describe, expect, test } from "vitest";
import { actorKinds } from "../../shared/api/scopes.ts";
import { factsFor, saidTo } from "../../shared/domain/access.ts";
import { type Actor, workflow } from "../../shared/domain/actor.ts";
import { decideWithdrawal, recordAttempt, recordResult } from "../../shared/domain/commands/call-back.ts";
import { changeSeverity } from "../../shared/domain/commands/change-severity.ts";
import { correctTriage } from "../../shared/domain/commands/check-triage.ts";
import { decideScreening, openReportOfLead, type Screening } from "../../shared/domain/commands/decide-screening.ts";
import { reopenCase } from "../../shared/domain/commands/reopen-case.ts";
import { supplementCase } from "../../shared/domain/commands/supplement-case.ts";
import { triageCase } from "../../shared/domain/commands/triage-case.ts";
import { requestWithdrawal } from "../../shared/domain/commands/withdraw-case.ts";
import { explainTriage } from "../../shared/domain/explain-triage.ts";
import { showCase } from "../../shared/lambda/show-case.ts";
import { workItems } from "../../shared/table/work-items.ts";
import { caller, partner, screener } from "../builders/city.ts";
import { day, hour, local, route, type Story, triaged } from "../builders/story.ts";
import { ticket } from "../builders/ticket.ts";

const listed = () => triaged({}, { listed: true });
const screen = (story: Story, screening: Partial<Screening>, actor: Actor = screener) =>
  story.by(actor, (state, context) =>
    decideScreening(state, { decision: "returned", reason: "facts", remedy: "court", ...screening }, context),
  );
const refer = (story: Story) => screen(story, { decision: "referred", referTo: "arbitration" });
const refusal = (code: string) => expect.objectContaining({ code });
const attempt = (story: Story) =>
  story.by(caller, (state, context) => recordAttempt(state, 1, { outcome: "no-answer" }, context));
const answer = (story: Story, resolved: "yes" | "no") =>
  story.by(caller, (state, context) => {
    const level = resolved === "yes" ? 5 : 1;
    return recordResult(
      state,
      1,
      { resolved, satisfiedWithHandling: level, satisfiedWithResult: level, words: "…" },
      context,
    );
  });

describe("a screening decision", () => {
  test.each(actorKinds.filter((kind) => kind !== "screening-officer"))("is not for a %s", (kind) => {
    const actor = { kind, id: "somebody" } as Actor;
    expect(() => screen(listed(), {}, actor)).toThrow(
      expect.objectContaining({ code: "NotTheScreeningOfficer", kind: "forbidden" }),
    );
  });

  test("is not for whoever proposed the entry", () => {
    expect(() => screen(listed(), { proposedBy: screener.id })).toThrow(
      expect.objectContaining({ code: "OwnProposal", kind: "forbidden" }),
    );
    screen(listed(), { proposedBy: "somebody-else" });
  });

  test.each(["not-accepted", "returned", "referred"] as const)("%s without a remedy is none", (decision) => {
    const referTo = decision === "referred" ? "litigation" : undefined;
    for (const remedy of [undefined, " "])
      expect(() => screen(listed(), { decision, referTo, remedy })).toThrow(refusal("RemedyMissing"));
  });

  test("names where to turn to in a referral, and only there", () => {
    expect(() => screen(listed(), { decision: "referred" })).toThrow(refusal("ReferToMissing"));
    expect(() => screen(listed(), { decision: "returned", referTo: "litigation" })).toThrow(refusal("NotReferred"));
  });

  test("says in the case for which entry it was, and how it ended", () => {
    const story = listed();
    expect(story.state).toMatchObject({ screening: "pending", listing: { until: "2027-03-01", appealTo: "office" } });
    screen(story, { decision: "accepted" });
    expect(story.state).toMatchObject({ stage: "routing", screening: "accepted" });
  });

  test("accepts by silence: the requester is heard when nobody has decided", () => {
    const story = listed().until(local("2026-09-30 17:30"));
    expect(story.state).toMatchObject({ stage: "routing", screening: "accepted" });
  });
});

describe("who knows of it", () => {
  test("the partner and the centre know for which entry it is screened; the unit works it like any other", () => {
    const story = listed();
    screen(story, { decision: "accepted" });
    route(story);
    const unit: Actor = { kind: "unit", id: "u-1", unit: "harbour" };
    const triagedAs = (actor: Actor) => factsFor(actor, story.state, story.last("CaseTriaged"));
    for (const actor of [partner, caller]) {
      expect(showCase(story.state, actor)).toMatchObject({ screening: "accepted", listing: { appealTo: "office" } });
      expect(triagedAs(actor)).toMatchObject({ listing: { appealTo: "office" } });
    }
    expect(JSON.stringify([showCase(story.state, unit), triagedAs(unit)])).not.toMatch(/screening|listing/);
  });

  test("a platform whose ticket was merged into the case learns nothing of the other's requester", () => {
    const story = listed();
    screen(story, { decision: "accepted" });
    const guest: Actor = { kind: "partner", id: "city-app", partner: "city-app" };
    const shown = [
      showCase(story.state, guest),
      factsFor(guest, story.state, story.last("CaseTriaged")),
      factsFor(guest, story.state, story.last("ScreeningDecided")),
      saidTo(guest, story.state, "ScreeningDecided", { reason: "facts", remedy: "court" }, []),
    ];
    expect(JSON.stringify(shown)).not.toMatch(/screening|listing|evidence|accepted|facts|court/);
  });

  test("whoever asks why a case is what it is taken for is told in both languages", () => {
    const story = listed();
    refer(story);
    const { steps } = explainTriage(story.history, story.state, story.directory);
    expect(steps.map(({ explanation }) => explanation.zh)).toEqual([
      expect.stringContaining("诉求人在异常名录中"),
      "甄别：引导（仲裁）。",
    ]);
    expect(steps.map(({ explanation }) => explanation.en)).toEqual([
      expect.stringContaining("a person screens it first"),
      "Screening: referred elsewhere, to arbitration.",
    ]);
  });
});

describe("a referral", () => {
  test("carries the address of the city's directory, which is told to the requester with the reason", () => {
    const story = listed();
    refer(story);
    const { name, address } = story.directory.policies[0]?.referrals.arbitration ?? { name: undefined };
    expect(name?.zh).toContain("仲裁");
    const said = story.records.at(-1)?.content ?? {};
    expect(said).toMatchObject({ reason: "facts", remedy: "court", turnTo: { name, address } });
    expect(saidTo(partner, story.state, "ScreeningDecided", said, [])).toEqual(said);
  });

  test("is called back before the case is closed, and stands on the callback staff's list", () => {
    const story = listed();
    refer(story);
    expect(story.state).toMatchObject({ stage: "callback", referredTo: "arbitration", callback: { round: 1 } });
    expect(story.state.clocks).toMatchObject([{ clock: "callback", dueAt: local("2026-10-08 17:30") }]);
    expect(workItems(story.state)).toMatchObject([{ task: "callback" }]);
    answer(story.after(hour), "yes");
    expect(story.state).toMatchObject({ stage: "closed", outcome: "referred", clocks: [] });
  });

  test("has no unit to work it again: whoever is not content reopens it, and it is screened again", () => {
    const story = listed();
    refer(story);
    answer(story.after(hour), "no");
    expect(story.state).toMatchObject({ stage: "closed", outcome: "referred" });
    expect(story.types()).not.toContain("ReworkOrdered");
    story.by(partner, (state, context) => reopenCase(state, { reason: "not theirs" }, context));
    expect(story.state).toMatchObject({ stage: "screening", screening: "pending" });
    expect(story.state.referredTo).toBeUndefined();
  });

  test("stands when nobody was reached on three days", () => {
    const story = listed();
    refer(story);
    for (let days = 0; days < 3; days += 1) {
      attempt(story.after(hour));
      story.after(day - hour);
    }
    expect(story.state).toMatchObject({ stage: "closed", outcome: "referred" });
  });

  test("is looked at anew when the requester tells more meanwhile", () => {
    const story = listed();
    refer(story);
    story.by(partner, (state, context) => supplementCase(state, "t-2", ticket(), context));
    expect(story.state).toMatchObject({ stage: "screening", screening: "pending", epoch: 2, supplements: 1 });
    expect(story.dueAt("callback")).toBeUndefined();
    expect(story.dueAt("resolve")).toBeDefined();
  });

  test("does not hold up what turns out to be urgent: it is routed, and its clocks count from then", () => {
    const story = listed();
    refer(story);
    story.after(hour);
    story.by({ kind: "callback", id: "caller-1" }, (state, context) =>
      changeSeverity(state, { severity: "urgent", reason: "somebody is hurt" }, context),
    );
    expect(story.state.stage).toBe("routing");
    expect(story.dueAt("resolve")).toBe(local("2026-10-01 10:00"));
    expect(story.dueAt("callback")).toBeUndefined();
    route(story);
    expect(story.state.stage).toBe("acceptance");
  });
});

describe("screening holds up", () => {
  test("no case that an officer finds to be a report", () => {
    const story = listed();
    story.by({ kind: "triage-officer", id: "officer-1" }, (state, context) =>
      correctTriage(state, { kind: "report", reason: "names a violation" }, context),
    );
    expect(story.state.stage).toBe("routing");
    expect(story.dueAt("screening")).toBeUndefined();
  });

  test("nobody's case for ever, and withdrawing and reopening is no way around it", () => {
    const story = listed();
    story.by(partner, (state, context) => requestWithdrawal(state, { reason: "…" }, context));
    story.by(caller, (state, context) => decideWithdrawal(state, 1, "confirmed", "…", context));
    expect(story.state).toMatchObject({ stage: "closed", outcome: "withdrawn" });
    story.by(partner, (state, context) => reopenCase(state, { reason: "…" }, context));
    expect(story.state.stage).toBe("screening");
  });
});

describe("a violation lead in a refused claim", () => {
  const lead = "店内冷库无证生产食品";
  const refuse = (story: Story) => {
    const context = { now: story.now, actor: screener, directory: story.directory };
    const tickets = [{ ticketId: "t-1", content: ticket({ requester: { phone: "13800000009" } }) }];
    const opened = openReportOfLead(story.state, { lead, into: "lead-case" }, tickets, context);
    screen(story, { leadInto: "lead-case" });
    return opened;
  };

  test("is a report case of its own, linked both ways, under the same receipt", () => {
    const story = listed();
    const opened = refuse(story);
    expect(story.state).toMatchObject({ stage: "closed", outcome: "returned", splitInto: "lead-case" });
    expect(opened.after).toMatchObject({
      ...{ stage: "triage", kind: "report", splitFrom: story.state.caseId, receivedAt: story.state.receivedAt },
    });
    expect(opened.records[0]?.content).toMatchObject({ body: lead, kind: "report" });
  });

  test("is not screened, however listed its requester is", () => {
    const opened = refuse(listed());
    const context = { now: "2026-09-28T02:00:00.000Z", actor: workflow("triage"), directory: listed().directory };
    const content = opened.records[0]?.content as unknown as ReturnType<typeof ticket>;
    const entry = { until: "2027-03-01", appealTo: "office" };
    const triagedLead = triageCase(opened.after, content, entry, context);
    expect(triagedLead?.after).toMatchObject({ stage: "routing", kind: "report" });
    expect(triagedLead?.after.screening).toBeUndefined();
  });

  test("is none in an accepted appeal, and none a second time", () => {
    expect(() => screen(listed(), { decision: "accepted", leadInto: "x" })).toThrow(refusal("LeadInAccepted"));
    const story = listed();
    refuse(story);
    story.by(partner, (state, context) => reopenCase(state, { reason: "…" }, context));
    const another: Actor = { kind: "screening-officer", id: "screener-2" };
    expect(() => screen(story, { leadInto: "y" }, another)).toThrow(refusal("AlreadySplit"));
  });
});
