import { Buffer } from "node:buffer";
import type { JsonObject } from "../aws.ts";
import type { Execution, Status, Surroundings } from "./execution.ts";
import type { Executions } from "./executions.ts";
import { asFailure, Cancelled, errorDetails } from "./failure.ts";
import { runWorkflow } from "./interpreter.ts";
import { alarm, startThread } from "./thread.ts";

/** Takes the `detail` of EventBridge's "Step Functions Execution Status Change". */
export type OnStatusChange = (detail: JsonObject) => void | Promise<void>;

/** Starts executions and ends them. */
export interface Runner {
  start(execution: Execution): void;
  /** Ends a running execution from outside. */
  abort(execution: Execution, error: string | undefined, cause: string | undefined): void;
}

/** Makes the runner of one local Step Functions. */
export function createRunner(around: Surroundings, executions: Executions, onStatusChange: OnStatusChange): Runner {
  const { clock } = around;

  function tell(execution: Execution): void {
    void clock.work(async () => onStatusChange(statusChange(execution)));
  }

  function end(execution: Execution, status: Status, event: string, previous: number, details: JsonObject): void {
    // A time-out may overtake an end that is a few promises away.
    if (execution.status !== "RUNNING") return;
    execution.history.end(event, previous, details);
    if (typeof details.output === "string") execution.outputText = details.output;
    // AWS names the time-out of an execution in its history only.
    if (typeof details.error === "string" && status !== "TIMED_OUT") execution.error = details.error;
    if (typeof details.cause === "string") execution.cause = details.cause;
    executions.end(execution, status);
    tell(execution);
  }

  return {
    start(execution) {
      const { history, of, input, inputText } = execution;
      history.add("ExecutionStarted", 0, { input: inputText, roleArn: of.roleArn });
      tell(execution);
      let stopTimeout: (() => void) | undefined;
      const { thread } = startThread(clock, history, async (main) => {
        try {
          const { outputText } = await runWorkflow(around, execution, main, of.machine.workflow, input, inputText);
          end(execution, "SUCCEEDED", "ExecutionSucceeded", main.lastEvent, { output: outputText });
        } catch (error) {
          if (error instanceof Cancelled) return;
          end(execution, "FAILED", "ExecutionFailed", main.lastEvent, errorDetails(asFailure(error)));
        } finally {
          stopTimeout?.();
        }
      });
      execution.thread = thread;
      const { timeoutSeconds } = of.machine;
      if (timeoutSeconds === undefined) return;
      stopTimeout = alarm(clock, execution.startedAt + 1000 * timeoutSeconds, () => {
        thread.abort();
        // AWS chains this event to nothing.
        end(execution, "TIMED_OUT", "ExecutionTimedOut", 0, { error: "States.Timeout" });
      });
    },
    abort(execution, error, cause) {
      const { thread } = execution;
      if (thread === undefined) return;
      thread.abort();
      const details: JsonObject = {};
      if (error !== undefined) details.error = error;
      if (cause !== undefined) details.cause = cause;
      end(execution, "ABORTED", "ExecutionAborted", 0, details);
    },
  };
}

/** An event may have 256 KiB in all: AWS leaves out input or output that would not fit. */
const largestInEvent = 248 * 1024;

/** https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html */
function statusChange(execution: Execution): JsonObject {
  const { arn, of, name, status, startedAt, stoppedAt, inputText, outputText, error, cause } = execution;
  const inputBytes = Buffer.byteLength(inputText);
  const inputFits = inputBytes <= largestInEvent;
  const outputFits =
    outputText !== undefined && Buffer.byteLength(outputText) + (inputFits ? inputBytes : 0) <= largestInEvent;
  return {
    executionArn: arn,
    stateMachineArn: of.arn,
    name,
    status,
    startDate: startedAt,
    stopDate: stoppedAt ?? null,
    input: inputFits ? inputText : null,
    output: outputFits ? outputText : null,
    inputDetails: { included: inputFits },
    outputDetails: outputText === undefined ? null : { included: outputFits },
    error: error ?? null,
    cause: cause ?? null,
    stateMachineVersionArn: null,
    stateMachineAliasArn: null,
    redriveCount: 0,
    redriveDate: null,
    redriveStatus: null,
    redriveStatusReason: null,
  };
}
