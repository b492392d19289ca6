import { SendTaskSuccessCommand, type SFNClient } from "@aws-sdk/client-sfn";
import type { CasePosition } from "./workflow-step.ts";

const deadTokens = ["TaskTimedOut", "TaskDoesNotExist", "InvalidToken"];

/**
 * Wakes whoever waits with this token and tells where the case stands. A dead token is done, not an error: the wait has
 * timed out or ended, and whoever goes on from there reads the case.
 */
export async function wake(stepFunctions: SFNClient, taskToken: string, position: CasePosition): Promise<void> {
  try {
    await stepFunctions.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(position) }));
  } catch (error) {
    if (!(error instanceof Error) || !deadTokens.includes(error.name)) throw error;
  }
}
