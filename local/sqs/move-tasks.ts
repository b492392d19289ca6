import { randomUUID } from "node:crypto";
import { AwsError, type JsonObject } from "../aws.ts";
import type { Clock } from "../clock.ts";
import type { Queue } from "./queue.ts";

interface Queues {
  find(arn: string): Queue;
  all(): Queue[];
}

/** Moves dead letters back, all at once whatever rate is asked for: locally there is nobody to spare. */
export function createMoveTasks(clock: Clock, queues: Queues) {
  const finished: JsonObject[] = [];

  return {
    /** StartMessageMoveTask: to the destination, or back to the queue each message came from. */
    start({ SourceArn, DestinationArn }: JsonObject): JsonObject {
      const source = queues.find(String(SourceArn));
      if (sourcesOf(source.definition.arn).length === 0) {
        throw new AwsError("UnsupportedOperation", "Source queue must be configured as a Dead Letter Queue.");
      }
      const moved = moveAll(source, typeof DestinationArn === "string" ? queues.find(DestinationArn) : undefined);
      const task = {
        TaskHandle: randomUUID(),
        Status: "COMPLETED",
        SourceArn: source.definition.arn,
        ...(typeof DestinationArn === "string" && { DestinationArn }),
        ApproximateNumberOfMessagesMoved: moved,
        ApproximateNumberOfMessagesToMove: moved,
        StartedTimestamp: clock.now(),
      };
      finished.unshift(task);
      finished.splice(100);
      return { TaskHandle: task.TaskHandle };
    },
    /** ListMessageMoveTasks: the latest first. */
    list({ SourceArn, MaxResults = 1 }: JsonObject): JsonObject {
      const ofSource = finished.filter((task) => task.SourceArn === SourceArn);
      return { Results: ofSource.slice(0, Number(MaxResults)).map(({ TaskHandle: _, ...result }) => result) };
    },
    sourcesOf,
  };

  /** The queues whose dead letters go to `arn`. */
  function sourcesOf(arn: string): Queue[] {
    return queues.all().filter(({ definition }) => definition.redrive?.deadLetterTargetArn === arn);
  }

  function moveAll(source: Queue, destination: Queue | undefined): number {
    const sources = sourcesOf(source.definition.arn);
    let moved = 0;
    for (const message of source.receive({ max: source.counts().visible })) {
      const home = sources.find(({ definition }) => definition.arn === message.deadLetterSourceArn) ?? sources[0];
      const { body, attributes, senderId } = message;
      // A new message with a new id and a new count, as on AWS.
      (destination ?? home)?.send({ body, attributes, senderId });
      source.remove(message.receipt ?? "");
      moved += 1;
    }
    return moved;
  }
}
