import { expect, test } from "vitest";
import { functionOf, startCity } from "./city.ts";

test("a step that keeps failing leaves the case stalled with its cause; redriven, it goes on under a new epoch", async () => {
  const routing = await functionOf("functions/routing/route-case.ts");
  let broken = true;
  const fail = (functionName: string) =>
    broken && functionName === routing.name ? new Error("the matrix is out of order") : undefined;
  const city = await startCity({ faults: { invocation: fail } });
  const { caseId } = await city.open();
  await city.until("PT10M");

  const operator = city.staff("operator");
  const list = await operator.get<{ items: { caseId: string; cause: string; epoch: number }[] }>(
    "/v1/operations/stalled",
  );
  expect(list.body.items).toMatchObject([{ caseId, stage: "routing", epoch: 1 }]);
  expect(list.body.items[0]?.cause).toContain("the matrix is out of order");
  expect(await city.executions(caseId)).toEqual([{ name: `${caseId}-1`, status: "FAILED" }]);

  broken = false;
  const redriven = await operator.post(`/v1/operations/cases/${caseId}/redrive`, { epoch: 1 });
  expect(redriven).toMatchObject({ status: 200, body: { epoch: 2 } });
  expect(await operator.post(`/v1/operations/cases/${caseId}/redrive`, { epoch: 1 })).toMatchObject({
    status: 409,
    body: { code: "AlreadyRedriven" },
  });
  await city.settled();
  expect(await city.case(caseId)).toMatchObject({ stage: "acceptance", epoch: 2, lead: { unit: "station-gangqian" } });
  expect((await operator.get<{ items: unknown[] }>("/v1/operations/stalled")).body.items).toEqual([]);
  expect((await city.story(caseId)).slice(0, 5)).toEqual([
    "CaseOpened",
    "CaseTriaged",
    "CaseStalled",
    "CaseRedriven",
    "AssignmentDispatched",
  ]);
});

test("an execution that somebody stops is noticed, and the sweeper has the case driven again", async () => {
  const city = await startCity();
  const { caseId } = await city.open();
  const { stateMachines } = await city.cloud.stepFunctions("ListStateMachines", {}, "test");
  const [machine] = stateMachines as { stateMachineArn: string }[];
  const executionArn = `${machine?.stateMachineArn.replace(":stateMachine:", ":execution:")}:${caseId}-1`;
  await city.cloud.stepFunctions("StopExecution", { executionArn }, "test");
  await city.settled();
  expect((await city.case(caseId)).stalled?.cause).toContain("ABORTED");

  await city.until("PT2H10M");
  expect(await city.case(caseId)).toMatchObject({ stage: "acceptance", epoch: 2 });
  expect((await city.case(caseId)).stalled).toBeUndefined();
  expect(await city.executions(caseId)).toMatchObject([{ status: "ABORTED" }, { status: "RUNNING" }]);
});

test("a case whose wake-up was lost does not sleep on: the sweeper gives it a new driver", async () => {
  const city = await startCity();
  const { caseId } = await city.open();
  // As if its due time had moved earlier and the stream's reader had given the record up.
  const due = new Date(city.cloud.clock.now()).toISOString();
  await city.cloud.dynamoDb(
    "UpdateItem",
    {
      TableName: city.cloud.table.name,
      Key: { pk: { S: `CASE#${caseId}` }, sk: { S: "CASE" } },
      UpdateExpression: "SET nextDueAt = :due, dueSk = :key REMOVE waitToken",
      ExpressionAttributeValues: { ":due": { S: due }, ":key": { S: `${due}#${caseId}` } },
    },
    "test",
  );
  await city.until("PT2H");
  expect(await city.case(caseId)).toMatchObject({ stage: "acceptance", epoch: 2 });
  expect(await city.story(caseId)).toContain("CaseRedriven");
  expect(await city.executions(caseId)).toMatchObject([{ status: "RUNNING" }, { status: "RUNNING" }]);
  // The old driver wakes when its own time has come, finds the new epoch, and ends.
  await city.until("PT12H");
  expect(await city.executions(caseId)).toMatchObject([{ status: "SUCCEEDED" }, { status: "RUNNING" }]);
});
