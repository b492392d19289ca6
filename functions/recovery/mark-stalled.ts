import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import * as z from "zod";
import { workflow } from "../../shared/domain/actor.ts";
import { markStalled } from "../../shared/domain/commands/recover-case.ts";
import { Refusal } from "../../shared/domain/refusal.ts";
import { markResponseStalled } from "../../shared/domain/response/recover-response.ts";
import { setting } from "../../shared/lambda/environment.ts";
import { executionOf } from "../../shared/lambda/execution.ts";
import { logger } from "../../shared/lambda/logger.ts";
import { type CaseStore, changeCase, connectCaseStore } from "../../shared/table/case-store.ts";
import { changeResponse } from "../../shared/table/response-store.ts";

/** What the state machine hands over when a step keeps failing. */
interface FailedStep {
  caseId: string;
  epoch: number;
  error: { Error?: string; Cause?: string };
}

/** "Step Functions Execution Status Change", as EventBridge tells it: FAILED, TIMED_OUT or ABORTED. */
const StatusChange = z.object({
  detail: z.object({
    stateMachineArn: z.string(),
    name: z.string(),
    status: z.string(),
    error: z.string().nullish(),
    cause: z.string().nullish(),
  }),
});

/**
 * Marks a case that no workflow drives any more: asked by the state machine itself, or by the queue of executions that
 * ended badly. Both may tell of the same end; a case is marked once, and one that is closed or driven anew not at all. The
 * same for sensitive responses, whose machine leaves it to the queue.
 */
export const newHandler =
  (store: CaseStore, responseMachineArn: string) =>
  async (event: FailedStep | SQSEvent): Promise<SQSBatchResponse | undefined> => {
    if (!("Records" in event)) {
      const { caseId, epoch, error } = event;
      await mark(store, caseId, epoch, `${error.Error ?? "failed"}: ${causeOf(error.Cause)}`);
      return undefined;
    }
    const batchItemFailures: SQSBatchResponse["batchItemFailures"] = [];
    for (const { messageId, body } of event.Records) {
      try {
        const { stateMachineArn, name, status, error, cause } = StatusChange.parse(JSON.parse(body)).detail;
        const driven = executionOf(name);
        // Somebody started it by hand, under a name of their own: it drives no case.
        if (driven === undefined) continue;
        const { caseId, epoch } = driven;
        await (stateMachineArn === responseMachineArn ? markResponse : mark)(
          store,
          caseId,
          epoch,
          `execution ${status}${error ? `, ${error}` : ""}${cause ? `: ${causeOf(cause)}` : ""}`,
        );
      } catch (error) {
        logger.error("a failed execution could not be marked", { error: error as Error, messageId });
        batchItemFailures.push({ itemIdentifier: messageId });
      }
    }
    return { batchItemFailures };
  };

async function mark(store: CaseStore, caseId: string, epoch: number, cause: string): Promise<void> {
  try {
    await changeCase(store, workflow("recovery"), caseId, (current, context) =>
      markStalled(current, epoch, cause, context),
    );
  } catch (error) {
    // An execution without a case was not started by the stream: there is nothing to mark.
    if (!(error instanceof Refusal)) throw error;
    logger.warn("a failed execution names no case", { caseId });
  }
}

async function markResponse(store: CaseStore, caseId: string, epoch: number, cause: string): Promise<void> {
  try {
    await changeResponse(store, workflow("recovery"), caseId, (current, context) =>
      markResponseStalled(current, epoch, cause, context),
    );
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    logger.warn("a failed execution names no response", { caseId });
  }
}

/** A failed function tells its cause as JSON; people want the sentence in it. */
function causeOf(cause = "unknown"): string {
  try {
    const { errorMessage } = JSON.parse(cause) as { errorMessage?: unknown };
    return typeof errorMessage === "string" ? errorMessage : cause;
  } catch {
    return cause;
  }
}

export const handler = newHandler(connectCaseStore(), setting("responseMachineArn"));
