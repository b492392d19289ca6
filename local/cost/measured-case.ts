import { executionName } from "../../shared/lambda/execution.ts";
import type { Callers } from "../callers.ts";
import type { Cloud } from "../cloud.ts";
import type { CaseWalk } from "./case-walk.ts";
import { type Usage, usageBetween } from "./usage.ts";

/** What one case uses, measured alone. */
export interface MeasuredCase extends Usage {
  caseId: string;
  /** Events in the histories of its executions for each transition. */
  executionEventsPerTransition: number;
}

/**
 * Meters what happens while `take` takes one case along its path to the end. Nothing else may happen meanwhile but what
 * schedules do, which is left out. Throws an Error when the case is not closed then.
 */
export async function measureCase(
  cloud: Cloud,
  callers: Callers,
  take: () => Promise<CaseWalk>,
): Promise<MeasuredCase> {
  const [before, requestsBefore] = [cloud.meter.snapshot(), callers.calls.requests];
  const walk = await take();
  await cloud.clock.idle();
  const after = cloud.meter.snapshot();
  const requests = callers.calls.requests - requestsBefore;
  const { stage, seq: events, epoch } = await walk.look();
  if (stage !== "closed") throw new Error(`the case is in stage ${stage} at the end of its path`);
  const measured = { functions: cloud.lambda.functions, requests, events };
  const { transitions } = usageBetween(before, after, { ...measured, executionEventsPerTransition: 0 });
  const executionEventsPerTransition = (await executionEvents(cloud, walk.caseId, epoch)) / transitions;
  const usage = usageBetween(before, after, { ...measured, executionEventsPerTransition });
  return { ...usage, caseId: walk.caseId, executionEventsPerTransition };
}

/** Length of the histories of the case's executions, one for each epoch. */
async function executionEvents({ stepFunctions }: Cloud, caseId: string, epochs: number): Promise<number> {
  const { stateMachines } = await stepFunctions("ListStateMachines", {}, "cli");
  const [machine] = stateMachines as { stateMachineArn: string }[];
  if (machine === undefined) throw new Error("the assembly defines no state machine");
  const execution = machine.stateMachineArn.replace(":stateMachine:", ":execution:");
  let events = 0;
  for (let epoch = 1; epoch <= epochs; epoch += 1) {
    const executionArn = `${execution}:${executionName(caseId, epoch)}`;
    const history = await stepFunctions("GetExecutionHistory", { executionArn, maxResults: 1000 }, "cli");
    events += (history.events as object[]).length;
  }
  return events;
}
