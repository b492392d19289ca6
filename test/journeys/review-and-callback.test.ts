import { expect, test } from "vitest";
import { type City, type Person, resolution, satisfied, seafood, startCity, unsatisfied } from "./city.ts";

/** Takes a case to the callback, as the station would. */
async function handled(city: City, ticket: Record<string, unknown> = {}): Promise<string> {
  const { caseId, lead } = await city.open(ticket);
  await solve(city, caseId, lead?.unit ?? "");
  return caseId;
}

async function solve(city: City, caseId: string, unitId: string): Promise<void> {
  const unit = city.unit(unitId);
  if ((await city.case(caseId)).stage === "acceptance")
    await unit.post(`/v1/cases/${caseId}/assignments/lead/acceptance`);
  const answer = await unit.post(`/v1/cases/${caseId}/assignments/lead/resolution`, resolution);
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  await city.settled();
}

test("an urgent case is reviewed: a resolution that is sent back never stopped the clock", async () => {
  const city = await startCity();
  const caseId = await handled(city, { severity: "urgent" });
  expect((await city.case(caseId)).stage).toBe("review");
  const resolveClock = async () => (await city.deadlines(caseId)).find(({ clock }) => clock === "resolve");
  expect(await resolveClock()).toMatchObject({ state: "under-review" });
  const before = await resolveClock();

  await city.until("PT1H");
  const reviewer = city.staff("supervisor");
  const sentBack = await reviewer.post(`/v1/cases/${caseId}/review-decision`, {
    decision: "send-back",
    reasons: "缺少证据",
  });
  expect(sentBack.body).toMatchObject({ stage: "resolution", lead: { state: "accepted" } });
  expect(await resolveClock()).toMatchObject({ state: "running", startAt: before?.startAt, dueAt: before?.dueAt });
  const read = async (reader: Person, type: string) =>
    (await city.events(caseId, reader)).find((event) => event.type === type)?.said;
  expect(await read(reviewer, "AssignmentResolved")).toMatchObject({ replyText: resolution.replyText });
  expect(await read(city.unit("station-gangqian"), "ReviewDecided")).toEqual({ reasons: "缺少证据" });
  await city
    .unit("station-gangqian")
    .post(`/v1/cases/${caseId}/assignments/lead/progress`, { note: "王女士电话13800000001未接" });
  expect(await read(reviewer, "ProgressReported")).toEqual({ note: "**电话****未接" });
  expect(await read(city.partner, "ReviewDecided")).toBeUndefined();
  expect(await read(city.partner, "AssignmentResolved")).toEqual({ result: "solved", replyText: resolution.replyText });

  await solve(city, caseId, "station-gangqian");
  await reviewer.post(`/v1/cases/${caseId}/review-decision`, { decision: "approve", reasons: "事实清楚" });
  expect((await city.case(caseId)).stage).toBe("callback");
});

test("a requester who is not reached on three days closes the case as unreached, apart from all others", async () => {
  const city = await startCity();
  const caseId = await handled(city);
  const caller = city.staff("callback");
  const attempt = () => caller.post(`/v1/cases/${caseId}/callbacks/1/attempts`, { outcome: "no-answer" });
  expect((await attempt()).status).toBe(200);
  expect(await attempt()).toMatchObject({ status: 409, body: { code: "AlreadyTriedToday" } });
  await city.until("2026-03-02T21:00:00+08:00");
  expect(await attempt()).toMatchObject({ status: 409, body: { code: "OutsideCallHours" } });
  await city.until("2026-03-03T10:00:00+08:00");
  expect((await attempt()).body.stage).toBe("callback");
  await city.until("2026-03-04T10:00:00+08:00");
  expect((await attempt()).body).toMatchObject({ stage: "closed", outcome: "unreached" });
});

test("an unsatisfied requester: ledger, rework one level up in half the time, then satisfied", async () => {
  const city = await startCity();
  const caseId = await handled(city);
  const caller = city.staff("callback");
  const reworked = await caller.post(`/v1/cases/${caseId}/callbacks/1/result`, unsatisfied);
  expect(reworked.body).toMatchObject({
    stage: "resolution",
    reworks: 1,
    level: "district",
    lead: { unit: "district-lanwan", by: "rework", binding: true },
  });
  await city.settled();
  const rework = (await city.deadlines(caseId)).findLast(({ clock }) => clock === "resolve");
  expect(rework).toMatchObject({ budget: { workingDays: 3 }, dueAt: "2026-03-05T09:30:00.000Z" });
  expect(await city.story(caseId)).toContain("LedgerEntryListed");

  await solve(city, caseId, "district-lanwan");
  expect((await city.case(caseId)).stage).toBe("review");
  await city
    .staff("supervisor")
    .post(`/v1/cases/${caseId}/review-decision`, { decision: "approve", reasons: "已退款" });
  const closed = await caller.post(`/v1/cases/${caseId}/callbacks/2/result`, satisfied);
  expect(closed.body).toMatchObject({ stage: "closed", outcome: "satisfied" });
});

test("a withdrawal ends the wait at once, and closes the case only when callback staff have confirmed it", async () => {
  const city = await startCity();
  const { caseId } = await city.open();
  const waiting = await waitToken(city, caseId);
  expect(waiting).toBeDefined();
  const asked = await city.partner.post(`/v1/cases/${caseId}/withdrawal`, { reason: "已退款" });
  expect(asked).toMatchObject({ status: 202, body: { stage: "acceptance", withdrawal: { round: 1 } } });
  await city.settled();
  expect(await waitToken(city, caseId)).not.toEqual(waiting);

  const caller = city.staff("callback");
  const queue = await caller.get<{ items: unknown[] }>("/v1/callbacks?task=withdrawal");
  expect(queue.body.items).toMatchObject([{ caseId, task: "withdrawal" }]);
  const closed = await caller.post(`/v1/cases/${caseId}/callbacks/1/result`, { withdrawal: "confirmed" });
  expect(closed.body).toMatchObject({ stage: "closed", outcome: "withdrawn" });
  const before = city.cloud.clock.now();
  await city.settled();
  expect(city.cloud.clock.now()).toBe(before);
  expect(await city.executions(caseId)).toEqual([{ name: `${caseId}-1`, status: "SUCCEEDED" }]);
});

test("a closed case is reopened under a new epoch and handled again", async () => {
  const city = await startCity();
  const caseId = await handled(city);
  await city.staff("callback").post(`/v1/cases/${caseId}/callbacks/1/result`, satisfied);
  await city.until("P7D");
  const reopened = await city.partner.post(`/v1/cases/${caseId}/reopening`, { reason: "又缺斤短两" });
  expect(reopened).toMatchObject({
    status: 200,
    body: { stage: "resolution", epoch: 2, lead: { unit: "station-gangqian" } },
  });
  await city.settled();
  await solve(city, caseId, "station-gangqian");
  const closed = await city.staff("callback").post(`/v1/cases/${caseId}/callbacks/2/result`, satisfied);
  expect(closed.body).toMatchObject({ stage: "closed", outcome: "satisfied" });
  await city.settled();
  expect(await city.executions(caseId)).toEqual([
    { name: `${caseId}-1`, status: "SUCCEEDED" },
    { name: `${caseId}-2`, status: "SUCCEEDED" },
  ]);
});

/** The token of the execution that waits for the case, straight from the table. */
async function waitToken(city: City, caseId: string): Promise<string | undefined> {
  const { name } = city.cloud.table;
  const { Item } = await city.cloud.dynamoDb(
    "GetItem",
    { TableName: name, Key: { pk: { S: `CASE#${caseId}` }, sk: { S: "CASE" } }, ConsistentRead: true },
    "test",
  );
  return (Item as { waitToken?: { S: string } } | undefined)?.waitToken?.S;
}

test("nobody decides on their own work, whatever token they bring", async () => {
  const city = await startCity();
  const { caseId } = await city.open({ severity: "urgent" });
  const li = { id: "li" };
  const worker = city.person({ kind: "unit", unit: "station-gangqian", ...li });
  await worker.post(`/v1/cases/${caseId}/assignments/lead/acceptance`);
  await worker.post(`/v1/cases/${caseId}/assignments/lead/resolution`, resolution);
  const decision = { decision: "approve", reasons: "很好" };
  const own = await city.person({ kind: "supervisor", ...li }).post(`/v1/cases/${caseId}/review-decision`, decision);
  expect(own).toMatchObject({ status: 403, body: { code: "OwnWork" } });
  await city.staff("supervisor").post(`/v1/cases/${caseId}/review-decision`, decision);
  const call = await city.person({ kind: "callback", ...li }).post(`/v1/cases/${caseId}/callbacks/1/result`, satisfied);
  expect(call).toMatchObject({ status: 403, body: { code: "OwnWork" } });
});

test("what a platform sends after the end reopens the case: nobody would look at it there", async () => {
  const city = await startCity();
  const caseId = await handled(city, { externalRef: "late-1" });
  await city.staff("callback").post(`/v1/cases/${caseId}/callbacks/1/result`, satisfied);
  await city.until("P10D");
  const more = { ...seafood, externalRef: "late-1", body: "吃了之后五个人住院。" };
  const supplement = await city.partner.post("/v1/tickets", more);
  expect(supplement).toMatchObject({ status: 201, body: { caseId, supplement: true, stage: "resolution" } });
  await city.settled();
  expect(await city.case(caseId)).toMatchObject({ stage: "resolution", epoch: 2, lead: { unit: "station-gangqian" } });
  expect((await city.story(caseId)).slice(-3)).toEqual(["CaseReopened", "AssignmentDispatched", "SupplementAdded"]);

  await solve(city, caseId, "station-gangqian");
  await city.staff("callback").post(`/v1/cases/${caseId}/callbacks/2/result`, satisfied);
  await city.until("P31D");
  const tooLate = await city.partner.post("/v1/tickets", { ...more, body: "再次补充" });
  expect(tooLate).toMatchObject({ status: 409, body: { code: "TooLateToReopen" } });
});
