import { expect, test } from "vitest";
import { startCity } from "./city.ts";

const returned = { reason: "not-our-duty", explanation: "不属本单位职责" };

test("a returned case is sent elsewhere, and its own clocks never stop", async () => {
  const city = await startCity();
  const { caseId } = await city.open();
  const before = (await city.case(caseId)).clocks.find(({ clock }) => clock === "resolve");
  await city.until("PT2H");
  const answer = await city.unit("station-gangqian").post(`/v1/cases/${caseId}/assignments/lead/return`, returned);
  expect(answer.status).toBe(200);
  await city.settled();
  const after = await city.case(caseId);
  expect(after).toMatchObject({
    stage: "acceptance",
    lead: { unit: "district-lanwan", row: "market" },
    returnedBy: ["station-gangqian"],
  });
  expect(after.clocks.find(({ clock }) => clock === "resolve")).toEqual(before);

  // 首接负责: still answerable, the first receiver sees on, but no longer who appealed; nor has it any say.
  const firstReceiver = city.unit("station-gangqian");
  const seen = await firstReceiver.get(`/v1/cases/${caseId}`);
  expect(seen.body).toMatchObject({ answerable: "station-gangqian", tickets: [{ requester: { name: "王**" } }] });
  expect((await firstReceiver.post(`/v1/cases/${caseId}/assignments/lead/acceptance`)).status).toBe(404);
  await city.unit("district-lanwan").post(`/v1/cases/${caseId}/assignments/lead/acceptance`);
  expect((await firstReceiver.get(`/v1/cases/${caseId}`)).status).toBe(404);
});

test("a second return becomes a dispute: the joint office designates, and a designation cannot be returned", async () => {
  const city = await startCity();
  const { caseId } = await city.open();
  await city.unit("station-gangqian").post(`/v1/cases/${caseId}/assignments/lead/return`, returned);
  await city.settled();
  await city.unit("district-lanwan").post(`/v1/cases/${caseId}/assignments/lead/return`, returned);
  await city.settled();
  expect((await city.case(caseId)).stage).toBe("dispatch");

  const office = city.staff("joint-office");
  const queue = await office.get<{ items: { caseId: string }[] }>("/v1/dispatches");
  expect(queue.body.items).toMatchObject([{ caseId, task: "dispatch" }]);
  await office.post(`/v1/cases/${caseId}/designation`, { unit: "market-order", reason: "由支队牵头" });
  await city.settled();
  expect(await city.case(caseId)).toMatchObject({ stage: "acceptance", lead: { unit: "market-order", binding: true } });
  const refused = await city.unit("market-order").post(`/v1/cases/${caseId}/assignments/lead/return`, returned);
  expect(refused).toMatchObject({ status: 409, body: { code: "DesignationBinding" } });
});

test("a dispute that the joint office leaves alone goes back to the first receiver, bindingly", async () => {
  const city = await startCity();
  const { caseId } = await city.open();
  await city.unit("station-gangqian").post(`/v1/cases/${caseId}/assignments/lead/return`, returned);
  await city.settled();
  await city.unit("district-lanwan").post(`/v1/cases/${caseId}/assignments/lead/return`, returned);
  await city.until("2026-03-03T17:31:00+08:00");
  expect(await city.case(caseId)).toMatchObject({
    lead: { unit: "station-gangqian", binding: true, by: "first-receiver" },
  });
});

test("a case that no row matches waits for the joint office under a clock, then its default row applies", async () => {
  const city = await startCity();
  const { region: _region, ...nowhere } = { region: "01.01" };
  const { caseId, stage } = await city.open({
    ...nowhere,
    region: undefined,
    title: "缺斤短两",
    body: "买虾缺斤短两，请处理",
  });
  expect(stage).toBe("dispatch");
  await city.until("PT2H");
  expect(await city.case(caseId)).toMatchObject({ stage: "acceptance", lead: { by: "default-row" } });
});
