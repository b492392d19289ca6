import { type Assembly, resourcesOf } from "./assembly.ts";
import { flag, members, number, required } from "./properties.ts";

export interface QueueDefinition {
  logicalId: string;
  name: string;
  arn: string;
  url: string;
  fifo: boolean;
  delaySeconds: number;
  visibilityTimeoutSeconds: number;
  retentionSeconds: number;
  receiveWaitSeconds: number;
  /** Where a message goes after it was received `maxReceiveCount` times and not deleted. */
  deadLetter: { queueArn: string; maxReceiveCount: number } | undefined;
}

/** The queues of the app, with the service's defaults where the template is silent. */
export function readQueues(assembly: Assembly): QueueDefinition[] {
  return resourcesOf(assembly, "AWS::SQS::Queue").map(({ logicalId, name, arn, ref, properties }) => {
    const { deadLetterTargetArn, maxReceiveCount } = members(properties.RedrivePolicy);
    return {
      logicalId,
      name,
      arn,
      url: ref,
      fifo: flag(properties.FifoQueue) ?? false,
      delaySeconds: number(properties.DelaySeconds) ?? 0,
      visibilityTimeoutSeconds: number(properties.VisibilityTimeout) ?? 30,
      retentionSeconds: number(properties.MessageRetentionPeriod) ?? 345_600,
      receiveWaitSeconds: number(properties.ReceiveMessageWaitTimeSeconds) ?? 0,
      deadLetter:
        deadLetterTargetArn === undefined
          ? undefined
          : {
              queueArn: required(deadLetterTargetArn, `the dead-letter queue of ${name}`),
              maxReceiveCount: number(maxReceiveCount) ?? 10,
            },
    };
  });
}
