import { expect, test } from "vitest";
import { readMachines } from "../../local/assembly/machines.ts";
import { AwsError } from "../../local/aws.ts";
import type { ServiceCall } from "../../local/faults.ts";
import { type City, functionOf, resolution, satisfied, seafood, startCity, unsatisfied } from "./city.ts";
import { eventsWithFair, leaveOpenAtFair } from "./event-uses.ts";
import { heldRolesText, holdRoles } from "./held-roles.ts";
import { bringInNextYear } from "./next-year.ts";
import { respondInStep } from "./sensitive-uses.ts";

test("each role allows exactly what is done under it, action by action and resource by resource", {
  timeout: 300_000,
}, async () => {
  const calls: ServiceCall[] = [];
  const faults = { routing: false, conflict: false, closeOut: false };
  const routing = await functionOf("functions/routing/route-case.ts");
  const closeOut = await functionOf("functions/events/close-out-events.ts");
  const city = ofManyRequesters(
    await startCity({
      faults: {
        call(call, phase) {
          if (phase === "before") calls.push(call);
          if (
            faults.closeOut &&
            call.principal === closeOut.logicalId &&
            JSON.stringify(call).includes("CloseOutListed")
          ) {
            faults.closeOut = false;
            return new AwsError("ValidationException", "Nobody knows why");
          }
          // Another write of the case is under way at the moment when a wait is registered.
          if (!faults.conflict || call.action !== "UpdateItem") return undefined;
          faults.conflict = false;
          return new AwsError("TransactionConflictException", "Transaction is ongoing for the item");
        },
        invocation: (name) => (faults.routing && name === routing.name ? new Error("broken for a while") : undefined),
      },
    }),
  );
  await everything(city, faults);

  const { assembly, meter } = city.cloud;
  const tasks = meter.snapshot().invocations.filter(({ source }) => source === "task");
  const calledByTasks = new Set(tasks.map((task) => task.function));
  const roles = holdRoles(assembly, calls, calledByTasks);
  console.log(heldRolesText(roles));
  expect(roles.filter(({ ungranted }) => ungranted.length > 0)).toEqual([]);
  expect(roles.filter(({ granted, exercised }) => granted !== exercised)).toEqual([]);

  // It would be seen: one path less, one call more on another resource.
  const [machine] = readMachines(assembly);
  const withoutReload = calls.filter((call) => call.principal !== machine?.logicalId || call.action !== "GetItem");
  expect(holdRoles(assembly, withoutReload, calledByTasks).flatMap(({ idle }) => idle)).toEqual([
    expect.stringContaining("dynamodb:GetItem on table/"),
  ]);
  const cases = await functionOf("functions/cases/handler.ts");
  const stray = { service: "dynamodb", action: "Query", principal: cases.logicalId } as const;
  const input = { TableName: city.cloud.table.name, IndexName: "worklist" };
  expect(holdRoles(assembly, [...calls, { ...stray, input }], calledByTasks).flatMap((role) => role.ungranted)).toEqual(
    [expect.stringContaining("/index/worklist")],
  );
});

/** The requester is told at this moment. */
function solvedNow({ cloud }: City) {
  return { ...resolution, told: { ...resolution.told, at: new Date(cloud.clock.now()).toISOString() } };
}

/** Every appeal comes from somebody else: appeals of one requester on one matter would become one case. */
function ofManyRequesters(city: City): City {
  let sent = 0;
  const open: City["open"] = (ticket) => {
    sent += 1;
    return city.open({ requester: { name: "王女士", phone: `138000001${String(sent).padStart(2, "0")}` }, ...ticket });
  };
  return { ...city, open };
}

/** Uses every call and every path of the workflow once. */
async function everything(
  city: City,
  faults: { routing: boolean; conflict: boolean; closeOut: boolean },
): Promise<void> {
  const [caller, reviewer, office, operator] = [
    city.staff("callback"),
    city.staff("supervisor"),
    city.staff("joint-office"),
    city.staff("operator"),
  ];
  faults.routing = true;
  const stalled = await city.open();
  await city.until("PT5M");
  faults.routing = false;
  await operator.get("/v1/operations/stalled");
  await operator.post(`/v1/operations/cases/${stalled.caseId}/redrive`, { epoch: 1 });
  await city.settled();
  for (const path of ["timeline", "deadlines"]) await city.partner.get(`/v1/cases/${stalled.caseId}/${path}`);
  await city.partner.get("/v1/cases?externalRef=t-1");
  const returned = { reason: "not-our-duty", explanation: "不属本单位" };
  await city.unit("station-gangqian").get("/v1/units/station-gangqian/worklist");
  await city.unit("station-gangqian").post(`/v1/cases/${stalled.caseId}/assignments/lead/return`, returned);
  await city.settled();
  await city.unit("district-lanwan").post(`/v1/cases/${stalled.caseId}/assignments/lead/return`, returned);
  await city.settled();
  await office.get("/v1/dispatches");
  await office.post(`/v1/cases/${stalled.caseId}/designation`, { unit: "market-order", reason: "牵头" });

  await administrate(city);
  await leaveOpenAtFair(city, faults);
  const { caseId } = await city.open({ severity: "urgent" });
  const unit = city.unit("station-gangqian");
  await unit.post(`/v1/cases/${caseId}/assignments/lead/acceptance`);
  await unit.post(`/v1/cases/${caseId}/assignments/lead/first-response`, { how: "phone", summary: "已联系" });
  await unit.post(`/v1/cases/${caseId}/assignments/lead/progress`, { note: "已到现场" });
  await unit.post(`/v1/cases/${caseId}/assignments/lead/resolution`, solvedNow(city));
  await reviewer.get("/v1/reviews");
  await reviewer.post(`/v1/cases/${caseId}/review-decision`, { decision: "approve", reasons: "好" });
  await caller.get("/v1/callbacks");
  await caller.post(`/v1/cases/${caseId}/callbacks/1/attempts`, { outcome: "no-answer" });
  await city.until("2026-03-03T10:00:00+08:00");
  await caller.post(`/v1/cases/${caseId}/callbacks/1/result`, unsatisfied);
  await city.partner.post(`/v1/cases/${caseId}/withdrawal`, { reason: "算了" });
  await caller.post(`/v1/cases/${caseId}/callbacks/2/result`, { withdrawal: "confirmed" });
  await city.partner.post(`/v1/cases/${caseId}/reopening`, { reason: "没有" });
  await city.partner.post("/v1/tickets", {
    channel: "app",
    title: "表扬",
    body: "感谢王所长",
    kind: "praise",
    region: "01.01",
  });

  await listAndRelease(city);

  // Nobody dispatches what no row matches: the default row applies, and takes it off the joint office's list.
  await city.open({ region: undefined, title: "缺斤短两", body: "买虾缺斤短两，请处理" });
  // Time for milestones, and for the sweeper to find a lost start and an overdue wait.
  const lost = await city.open();
  const [machine] = (await city.cloud.stepFunctions("ListStateMachines", {}, "test")).stateMachines as {
    stateMachineArn: string;
  }[];
  const executionArn = `${machine?.stateMachineArn.replace(":stateMachine:", ":execution:")}:${lost.caseId}-1`;
  await city.cloud.stepFunctions("StopExecution", { executionArn }, "test");
  await city.until("P4D");
  const republish = await functionOf("functions/publish/republish-events.ts");
  const range = { from: "2026-03-02T00:00:00Z", to: "2026-03-03T00:00:00Z" };
  await city.cloud.lambda.invoke(republish.name, range, "direct");
  await unit.post(`/v1/cases/${lost.caseId}/assignments/lead/resolution`, solvedNow(city));
  await caller.post(`/v1/cases/${lost.caseId}/callbacks/1/result`, satisfied);
  await city.settled();
  await whatIsRare(city, faults);
  await respondInStep(city, faults);
  // Until nobody has decided on the proposal, and the daily round over the abnormal list says so.
  await city.until("P5D");
}

/** 异常名录: a proposal, the requester's appeal, its end; the daily round looks after it, and finds whom to propose. */
async function listAndRelease(city: City): Promise<void> {
  const officer = city.person({ kind: "triage-officer", id: "officer-1" });
  const requester = { name: "王女士", phone: "13877770000" };
  const { caseId } = await city.open({ requester });
  const path = `/v1/cases/${caseId}/abnormal-listing`;
  const { body } = await officer.post<{ entryId: string }>(path, { evidence: "四十家", months: 1 });
  await officer.get("/v1/abnormal-list");
  await city.staff("supervisor").post(`/v1/abnormal-list/${body.entryId}/decision`, { decision: "list", reason: "足" });
  // Referred elsewhere, the requester tells more: it is screened again, and taken off the callback staff's list.
  const referred = await city.open({ requester, externalRef: "referred", title: "合同纠纷", body: "房东不退押金" });
  await city.staff("screening-officer").post(`/v1/cases/${referred.caseId}/screening-decision`, {
    ...{ decision: "referred", reason: "合同纠纷", remedy: "可申请复议", referTo: "litigation" },
    violationLead: "房东无证出租",
  });
  await city.partner.post("/v1/tickets", { ...seafood, externalRef: "referred", body: "补充：房东还断水断电" });
  await city.partner.post(`${path}/appeal`, { words: "不对" });
  await city.staff("joint-office").post(`/v1/abnormal-list/${body.entryId}/appeal-decision`, {
    ...{ decision: "lift", reason: "属实" },
  });
  await officer.post(path, { evidence: "四十家", months: 1 });
}

/** Brings in the next year, and tries to take it back while cases are open that may run into it. */
async function administrate(city: City): Promise<void> {
  await bringInNextYear(city, eventsWithFair());
  const administrator = city.staff("administrator");
  await administrator.post("/v1/directory/rollbacks", {});
  await administrator.get("/v1/directory/versions");
  await administrator.get("/v1/units/market-supervision/duty");
}

/** What happens only when something went wrong before, each by what makes it happen. */
async function whatIsRare(city: City, faults: { conflict: boolean }): Promise<void> {
  const { clock, dynamoDb, table } = city.cloud;
  // A wait that could not be registered at once: by the second try the case has moved on, and is read anew.
  faults.conflict = true;
  const moved = await city.open();
  await city.unit("station-gangqian").post(`/v1/cases/${moved.caseId}/assignments/lead/acceptance`);
  await city.until("PT1M");

  // A wait that sleeps too long, as somebody has moved the case's next moment past the program: the sweeper wakes it.
  const overslept = await city.open();
  const due = new Date(clock.now()).toISOString();
  const key = { pk: { S: `CASE#${overslept.caseId}` }, sk: { S: "CASE" } };
  const earlier = {
    UpdateExpression: "SET nextDueAt = :due, dueSk = :key",
    ExpressionAttributeValues: { ":due": { S: due }, ":key": { S: `${due}#${overslept.caseId}` } },
  };
  await dynamoDb("UpdateItem", { TableName: table.name, Key: key, ...earlier }, "test");
  await city.until("PT2H");

  // Records that no program of today can read: both readers put them aside.
  for (const sk of ["CASE", "EVENT#0000000001"])
    await dynamoDb("PutItem", { TableName: table.name, Item: { pk: { S: "CASE#unreadable" }, sk: { S: sk } } }, "test");
  await city.settled();
}
