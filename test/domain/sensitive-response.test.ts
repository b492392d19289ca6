import { describe, expect, test } from "vitest";
import { responseTasks } from "../../shared/directory/response-names.ts";
import type { Actor } from "../../shared/domain/actor.ts";
import { correctTriage } from "../../shared/domain/commands/check-triage.ts";
import { triageCase } from "../../shared/domain/commands/triage-case.ts";
import { addMillis } from "../../shared/domain/instant.ts";
import { responseTo } from "../../shared/domain/response/open-response.ts";
import {
  decideDraft,
  decidePublication,
  recordPublication,
  submitDraft,
} from "../../shared/domain/response/publish-draft.ts";
import { reopenResponse } from "../../shared/domain/response/reopen-response.ts";
import { reportRumour } from "../../shared/domain/response/report-rumour.ts";
import { responseSight } from "../../shared/domain/response/response-access.ts";
import { settleResponse } from "../../shared/domain/response/settle-response.ts";
import { acknowledgeSignal, followSignals, reportRisk, sendSignal } from "../../shared/domain/response/tell-units.ts";
import { assignTask, completeTask, reportTask, takeTask } from "../../shared/domain/response/work-tasks.ts";
import { responseWork } from "../../shared/table/response-work.ts";
import { caller, harbour, jointOffice, partner, reviewer, unit } from "../builders/city.ts";
import {
  bureauChief,
  police,
  publicity,
  type ResponseStory,
  responding,
  sensitiveCity,
  watch,
} from "../builders/response-story.ts";
import { hour, minute, triaged } from "../builders/story.ts";
import { ticket as someTicket } from "../builders/ticket.ts";

const director: Actor = { kind: "joint-office", id: "director-1", unit: "office" };
const done = { lead: "harbour", done: true };
const say = (text: string) => ({ text });

const complete = (story: ResponseStory, actor: Actor, task: (typeof responseTasks)[number]) =>
  story.by(actor, (state, context) => completeTask(state, { task, ...say("完成") }, context));
const withhold = (story: ResponseStory) =>
  story.by(jointOffice, (state, context) =>
    decidePublication(state, { decision: "withhold", reason: "已平息" }, context),
  );
const publish = (story: ResponseStory) =>
  story.by(jointOffice, (state, context) =>
    decidePublication(state, { decision: "publish", reason: "回应关切" }, context),
  );
const write = (story: ResponseStory, actor = publicity) =>
  story.by(actor, (state, context) => submitDraft(state, "情况说明", context));
const approve = (story: ResponseStory, actor: Actor, draft = 1, decision: "approve" | "refuse" = "approve") =>
  story.by(actor, (state, context) => decideDraft(state, { draft, decision, reason: "审定" }, context));
const out = (story: ResponseStory, draft = 1) =>
  story.by(publicity, (state, context) => recordPublication(state, { draft, where: "市政务新媒体" }, context));
const settle = (story: ResponseStory, actor: Actor = jointOffice) =>
  story.by(actor, (state, context) => settleResponse(state, "处置到位", context));
const risk = (story: ResponseStory) =>
  story.by(watch, (state, context) => reportRisk(state, { to: "市委总值班室", text: "二十余人" }, context));
const clockOf = (story: ResponseStory, clock: string, of?: string) =>
  story.state.clocks.find((one) => one.clock === clock && one.of === of);

/** Everything but the settlement. */
function allIsDone(): ResponseStory {
  const story = responding();
  risk(story);
  withhold(story);
  complete(story, watch, "opinion-watch");
  complete(story, police, "social-control");
  complete(story, publicity, "public-guidance");
  story.progress = done;
  story.by(jointOffice, (state, context) => followSignals(state, "已核", context));
  return story;
}

describe("a response begins", () => {
  test("with all four tasks at once, each with its owner and its clock", () => {
    const { state, now } = responding();
    expect(state.tasks.map(({ task, unit: owner }) => [task, owner])).toEqual([
      ["opinion-watch", "cyberspace-office"],
      ["lawful-handling", "harbour"],
      ["social-control", "public-security"],
      ["public-guidance", "publicity-office"],
    ]);
    const due = (clock: string, of?: string) => clockOf({ state } as ResponseStory, clock, of)?.dueAt;
    expect(responseTasks.map((task) => due("task", task))).toEqual(
      [30, 120, 120, 240].map((minutes) => addMillis(now, minutes * minute)),
    );
    expect(due("risk-report")).toBe(addMillis(now, 2 * hour));
    expect(due("publication-decision")).toBe(addMillis(now, 24 * hour));
  });

  test("by telling those whom duty and place concern, and the row's units, but never the joint office, which sends it", () => {
    const { state } = responding();
    expect(state.signals.map(({ unit: told }) => told)).toEqual([
      ...["harbour", "bureau", "north"],
      ...["cyberspace-office", "publicity-office", "public-security"],
    ]);
  });

  test("when triage finds the case sensitive, or a person corrects it to that; once", () => {
    const story = triaged({}, { directory: sensitiveCity });
    const context = { now: story.now, actor: jointOffice, directory: sensitiveCity };
    const responses = () => story.decisions.flatMap((decision) => responseTo(decision, context) ?? []);
    expect(responses()).toEqual([]);
    const correct = (tracks: ("sensitive" | "event")[]) =>
      story.by(jointOffice, (state, at) => correctTriage(state, { tracks, reason: "涉众" }, at));
    correct(["sensitive"]);
    expect(responses()).toHaveLength(1);
    correct(["event"]);
    correct(["event", "sensitive"]);
    expect(responses()).toHaveLength(1);
  });

  test("with an owner that the directory does not know, at the joint office", () => {
    const { state } = responding({
      ...sensitiveCity,
      units: sensitiveCity.units.filter(({ id }) => id !== "public-security"),
    });
    expect(state.tasks.find(({ task }) => task === "social-control")?.unit).toBe("office");
    const queue = responseWork(state, "office").find(({ slot }) => slot === "social-control");
    expect(queue?.workPk).toMatch(/^WORK#response#/);
  });
});

describe("a task", () => {
  test("is worked by its own unit alone, and a person of it answers for it", () => {
    const story = responding();
    const take = (actor: Actor) => story.by(actor, (state, context) => takeTask(state, "opinion-watch", context));
    expect(() => take(police)).toThrow(expect.objectContaining({ code: "NotYours" }));
    take(watch);
    expect(story.state.tasks[0]?.person).toBe(watch.id);
  });

  test("that is reported on is due again a day later; silence is told to the joint office, and told again", () => {
    const story = responding();
    const { now } = story;
    story.after(20 * minute);
    story.by(watch, (state, context) => reportTask(state, { task: "opinion-watch", text: "无新增" }, context));
    expect(clockOf(story, "task", "opinion-watch")?.dueAt).toBe(addMillis(now, 24 * hour + 20 * minute));
    story.until(addMillis(now, 24 * hour + 21 * minute));
    expect(clockOf(story, "task", "opinion-watch")?.escalated).toBe(true);
    expect(responseWork(story.state, "office").map(({ slot }) => slot)).toContain("silence-task-opinion-watch");
  });

  test("can be given to another unit by the joint office, which has its own time; a done one is to be done again", () => {
    const story = responding();
    complete(story, watch, "opinion-watch");
    story.after(hour);
    const give = (to: string) =>
      story.by(jointOffice, (state, context) =>
        assignTask(state, { task: "opinion-watch", unit: to, reason: "再查" }, context),
      );
    give("public-security");
    expect(story.state.tasks[0]).toMatchObject({ unit: "public-security" });
    expect(story.state.tasks[0]?.doneAt).toBeUndefined();
    expect(clockOf(story, "task", "opinion-watch")?.startAt).toBe(story.now);
    expect(() => give("public-security")).toThrow(expect.objectContaining({ code: "AlreadyTheirs" }));
    expect(() => give("nobody")).toThrow(expect.objectContaining({ code: "UnknownUnit" }));
  });

  test("of handling by law goes with the case: to whoever leads it, who is told as well, and done when the case is", () => {
    const story = responding();
    story.progress = { lead: "beach", done: false };
    story.until(addMillis(story.now, 31 * minute));
    expect(story.state.tasks.find(({ task }) => task === "lawful-handling")).toMatchObject({
      unit: "beach",
      follows: true,
    });
    expect(story.state.signals.map(({ unit: told }) => told)).toContain("beach");
    expect(() => complete(story, unit("beach"), "lawful-handling")).toThrow(
      expect.objectContaining({ code: "FollowsTheCase" }),
    );
    story.progress = { lead: "beach", done: true };
    story.until(addMillis(story.now, 2 * hour));
    expect(story.state.tasks.find(({ task }) => task === "lawful-handling")?.doneAt).toBeDefined();
  });
});

describe("what is published", () => {
  test("is written by the owner of guidance, and only after it is decided to publish", () => {
    const story = responding();
    expect(() => write(story)).toThrow(expect.objectContaining({ code: "NothingToPublish" }));
    publish(story);
    expect(() => write(story, police)).toThrow(expect.objectContaining({ code: "NotYours" }));
    write(story);
    expect(story.state.draft).toMatchObject({ state: "in-approval", level: "city-bureau", author: publicity.id });
  });

  test("goes up the chain, another person at each level, and never the author or their unit", () => {
    const story = responding();
    publish(story);
    write(story);
    expect(() => out(story)).toThrow(expect.objectContaining({ code: "NotApproved" }));
    const author: Actor = { kind: "supervisor", id: publicity.id };
    expect(() => approve(story, author)).toThrow(expect.objectContaining({ code: "OwnWork" }));
    const colleague: Actor = { kind: "supervisor", id: "somebody-else", unit: "publicity-office" };
    expect(() => approve(story, colleague)).toThrow(expect.objectContaining({ code: "OwnWork" }));
    expect(() => approve(story, { kind: "supervisor", id: "low", unit: "north" })).toThrow(
      expect.objectContaining({ code: "NotYourLevel" }),
    );
    expect(() => approve(story, jointOffice)).toThrow(expect.objectContaining({ code: "NotYourLevel" }));
    approve(story, bureauChief);
    expect(() => out(story)).toThrow(expect.objectContaining({ code: "NotApproved" }));
    expect(() => approve(story, { ...jointOffice, id: bureauChief.id })).toThrow(
      expect.objectContaining({ code: "DecidedBefore" }),
    );
    approve(story, director);
    out(story);
    expect(story.state.draft?.state).toBe("published");
  });

  test("is written anew when it was refused, and goes up from the first level again", () => {
    const story = responding();
    publish(story);
    write(story);
    approve(story, bureauChief);
    approve(story, director, 1, "refuse");
    expect(clockOf(story, "approval", "1")).toBeUndefined();
    write(story);
    expect(story.state.draft).toMatchObject({ draft: 2, state: "in-approval", level: "city-bureau", approvedBy: [] });
    approve(story, bureauChief, 2);
    approve(story, director, 2);
    out(story, 2);
  });

  test("goes one level up when nobody decides, and is never published by silence", () => {
    const story = responding();
    publish(story);
    write(story);
    const { now } = story;
    story.until(addMillis(now, 4 * hour));
    expect(story.state.draft).toMatchObject({ state: "in-approval", level: "joint-office" });
    story.until(addMillis(now, 30 * 24 * hour));
    expect(story.state.draft).toMatchObject({ state: "in-approval", level: "joint-office" });
    expect(clockOf(story, "approval", "1")?.escalated).toBe(true);
  });

  test("is decided within a day; to withhold drops the draft on its way, until something is out", () => {
    const story = responding();
    publish(story);
    expect(() => publish(story)).toThrow(expect.objectContaining({ code: "AlreadyDecided" }));
    write(story);
    withhold(story);
    expect(story.state.draft).toBeUndefined();
    expect(clockOf(story, "approval", "1")).toBeUndefined();
    publish(story);
    write(story);
    approve(story, reviewer);
    approve(story, director);
    out(story);
    expect(() => withhold(story)).toThrow(expect.objectContaining({ code: "AlreadyPublished" }));
  });

  test("holds guidance open until it is out", () => {
    const story = responding();
    publish(story);
    expect(() => complete(story, publicity, "public-guidance")).toThrow(
      expect.objectContaining({ code: "NotPublishedYet" }),
    );
  });
});

describe("a signal", () => {
  const acknowledge = (story: ResponseStory, actor: Actor) =>
    story.by(actor, (state, context) => acknowledgeSignal(state, context));

  test("is acknowledged within half an hour, by the unit that got it; silence calls the joint office", () => {
    const story = responding();
    acknowledge(story, harbour);
    expect(() => acknowledge(story, harbour)).toThrow(expect.objectContaining({ code: "AlreadyAcknowledged" }));
    expect(() => acknowledge(story, unit("water"))).toThrow(expect.objectContaining({ code: "NotTold" }));
    story.until(addMillis(story.now, 30 * minute));
    const silent = story.history.flatMap((event) => (event.type === "ResponseEscalated" ? [event.data] : []));
    expect(silent).toContainEqual({ clock: "acknowledge", of: "north", unit: "north" });
    expect(silent).not.toContainEqual(expect.objectContaining({ of: "harbour" }));
  });

  test("can go to one more unit, which has its own half hour", () => {
    const story = responding().after(hour);
    story.by(jointOffice, (state, context) => sendSignal(state, { unit: "water", reason: "停水" }, context));
    expect(clockOf(story, "acknowledge", "water")?.dueAt).toBe(addMillis(story.now, 30 * minute));
    acknowledge(story, unit("water"));
  });

  test("is followed every day until the joint office settles it", () => {
    const story = allIsDone();
    expect(story.state.stage).toBe("settling");
    story.until(addMillis(story.now, 24 * hour));
    expect(clockOf(story, "follow-up")?.escalated).toBe(true);
    story.by(jointOffice, (state, context) => followSignals(state, "续跟", context));
    expect(clockOf(story, "follow-up")).toMatchObject({ dueAt: addMillis(story.now, 24 * hour) });
    settle(story);
    expect(story.state.clocks).toEqual([]);
  });

  test("shows a unit that was merely told nothing but itself", () => {
    const { state } = responding();
    expect(responseSight(watch, state)).toBe("said");
    expect(responseSight(unit("north"), state)).toBe("signal");
    expect(responseSight(unit("water"), state)).toBe("none");
    expect(responseSight(partner, state)).toBe("none");
    expect(responseSight(caller, state)).toBe("none");
  });
});

describe("the end", () => {
  test("comes only when all is done, and each thing that is not holds it up", () => {
    const story = allIsDone();
    expect(story.state.stage).toBe("settling");
    const steps: ((unfinished: ResponseStory) => unknown)[] = [
      risk,
      withhold,
      (one) => complete(one, watch, "opinion-watch"),
      (one) => complete(one, police, "social-control"),
      (one) => complete(one, publicity, "public-guidance"),
    ];
    for (const left of steps.keys()) {
      // Guidance waits for the decision.
      const others = steps.filter((_, place) => place !== left && !(left === 1 && place === 4));
      const unfinished = responding();
      unfinished.progress = done;
      for (const step of others) step(unfinished);
      expect(unfinished.state.stage).toBe("working");
      expect(() => settle(unfinished)).toThrow(expect.objectContaining({ code: "NotAllDone" }));
    }
  });

  test("is the joint office's alone to declare, over no case that is worked again", () => {
    const story = allIsDone();
    for (const actor of [watch, reviewer, bureauChief])
      expect(() => settle(story, actor)).toThrow(expect.objectContaining({ code: "NotJointOffice" }));
    story.progress = { lead: "harbour", done: false };
    expect(() => settle(story)).toThrow(expect.objectContaining({ code: "NotAllDone" }));
    story.progress = done;
    settle(story);
    expect(story.state.stage).toBe("settled");
    expect(story.state.nextDueAt).toBeUndefined();
    expect(() => settle(story)).toThrow(expect.objectContaining({ code: "ResponseSettled" }));
  });

  test("is no end when the case is reopened: the response goes on under a new epoch until it is settled again", () => {
    const story = allIsDone();
    settle(story);
    story.progress = { lead: "harbour", done: false };
    story.by(partner, (state, context) => reopenResponse(state, context));
    expect(story.state).toMatchObject({ stage: "working", epoch: 2 });
    // Whoever never answered is asked again.
    expect(new Set(story.state.clocks.map(({ clock }) => clock))).toEqual(
      new Set(["acknowledge", "task", "follow-up"]),
    );
    expect(() => settle(story)).toThrow(expect.objectContaining({ code: "NotAllDone" }));
    story.progress = done;
    settle(story);
    expect(story.state.stage).toBe("settled");
  });

  test("is further off when the case is worked again: handling by law is to be done again", () => {
    const story = allIsDone();
    story.progress = { lead: "north", done: false };
    story.until(addMillis(story.now, 25 * hour));
    expect(story.state.stage).toBe("working");
    expect(story.state.tasks.find(({ task }) => task === "lawful-handling")?.unit).toBe("north");
  });

  test("names the units that never answered", () => {
    const story = allIsDone();
    settle(story);
    const [last] = story.history.slice(-1);
    expect(last?.data).toMatchObject({ unacknowledged: expect.arrayContaining(["north", "bureau"]) });
  });
});

test("a rumour becomes a case of the police, which goes its ordinary way and opens no response of its own", () => {
  const story = responding();
  const opening = { now: story.now, actor: police, directory: sensitiveCity };
  const rumour = {
    title: "网传集资人跑路",
    body: "与事实不符",
    policeCase: "01K6ARZ3NDEKTSV4RRFFQ69G9X",
    ticketId: "t",
  };
  const { response, police: decision } = reportRumour(
    story.state,
    rumour,
    { ...opening, progress: story.progress },
    opening,
  );
  expect(response.after.rumours).toEqual([{ number: 1, policeCase: rumour.policeCase }]);
  expect(decision.after).toMatchObject({
    stage: "triage",
    kind: "report",
    category: "11.01.05",
    rumourOf: story.state.caseId,
  });
  const context = { ...opening, now: addMillis(story.now, minute) };
  const triagedRumour = triageCase(
    decision.after,
    { ...someTicket({ title: "集资" }), kind: "report" },
    undefined,
    context,
  );
  expect(triagedRumour?.after).toMatchObject({ tracks: ["sensitive"] });
  expect(triagedRumour?.after.response).toBeUndefined();
});
