import { DescribeExecutionCommand, SFNClient } from "@aws-sdk/client-sfn";
import { workflow } from "../../shared/domain/actor.ts";
import { type Driven, lookAgainAt, redriveCase } from "../../shared/domain/commands/recover-case.ts";
import { addMillis } from "../../shared/domain/instant.ts";
import { Refusal } from "../../shared/domain/refusal.ts";
import { redriveResponse } from "../../shared/domain/response/recover-response.ts";
import { setting } from "../../shared/lambda/environment.ts";
import { executionArn, executionName } from "../../shared/lambda/execution.ts";
import { logger } from "../../shared/lambda/logger.ts";
import { wake } from "../../shared/lambda/wake.ts";
import { positionOf } from "../../shared/lambda/workflow-step.ts";
import { type CaseStore, changeCase, connectCaseStore } from "../../shared/table/case-store.ts";
import { loadWait } from "../../shared/table/cases.ts";
import { shardOf } from "../../shared/table/keys.ts";
import { casesDueBefore } from "../../shared/table/open-cases.ts";
import { changeResponse } from "../../shared/table/response-store.ts";
import { loadResponse } from "../../shared/table/responses.ts";

const minute = 60_000;
/** How long after `nextDueAt` a case counts as forgotten, in milliseconds. */
const grace = 10 * minute;
/**
 * How long a running execution may leave an overdue case without a wait before it is given up, in milliseconds. A step
 * takes seconds; by then a wake-up has been lost, and the execution sleeps on for a token that is gone.
 */
const lostWakeUp = 30 * minute;
/** What one run recovers at most: the rest is found by the next one, and a mass failure does not become a storm. */
const mostPerRun = 200;

export interface Recovery {
  store: CaseStore;
  stepFunctions: SFNClient;
  machineArn: string;
  /** The machine of the sensitive responses. */
  responseMachineArn: string;
}

/** What the sweeper recovers: a case, or the response to one. */
interface Recoverable {
  machineArn: string;
  load(): Promise<{ state: Standing | undefined; waitToken: string | undefined }>;
  redrive(epoch: number): Promise<unknown>;
}
/** Where it stands, and when somebody must look at it. */
type Standing = Driven & Parameters<typeof positionOf>[0];

/**
 * Finds open cases and responses that should have been looked at and were not, and stalled ones. One whose execution runs
 * is woken; one whose execution does not run, or has lost its wake-up, gets a new epoch, and with it a new execution.
 * Running twice is harmless.
 */
export const newHandler = (recovery: Recovery) => async (): Promise<Outcome> => {
  const swept: Outcome = { woken: 0, redriven: 0, failed: 0 };
  const { store } = recovery;
  const overdueSince = addMillis(store.now(), -grace);
  // Each run begins at another shard, so that what fills the first ones starves no others.
  const firstShard = shardOf(store.now());
  for await (const { caseId, response } of casesDueBefore(store.table, overdueSince, firstShard)) {
    if (swept.woken + swept.redriven + swept.failed >= mostPerRun) break;
    try {
      const result = await recover(recovery, caseId, (response ? responseTo : theCase)(recovery, caseId), overdueSince);
      if (result !== undefined) swept[result] += 1;
    } catch (error) {
      // One case that cannot be recovered must not keep the others from it.
      swept.failed += 1;
      logger.error("an overdue case could not be recovered", { error: error as Error, caseId });
    }
  }
  if (swept.woken + swept.redriven + swept.failed > 0) logger.info("swept", { ...swept });
  // Seen as an error of the function: its alarm tells the operator.
  if (swept.failed > 0) throw new Error(`${swept.failed} overdue cases could not be recovered: see the log`);
  return swept;
};

interface Outcome {
  woken: number;
  redriven: number;
  failed: number;
}

async function recover(
  { store, stepFunctions }: Recovery,
  caseId: string,
  { machineArn, load, redrive }: Recoverable,
  overdueSince: string,
): Promise<keyof { woken: 1; redriven: 1 } | undefined> {
  const { state, waitToken } = await load();
  if (state === undefined || state.stage === "closed" || state.stage === "settled") return undefined;
  if ((lookAgainAt(state) ?? overdueSince) >= overdueSince) return undefined;
  const running =
    state.stalled === undefined &&
    (await runs(stepFunctions, executionArn(machineArn, executionName(caseId, state.epoch))));
  // A dead token wakes nobody: a registration that came too late may have left one behind.
  if (running && waitToken !== undefined && (await wake(stepFunctions, waitToken, positionOf(state)))) return "woken";
  if (running && (lookAgainAt(state) ?? "") >= addMillis(store.now(), -lostWakeUp)) return undefined;
  try {
    await redrive(state.epoch);
    return "redriven";
  } catch (error) {
    // Closed or redriven by somebody else meanwhile: what we came for is done.
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

function theCase({ store, machineArn }: Recovery, caseId: string): Recoverable {
  return {
    machineArn,
    load: () => loadWait(store.table, caseId),
    redrive: (epoch) =>
      changeCase(store, workflow("sweeper"), caseId, (current, context) =>
        redriveCase(current, epoch, "sweeper", context),
      ),
  };
}

function responseTo({ store, responseMachineArn }: Recovery, caseId: string): Recoverable {
  return {
    machineArn: responseMachineArn,
    load: () => loadResponse(store.table, caseId),
    redrive: (epoch) =>
      changeResponse(store, workflow("sweeper"), caseId, (current, context) =>
        redriveResponse(current, epoch, "sweeper", context),
      ),
  };
}

async function runs(stepFunctions: SFNClient, arn: string): Promise<boolean> {
  try {
    const { status } = await stepFunctions.send(new DescribeExecutionCommand({ executionArn: arn }));
    return status === "RUNNING";
  } catch (error) {
    if (error instanceof Error && error.name === "ExecutionDoesNotExist") return false;
    throw error;
  }
}

export const handler = newHandler({
  store: connectCaseStore(),
  stepFunctions: new SFNClient({}),
  machineArn: setting("machineArn"),
  responseMachineArn: setting("responseMachineArn"),
});
