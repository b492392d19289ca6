import type { CaseView } from "../../shared/api/case-view.ts";
import type { Receipt } from "../../shared/api/ticket.ts";
import { leadOf } from "../../shared/domain/case.ts";
import type { WrittenCase } from "../../shared/domain/decision.ts";
import { executionName } from "../../shared/lambda/execution.ts";
import { loadCase } from "../../shared/table/cases.ts";
import type { Cloud } from "../cloud.ts";
import { type Callers, createCallers } from "../callers.ts";
import { type Usage, usageBetween } from "./usage.ts";

/** What one plain case uses, measured alone. */
export interface PlainCase extends Usage {
  /** Events in its execution's history for each transition. */
  executionEventsPerTransition: number;
  /** The cases that were run for it; the first only warms up the functions. */
  caseIds: string[];
}

/** A complaint to which nothing special happens, about the harbour of the sample city. */
const ticket = {
  channel: "hotline-12345",
  kind: "complaint",
  category: "01.01.01",
  region: "01.01",
  title: "海鲜市场缺斤短两",
  body: "今天上午在海鲜市场买虾，回家复称少了三两，摊主拒绝退款，请协调处理。",
  requester: { name: "王女士", phone: "13800000001" },
};

/**
 * Runs a plain case: ticket, acceptance, first response, resolution, a satisfied callback, five calls. The clock must be
 * manual and show an hour in which people are called. Throws an Error when the case does not go the plain way.
 */
export async function measurePlainCase(cloud: Cloud): Promise<PlainCase> {
  const callers = createCallers(cloud);
  try {
    const warmUp = await runPlainCase(cloud, callers, 1);
    const [before, requestsBefore] = [cloud.meter.snapshot(), callers.calls.requests];
    const { caseId, seq } = await runPlainCase(cloud, callers, 2);
    const after = cloud.meter.snapshot();
    const requests = callers.calls.requests - requestsBefore;
    const historyEvents = await executionEvents(cloud, caseId);
    const { functions } = cloud.lambda;
    const { transitions } = usageBetween(before, after, {
      functions,
      requests,
      events: seq,
      executionEventsPerTransition: 0,
    });
    const executionEventsPerTransition = historyEvents / transitions;
    const usage = usageBetween(before, after, { functions, requests, events: seq, executionEventsPerTransition });
    return { ...usage, executionEventsPerTransition, caseIds: [warmUp.caseId, caseId] };
  } finally {
    callers.close();
  }
}

async function runPlainCase(cloud: Cloud, callers: Callers, number: number): Promise<{ caseId: string; seq: number }> {
  const { clock } = cloud;
  const step = async <Body extends { stage: string }>(
    path: string,
    actor: Parameters<Callers["as"]>[0],
    body?: object,
  ) => {
    const answer = await clock.work(() => callers.as(actor).post<Body>(path, body));
    await clock.idle();
    if (answer.status < 300) return answer.body;
    throw new Error(`the plain case was refused at ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  };
  const externalRef = `plain-${number}`;
  const { caseId } = await step<Receipt>(
    "/v1/tickets",
    { kind: "partner", partner: ticket.channel },
    { externalRef, ...ticket },
  );
  // The unit is looked up past the API: a list that somebody reads shows many cases.
  const unit = leadOf(await keptCase(cloud, caseId))?.unit ?? "";
  const path = `/v1/cases/${caseId}/assignments/lead`;
  await step<CaseView>(`${path}/acceptance`, { kind: "unit", unit });
  await step<CaseView>(`${path}/first-response`, { kind: "unit", unit }, { how: "phone", summary: "已联系" });
  await step<CaseView>(
    `${path}/resolution`,
    { kind: "unit", unit },
    {
      ...{
        result: "solved",
        measures: "责令摊主退还差价并校秤",
        evidence: ["现场照片"],
        replyText: "您反映的问题已处理。",
      },
      told: { by: unit, how: "phone", at: new Date(clock.now()).toISOString() },
    },
  );
  const answer = { resolved: "yes", satisfiedWithHandling: 5, satisfiedWithResult: 5, words: "满意" };
  await step<CaseView>(`/v1/cases/${caseId}/callbacks/1/result`, { kind: "callback" }, answer);
  const { stage, seq } = await keptCase(cloud, caseId);
  if (stage !== "closed") throw new Error(`the plain case is in stage ${stage} after a satisfied callback`);
  return { caseId, seq };
}

async function keptCase({ table }: Cloud, caseId: string): Promise<WrittenCase> {
  const found = await loadCase(table, caseId);
  if (found === undefined) throw new Error(`the plain case ${caseId} is not in the table`);
  return found;
}

/** Length of the history of the case's one execution. */
async function executionEvents({ stepFunctions }: Cloud, caseId: string): Promise<number> {
  const { stateMachines } = await stepFunctions("ListStateMachines", {}, "cli");
  const [machine] = stateMachines as { stateMachineArn: string }[];
  if (machine === undefined) throw new Error("the assembly defines no state machine");
  const execution = machine.stateMachineArn.replace(":stateMachine:", ":execution:");
  const executionArn = `${execution}:${executionName(caseId, 1)}`;
  const { events } = await stepFunctions("GetExecutionHistory", { executionArn, maxResults: 1000 }, "cli");
  return (events as object[]).length;
}
