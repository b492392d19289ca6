import { expect, test } from "vitest";
import { resolution, satisfied, startCity } from "./city.ts";

test("a plain case goes from ticket to satisfied callback in twelve transitions and two task invocations", async () => {
  const city = await startCity();
  const { cloud } = city;
  cloud.meter.reset();
  const opened = await city.open();
  expect(opened).toMatchObject({
    stage: "acceptance",
    kind: "complaint",
    severity: "general",
    answerable: "station-gangqian",
  });
  const { caseId } = opened;
  const station = city.unit("station-gangqian");
  const lead = `/v1/cases/${caseId}/assignments/lead`;

  const worklist = await station.get<{ items: unknown[] }>("/v1/units/station-gangqian/worklist");
  expect(worklist.body.items).toMatchObject([{ caseId, task: "accept", slot: "lead" }]);

  await city.until("PT30M");
  expect((await station.post(`${lead}/acceptance`)).body).toMatchObject({
    stage: "resolution",
    lead: { acceptedBy: "person" },
  });
  expect((await station.post(`${lead}/first-response`, { how: "phone", summary: "已联系" })).status).toBe(200);
  expect((await station.post(`${lead}/progress`, { note: "已到现场" })).status).toBe(200);
  await city.until("2026-03-02T16:00:00+08:00");
  expect((await station.post(`${lead}/resolution`, resolution)).body).toMatchObject({
    stage: "callback",
    callback: { round: 1 },
  });
  await city.settled();

  const caller = city.staff("callback");
  const queue = await caller.get<{ items: unknown[] }>("/v1/callbacks");
  expect(queue.body.items).toMatchObject([{ caseId, task: "callback" }]);
  const closed = await caller.post(`/v1/cases/${caseId}/callbacks/1/result`, satisfied);
  expect(closed.body).toMatchObject({ stage: "closed", outcome: "satisfied" });
  await city.settled();

  expect(await city.story(caseId)).toEqual([
    "CaseOpened",
    "CaseTriaged",
    "AssignmentDispatched",
    "AssignmentAccepted",
    "FirstResponseGiven",
    "ProgressReported",
    "AssignmentResolved",
    "CallbackCompleted",
    "CaseClosed",
  ]);
  expect(await city.executions(caseId)).toEqual([{ name: `${caseId}-1`, status: "SUCCEEDED" }]);
  const deadlines = await city.deadlines(caseId);
  expect(deadlines.map(({ clock, state, kept }) => ({ clock, state, kept }))).toContainEqual({
    clock: "resolve",
    state: "stopped",
    kept: true,
  });

  const { transitions, invocations } = cloud.meter.snapshot();
  expect(sum(transitions)).toBe(12);
  expect(sum(invocations.filter(({ source }) => source === "task"))).toBe(2);
});

function sum(counts: { count: number }[]): number {
  return counts.reduce((total, { count }) => total + count, 0);
}
