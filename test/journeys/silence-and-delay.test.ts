import { expect, test } from "vitest";
import { resolution, startCity } from "./city.ts";

test("silence binds: the unit is taken as accepting, gets a card, and the first receiver stays answerable", async () => {
  const city = await startCity();
  const { caseId } = await city.open();
  await city.until("2026-03-04T17:29:00+08:00");
  expect(await city.case(caseId)).toMatchObject({ stage: "acceptance", cards: { yellow: 1 } });

  await city.until("2026-03-04T17:31:00+08:00");
  expect(await city.case(caseId)).toMatchObject({
    stage: "resolution",
    answerable: "station-gangqian",
    lead: { unit: "station-gangqian", acceptedBy: "silence" },
    cards: { yellow: 2, red: 0 },
  });
  const late = await city.unit("station-gangqian").post(`/v1/cases/${caseId}/assignments/lead/return`, {
    reason: "not-our-duty",
    explanation: "太晚了",
  });
  expect(late).toMatchObject({ status: 409, body: { code: "AlreadyAccepted" } });

  // A person takes over what silence had accepted, and the case goes on.
  expect((await city.unit("station-gangqian").post(`/v1/cases/${caseId}/assignments/lead/acceptance`)).status).toBe(
    200,
  );
});

test("the silence of a second unit leaves the first receiver answerable", async () => {
  const city = await startCity();
  const { caseId } = await city.open();
  const returned = { reason: "not-our-duty", explanation: "属区局专项" };
  await city.unit("station-gangqian").post(`/v1/cases/${caseId}/assignments/lead/return`, returned);
  await city.until("2026-03-05T09:00:00+08:00");
  expect(await city.case(caseId)).toMatchObject({
    stage: "resolution",
    lead: { unit: "district-lanwan", acceptedBy: "silence" },
    answerable: "station-gangqian",
  });
});

test("an overdue case gets a yellow and a red card, a supervision order, and climbs the ladder level by level", async () => {
  const city = await startCity();
  const { caseId } = await city.open();
  const station = city.unit("station-gangqian");
  await station.post(`/v1/cases/${caseId}/assignments/lead/acceptance`);
  await station.post(`/v1/cases/${caseId}/assignments/lead/first-response`, { how: "phone", summary: "已联系" });

  const cards = async () => (await city.case(caseId)).cards;
  await city.until("2026-03-06T17:29:00+08:00");
  expect(await cards()).toEqual({ yellow: 0, red: 0 });
  await city.until("2026-03-06T17:31:00+08:00");
  expect(await cards()).toEqual({ yellow: 1, red: 0 });

  await city.until("2026-03-09T17:29:00+08:00");
  expect(await city.case(caseId)).toMatchObject({ overdue: false, level: "station" });
  await city.until("2026-03-09T17:31:00+08:00");
  expect(await city.case(caseId)).toMatchObject({ overdue: true, level: "station" });
  expect(await city.story(caseId)).toContain("SupervisionOrdered");

  await city.until("2026-03-10T17:31:00+08:00");
  expect(await city.case(caseId)).toMatchObject({
    cards: { yellow: 1, red: 1 },
    level: "district",
    answerable: "district-lanwan",
  });

  await station.post(`/v1/cases/${caseId}/assignments/lead/resolution`, resolution);
  await city.settled();
  const deadlines = await city.deadlines(caseId);
  expect(deadlines.find(({ clock }) => clock === "resolve")).toMatchObject({
    startAt: "2026-03-02T01:30:00.000Z",
    budget: { workingDays: 5 },
    dueAt: "2026-03-09T09:30:00.000Z",
    kept: false,
  });
});

test("where nobody acts the case reaches the joint office and the ledger, and never sleeps", async () => {
  const city = await startCity();
  const { caseId } = await city.open();
  await city.until("2026-03-16T17:31:00+08:00");
  expect(await city.case(caseId)).toMatchObject({
    stage: "resolution",
    overdue: true,
    level: "joint-office",
    answerable: "joint-office",
  });
  const events = await city.events(caseId);
  expect(events.filter(({ type }) => type === "CaseEscalated").map(({ data }) => data.toLevel)).toEqual([
    "district",
    "city-bureau",
    "joint-office",
  ]);
  expect(events.filter(({ type }) => type === "LedgerEntryListed").map(({ data }) => data.cause)).toEqual(["overdue"]);

  await city.until("P30D");
  const { nextDueAt } = await city.case(caseId);
  expect(Date.parse(nextDueAt ?? "")).toBeGreaterThan(city.cloud.clock.now());
  const fired = (await city.events(caseId)).filter(({ type }) => type === "MilestoneReached");
  const keys = fired.map(({ data }) => `${data.clock} ${data.since} ${data.milestone}`);
  expect(new Set(keys).size).toBe(keys.length);
  for (const { at, data } of fired) expect(at >= String(data.reachedAt)).toBe(true);
});
