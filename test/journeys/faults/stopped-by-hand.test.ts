import { expect, test } from "vitest";
import { type City, resolution, satisfied, startCity } from "../city.ts";
import { stop } from "./busy-week.ts";

const lead = (caseId: string, what: string) => `/v1/cases/${caseId}/assignments/lead/${what}`;

/** A case in each of the waits that a plain case goes through. */
const waits: Record<string, (city: City, caseId: string) => Promise<unknown>> = {
  acceptance: async () => undefined,
  resolution: (city, caseId) => city.unit("station-gangqian").post(lead(caseId, "acceptance")),
  review: async (city, caseId) => {
    await waits.resolution?.(city, caseId);
    await city.unit("station-gangqian").post(lead(caseId, "resolution"), resolution);
  },
  callback: async (city, caseId) => {
    await waits.review?.(city, caseId);
    const decision = { decision: "approve", reasons: "好" };
    await city.staff("supervisor").post(`/v1/cases/${caseId}/review-decision`, decision);
  },
};

test("stopped in any wait, a case stalls, is driven again by the sweeper, and waits where it waited", async () => {
  const city = await startCity();
  const cases = new Map<string, string>();
  for (const [stage, bring] of Object.entries(waits)) {
    // Only urgent cases are reviewed, and only a general one may wait so long for its acceptance.
    const { caseId } = await city.open({ severity: stage === "acceptance" ? "general" : "urgent" });
    await bring(city, caseId);
    await city.settled();
    expect((await city.case(caseId)).stage).toBe(stage);
    cases.set(stage, caseId);
  }
  for (const caseId of cases.values()) await stop(city.cloud, `${caseId}-1`);
  await city.settled();
  for (const caseId of cases.values()) expect((await city.case(caseId)).stalled?.cause).toContain("ABORTED");

  await city.until("PT2H10M");
  for (const [stage, caseId] of cases) {
    const state = await city.case(caseId);
    expect(state).toMatchObject({ stage, epoch: 2 });
    expect(state.stalled).toBeUndefined();
    expect(await city.executions(caseId)).toMatchObject([{ status: "ABORTED" }, { status: "RUNNING" }]);
  }
});

test("people go on with a stopped case meanwhile, to its end: nothing waits for the machine", async () => {
  const city = await startCity();
  const { caseId } = await city.open();
  await stop(city.cloud, `${caseId}-1`);
  await city.settled();
  await city.unit("station-gangqian").post(lead(caseId, "acceptance"));
  await city.unit("station-gangqian").post(lead(caseId, "resolution"), resolution);
  const closed = await city.staff("callback").post(`/v1/cases/${caseId}/callbacks/1/result`, satisfied);
  expect(closed.body).toMatchObject({ stage: "closed", outcome: "satisfied" });
  await city.until("PT3H");
  expect((await city.executions(caseId)).filter(({ status }) => status === "RUNNING")).toEqual([]);
  expect((await city.story(caseId)).filter((type) => type === "CaseRedriven")).toEqual([]);
});

test("stopping the driver of an older epoch, or of a case that is closed, marks nothing", async () => {
  const city = await startCity();
  const { caseId } = await city.open();
  await stop(city.cloud, `${caseId}-1`);
  await city.until("PT1M");
  await city.staff("operator").post(`/v1/operations/cases/${caseId}/redrive`, { epoch: 1 });
  await city.settled();
  const stalls = async () => (await city.story(caseId)).filter((type) => type === "CaseStalled").length;
  expect(await stalls()).toBe(1);
  await stop(city.cloud, `${caseId}-1`).catch(() => undefined);
  await city.settled();
  expect((await city.case(caseId)).stalled).toBeUndefined();
  expect(await stalls()).toBe(1);
});
