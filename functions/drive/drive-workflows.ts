import { SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { SQSClient } from "@aws-sdk/client-sqs";
import type { AttributeValue, DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from "aws-lambda";
import { setting } from "../../shared/lambda/environment.ts";
import { executionName } from "../../shared/lambda/execution.ts";
import { eachRecord, MalformedRecord, type Parking } from "../../shared/lambda/stream-batch.ts";
import { wake } from "../../shared/lambda/wake.ts";
import type { CasePosition } from "../../shared/lambda/workflow-step.ts";

export interface Driving {
  stepFunctions: SFNClient;
  machineArn: string;
  /** The machine of the sensitive responses. */
  responseMachineArn: string;
  parking: Parking;
}

/** What nobody drives any more. */
const ended = new Set(["closed", "settled"]);

/**
 * Reader 1 of the table's stream, for cases and sensitive responses: starts an execution for a new epoch, and wakes the one that waits when
 * `turn` has changed. Records may come twice, late or in another order: an execution's name is taken once, and a token
 * wakes once.
 */
export const newHandler =
  (driving: Driving) =>
  ({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> =>
    eachRecord(Records, driving.parking, (record) => drive(driving, record));

async function drive(driving: Driving, { dynamodb }: DynamoDBRecord): Promise<void> {
  if (dynamodb?.NewImage === undefined) return;
  const { stepFunctions } = driving;
  const position = positionIn(dynamodb.NewImage);
  const old = dynamodb.OldImage;
  // The token of the old image: a write that raises `turn` removes it, so the new image has none, or that of a later wait.
  const token = old?.waitToken?.S;
  if (token !== undefined && old?.turn?.N !== String(position.turn)) await wake(stepFunctions, token, position);
  if (old?.epoch?.N !== String(position.epoch) && !ended.has(position.stage)) {
    const ofResponse = dynamodb.NewImage.dossierId !== undefined;
    await start(stepFunctions, ofResponse ? driving.responseMachineArn : driving.machineArn, position);
  }
}

async function start(stepFunctions: SFNClient, stateMachineArn: string, position: CasePosition): Promise<void> {
  const name = executionName(position.caseId, position.epoch);
  try {
    await stepFunctions.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(position) }));
  } catch (error) {
    // This record has come before: the execution runs, or has run.
    if (!(error instanceof Error) || error.name !== "ExecutionAlreadyExists") throw error;
  }
}

function positionIn(image: Record<string, AttributeValue>): CasePosition {
  const { caseId, version, turn, epoch, stage, nextDueAt } = image;
  if (!caseId?.S || !version?.N || !turn?.N || !epoch?.N || !stage?.S)
    throw new MalformedRecord("a case or response lacks its position");
  const position = {
    caseId: caseId.S,
    version: Number(version.N),
    turn: Number(turn.N),
    epoch: Number(epoch.N),
    stage: stage.S,
  };
  return nextDueAt?.S === undefined ? position : { ...position, nextDueAt: nextDueAt.S };
}

export const handler = newHandler({
  stepFunctions: new SFNClient({}),
  machineArn: setting("machineArn"),
  responseMachineArn: setting("responseMachineArn"),
  parking: { sqs: new SQSClient({}), queueUrl: setting("parkedRecordsQueueUrl") },
});
