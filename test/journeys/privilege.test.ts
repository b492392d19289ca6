import { expect, test } from "vitest";
import { readFunctions } from "../../local/assembly/functions.ts";
import { readMachines } from "../../local/assembly/machines.ts";
import { type Grant, readRoles } from "../../local/assembly/roles.ts";
import { type City, resolution, satisfied, startCity, unsatisfied } from "./city.ts";

/** Where IAM has another name for the call. */
const iamNames: Record<string, string> = { "lambda:Invoke": "lambda:InvokeFunction" };
/** Lambda itself reads the stream and the queues for a function, on its role. */
const byLambda =
  /^(dynamodb:(DescribeStream|GetRecords|GetShardIterator|ListStreams)|sqs:(ReceiveMessage|DeleteMessage|GetQueueAttributes|ChangeMessageVisibility))$/;
const toEverybody = /^(xray|logs):/;

test("nothing is called that its role does not allow, and next to nothing is allowed that is not called", async () => {
  const exercised = new Map<string, Set<string>>();
  const note = (principal: string, action: string) => {
    const actions = exercised.get(principal) ?? new Set<string>();
    exercised.set(principal, actions.add(action));
  };
  let broken = true;
  const city = await startCity({
    faults: {
      dynamoDb({ principal, action, input }) {
        if (action !== "TransactWriteItems") {
          note(principal, `dynamodb:${action}${input.IndexName === undefined ? "" : ` ${input.IndexName}`}`);
          return undefined;
        }
        for (const item of input.TransactItems as Record<string, unknown>[]) {
          for (const part of Object.keys(item)) note(principal, `dynamodb:${part}Item`);
        }
        return undefined;
      },
      invocation: (name) => (broken && name.endsWith("route-case") ? new Error("broken for a while") : undefined),
    },
  });
  await everything(city, () => {
    broken = false;
  });
  const { assembly, meter } = city.cloud;
  for (const { principal, service, action } of meter.snapshot().calls) {
    const call = `${service}:${action}`;
    if (service !== "dynamodb") note(principal, iamNames[call] ?? call);
  }

  const roles = new Map(readRoles(assembly).map((role) => [role.name, role]));
  const rows: string[] = [];
  const ungranted: string[] = [];
  for (const { logicalId, role, name } of [...readFunctions(assembly), ...readMachines(assembly)]) {
    const grants = roles.get(role)?.grants ?? [];
    const used = exercised.get(logicalId) ?? new Set();
    for (const call of used) if (!allowed(grants, call)) ungranted.push(`${name}: ${call}`);
    const granted = [...new Set(grants.flatMap(({ actions }) => actions))].filter(
      (action) => !byLambda.test(action) && !toEverybody.test(action),
    );
    const usedActions = new Set(
      [...used].map((call) => call.split(" ")[0] ?? "").filter((action) => !byLambda.test(action)),
    );
    const idle = granted.filter((action) => !usedActions.has(action));
    rows.push(
      `${name.padEnd(34)} granted ${granted.length}  exercised ${usedActions.size}${idle.length > 0 ? `  not exercised: ${idle.join(", ")}` : ""}`,
    );
  }
  console.log(rows.join("\n"));
  expect(ungranted).toEqual([]);
});

function allowed(grants: Grant[], call: string): boolean {
  const [action = "", index] = call.split(" ");
  return grants.some(
    ({ actions, resources, effect }) =>
      effect === "Allow" &&
      actions.includes(action) &&
      (index === undefined || resources.some((resource) => resource.endsWith(`/index/${index}`))),
  );
}

/** The requester is told at this moment. */
function solvedNow({ cloud }: City) {
  return { ...resolution, told: { ...resolution.told, at: new Date(cloud.clock.now()).toISOString() } };
}

/** Uses every call and every path of the workflow once. */
async function everything(city: City, mend: () => void): Promise<void> {
  const [caller, reviewer, office, operator] = [
    city.staff("callback"),
    city.staff("supervisor"),
    city.staff("joint-office"),
    city.staff("operator"),
  ];
  const stalled = await city.open();
  await city.until("PT5M");
  mend();
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
  const republish = readFunctions(city.cloud.assembly).find(({ name }) => name.endsWith("republish-events"));
  const range = { from: "2026-03-02T00:00:00Z", to: "2026-03-03T00:00:00Z" };
  await city.cloud.lambda.invoke(republish?.name ?? "", range, "direct");
  await unit.post(`/v1/cases/${lost.caseId}/assignments/lead/resolution`, solvedNow(city));
  await caller.post(`/v1/cases/${lost.caseId}/callbacks/1/result`, satisfied);
  await city.settled();
}
