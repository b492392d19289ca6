import { SendTaskSuccessCommand, type SFNClient } from "@aws-sdk/client-sfn";
import type { CasePosition } from "./workflow-step.ts";

const deadTokens = ["TaskTimedOut", "TaskDoesNotExist", "InvalidToken"];

/**
 * Wakes whoever waits with this token and tells where the case stands. A dead token is done, not an error: the wait has
 * timed out or ended, and whoever goes on from there reads the case. Gives whether somebody was woken.
 */
export async function wake(stepFunctions: SFNClient, taskToken: string, position: CasePosition): Promise<boolean> {
  try {
    await stepFunctions.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(position) }));
    return true;
  } catch (error) {
    if (!(error instanceof Error) || !deadTokens.includes(error.name)) throw error;
    return false;
  }
}
