import { describe, expect, test } from "vitest";
import { workflow } from "../../shared/domain/actor.ts";
import { decideScreening, type ScreeningDecision } from "../../shared/domain/commands/decide-screening.ts";
import { supplementCase } from "../../shared/domain/commands/supplement-case.ts";
import { triageCase } from "../../shared/domain/commands/triage-case.ts";
import { city, partner, screener } from "../builders/city.ts";
import { local, minute, opened, route, type Story, triaged } from "../builders/story.ts";
import { ticket } from "../builders/ticket.ts";

const screen = (story: Story, decision: ScreeningDecision) =>
  story.by(screener, (state, context) =>
    decideScreening(
      state,
      { decision, reason: "facts", remedy: "court", referTo: decision === "referred" ? "arbitration" : undefined },
      context,
    ),
  );

describe("opening a case", () => {
  test("the first-response clock runs since the ticket was received, not since it arrived here", () => {
    const { state } = opened({ receivedAt: local("2026-09-28 07:30") });
    expect(state).toMatchObject({
      stage: "triage",
      version: 1,
      turn: 1,
      epoch: 1,
      openedAt: local("2026-09-28 09:00"),
    });
    expect(state.clocks).toMatchObject([
      { clock: "triage", dueAt: local("2026-09-28 09:05") },
      { clock: "first-response", startAt: local("2026-09-28 07:30"), dueAt: local("2026-09-29 07:30") },
    ]);
    expect(state.nextDueAt).toBe(local("2026-09-28 09:05"));
  });

  test("on a channel whose clocks start with us, what the sender says of the time counts for nothing", () => {
    const { state } = opened({ channel: "cyber-watch", receivedAt: local("2026-09-21 07:30") });
    expect(state).toMatchObject({ receivedAt: local("2026-09-28 09:00") });
  });

  test.each([
    ["a receipt in the future", { receivedAt: local("2026-09-28 09:06") }, "ReceivedInFuture", "/receivedAt"],
    ["a channel nobody knows", { channel: "fax" }, "UnknownChannel", "/channel"],
    ["what the channel must bring", { externalRef: undefined }, "ChannelFieldMissing", "/externalRef"],
    [
      "a phone number the channel must bring",
      { channel: "platform-12315", requester: { name: "王" } },
      "ChannelFieldMissing",
      "/requester/phone",
    ],
    ["a region nobody knows", { region: "09" }, "UnknownRegion", "/region"],
    ["a category nobody knows", { category: "09" }, "UnknownCategory", "/category"],
    ["a year without a calendar", { receivedAt: local("2024-12-31 09:00") }, "CalendarNotPublished", "/receivedAt"],
  ])("refuses %s", (_what, parts, code, pointer) => {
    expect(() => opened(parts)).toThrow(expect.objectContaining({ code, kind: "invalid", pointer }));
  });

  test("a policy holds until the day on which it ends, that day not included", () => {
    const [policy] = city.policies;
    if (policy === undefined) throw new Error("the city has no policy");
    const policies = [
      { ...policy, id: "old", effectiveTo: "2026-04-15" },
      { ...policy, id: "new", effectiveFrom: "2026-04-15" },
    ];
    const openedOn = (at: string) => opened({}, { at: local(at), directory: { ...city, policies } }).state.policy;
    expect([openedOn("2026-04-14 23:59"), openedOn("2026-04-15 00:00")]).toEqual(["old", "new"]);
  });

  test("a supplement stands beside the first ticket and moves nothing", () => {
    const story = triaged();
    const { turn, nextDueAt } = story.state;
    story.by(partner, (state, context) => supplementCase(state, "t-2", ticket({ body: "还有一只苍蝇" }), context));
    expect(story.state).toMatchObject({ turn, nextDueAt, stage: "routing" });
    expect(story.records.at(-1)?.content).toMatchObject({ body: "还有一只苍蝇" });
  });
});

describe("triage", () => {
  test("starts the clocks that hang on kind and severity, from the time of receipt however long triage took", () => {
    const story = triaged(
      { receivedAt: local("2026-09-28 08:00"), body: "有人住院" },
      { at: local("2026-09-28 08:59") },
    );
    expect(story.state).toMatchObject({ stage: "routing", severity: "urgent", highRisk: true });
    expect(story.dueAt("first-response")).toBe(local("2026-09-28 10:00"));
    expect(story.dueAt("resolve")).toBe(local("2026-10-01 08:00"));
    expect(story.dueAt("triage")).toBeUndefined();
  });

  test("done twice is done once", () => {
    const story = triaged();
    expect(story.by(workflow("triage"), (state, context) => triageCase(state, ticket(), undefined, context))).toEqual(
      [],
    );
  });

  test("the working-day limits of each kind", () => {
    const due = (kind: "consultation" | "help" | "report") =>
      triaged({ kind, receivedAt: local("2026-09-30 16:00") }, { at: local("2026-09-30 16:00") }).dueAt("resolve");
    expect(due("consultation")).toBe(local("2026-10-09 17:30"));
    expect(due("help")).toBe(local("2026-10-13 17:30"));
    expect(due("report")).toBe(local("2026-10-13 17:30"));
  });
});

describe("screening of listed requesters", () => {
  const listed = () => triaged({}, { listed: true });

  test("a person decides, and the case's own clocks run meanwhile", () => {
    const story = listed();
    expect(story.state.stage).toBe("screening");
    const due = story.dueAt("resolve");
    screen(story.after(30 * minute), "accepted");
    expect(story.state.stage).toBe("routing");
    expect(story.dueAt("resolve")).toBe(due);
    expect(() => screen(story, "returned")).toThrow(expect.objectContaining({ code: "NotInScreening" }));
  });

  test.each(["not-accepted", "returned"] as const)("%s ends the case, with reason and remedy kept", (how) => {
    const story = listed();
    screen(story, how);
    expect(story.state).toMatchObject({ stage: "closed", outcome: how, clocks: [] });
    expect(story.records.at(-1)?.content).toEqual({ reason: "facts", remedy: "court" });
  });

  test("no decision in two working days: accepted", () => {
    const story = listed().until(local("2026-09-30 17:30"));
    expect(story.state.stage).toBe("routing");
    expect(story.last("ScreeningDecided").data).toEqual({ decision: "accepted", by: "silence" });
    route(story);
    expect(story.state.stage).toBe("acceptance");
  });

  test("never delays urgent, major or report cases", () => {
    expect(triaged({ severity: "urgent" }, { listed: true }).state.stage).toBe("routing");
    expect(triaged({ severity: "major" }, { listed: true }).state.stage).toBe("routing");
    expect(triaged({ kind: "report" }, { listed: true }).state.stage).toBe("routing");
  });
});
