import { expect, test } from "vitest";
import type { CaseView } from "../../shared/api/case-view.ts";
import { functionOf, resolution, satisfied, seafood, startCity } from "./city.ts";

const beach = { ...seafood, channel: "event-desk", region: "02.01", title: "啤酒节现场缺斤短两" };

interface CloseOut {
  open: number;
  done: boolean;
  last: boolean;
  cases: { caseId: string; unit: string; answerable: string; why: { en: string } }[];
}
interface Marks {
  marks: { mark: string; kept?: boolean }[];
}

test("a day of an event: at the desk, to the unit, answered, and asked on the spot before the day is closed out", async () => {
  const city = await startCity({ at: "2026-07-24T10:00:00+08:00" });
  const desk = city.person({ kind: "partner", partner: "event-desk" });
  const sent = await desk.post<{ caseId: string }>("/v1/tickets", beach);
  await city.settled();
  const { caseId } = sent.body;
  const opened = await city.case(caseId);
  expect(opened).toMatchObject({ event: "beer-festival-2026", tracks: ["event"], stage: "acceptance" });
  const unit = city.unit(opened.lead?.unit ?? "");
  const path = `/v1/cases/${caseId}/assignments/lead`;
  await unit.post(`${path}/acceptance`);
  await city.until("2026-07-24T11:00:00+08:00");
  const told = { by: "王工", how: "on-site", at: "2026-07-24T10:59:00+08:00" };
  expect((await unit.post(`${path}/resolution`, { ...resolution, told })).status).toBe(200);
  await city.until("2026-07-24T21:30:00+08:00");
  // Not the unit, no other platform: the desk.
  expect((await unit.post(`/v1/cases/${caseId}/callbacks/1/result`, satisfied)).status).toBe(403);
  expect((await city.partner.post(`/v1/cases/${caseId}/callbacks/1/result`, satisfied)).status).toBe(404);
  const asked = await desk.post<CaseView>(`/v1/cases/${caseId}/callbacks/1/result`, satisfied);
  expect(asked).toMatchObject({ status: 200, body: { stage: "closed", outcome: "satisfied" } });
  const { body } = await desk.get<Marks>(`/v1/cases/${caseId}/timeliness`);
  expect(body.marks.map(({ mark, kept }) => [mark, kept])).toEqual(
    ["received", "accepted", "passed-on", "handled", "answered"].map((mark) => [mark, true]),
  );

  await city.until("2026-07-24T22:05:00+08:00");
  const supervisor = city.staff("supervisor");
  const closeOut = await supervisor.get<CloseOut>("/v1/events/beer-festival-2026/close-outs/2026-07-24");
  expect(closeOut.body).toMatchObject({ open: 0, done: true, last: false, cases: [] });
  expect((await supervisor.get("/v1/events/ocean-festival-2026/close-outs/2026-07-24")).status).toBe(404);
  expect((await unit.get("/v1/events/beer-festival-2026/close-outs/2026-07-24")).status).toBe(403);
});

test("what an event leaves open is listed with who and why, goes up day by day, and ends with the joint office", async () => {
  const city = await startCity({ at: "2026-08-01T10:00:00+08:00" });
  const { caseId, lead } = await city.open(beach);
  await city.until("2026-08-01T22:05:00+08:00");
  const office = city.staff("joint-office");
  const read = (date: string) => office.get<CloseOut>(`/v1/events/beer-festival-2026/close-outs/${date}`);
  const first = await read("2026-08-01");
  expect(first.body).toMatchObject({ open: 1, done: true, last: false });
  expect(first.body.cases).toMatchObject([{ caseId, unit: lead?.unit, stage: "resolution", overdue: true }]);
  expect(first.body.cases[0]?.why.en).toContain("working on it");
  expect(await city.case(caseId)).toMatchObject({ closeOut: { date: "2026-08-01", tail: false } });

  // The job again, by hand and at eleven: the same list, and nobody goes up twice.
  const events = await city.story(caseId);
  const job = await functionOf("functions/events/close-out-events.ts");
  await city.cloud.lambda.invoke(job.name, {}, "schedule");
  await city.until("2026-08-01T23:30:00+08:00");
  expect((await city.story(caseId)).filter((type) => type === "CloseOutListed")).toHaveLength(1);
  expect(events.filter((type) => type === "CloseOutListed")).toHaveLength(1);
  expect((await read("2026-08-01")).body).toEqual(first.body);

  await city.until("2026-08-02T22:05:00+08:00");
  expect(await city.case(caseId)).toMatchObject({
    level: "joint-office",
    answerable: "joint-office",
    closeOut: { tail: true },
  });
  const tails = await office.get<{ items: { caseId: string; task: string }[] }>("/v1/event-tails");
  expect(tails.body.items).toMatchObject([{ caseId, task: "tail" }]);
  await city.until("2026-08-03T22:05:00+08:00");
  expect((await read("2026-08-03")).body).toMatchObject({ open: 1, last: true });

  const unit = city.unit((await city.case(caseId)).lead?.unit ?? "");
  const told = { by: "王工", how: "on-site", at: "2026-08-03T22:04:00+08:00" };
  await unit.post(`/v1/cases/${caseId}/assignments/lead/resolution`, { ...resolution, told });
  await city.settled();
  await city.partner.post(`/v1/cases/${caseId}/callbacks/1/result`, satisfied);
  await city.until("2026-08-04T23:30:00+08:00");
  expect((await read("2026-08-04")).status).toBe(404);
  expect((await office.get<{ items: unknown[] }>("/v1/event-tails")).body.items).toEqual([]);
});
