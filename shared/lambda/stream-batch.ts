import { SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { DynamoDBBatchResponse, DynamoDBRecord } from "aws-lambda";
import { logger } from "./logger.ts";

/** A record that no retry can make readable. */
export class MalformedRecord extends Error {
  override readonly name = "MalformedRecord";
}

/** Where records go that cannot be read, so that they hold up nobody: only their keys, an operator reads the table. */
export interface Parking {
  sqs: SQSClient;
  queueUrl: string;
}

/**
 * Handles a batch of stream records one after the other. The stream is read again from the first one that failed; a
 * malformed record is parked and passed over.
 */
export async function eachRecord(
  records: DynamoDBRecord[],
  parking: Parking,
  handle: (record: DynamoDBRecord) => Promise<void>,
): Promise<DynamoDBBatchResponse> {
  for (const record of records) {
    try {
      await handle(record);
    } catch (error) {
      if (error instanceof MalformedRecord) {
        await park(record, parking);
        continue;
      }
      logger.error("a stream record failed", { error: error as Error, record: record.eventID });
      return { batchItemFailures: [{ itemIdentifier: record.dynamodb?.SequenceNumber ?? "" }] };
    }
  }
  return { batchItemFailures: [] };
}

/** Parks a record that cannot be read. */
export async function park(record: DynamoDBRecord, { sqs, queueUrl }: Parking): Promise<void> {
  const { eventID, eventSourceARN, dynamodb } = record;
  logger.error("a stream record cannot be read and is parked", { record: eventID });
  const body = { eventID, eventSourceARN, keys: dynamodb?.Keys, sequenceNumber: dynamodb?.SequenceNumber };
  await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(body) }));
}
