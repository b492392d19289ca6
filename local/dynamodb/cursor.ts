import { AwsError, type AwsService, type JsonObject } from "../aws.ts";

/** A record as GetRecords answers it. */
export type ChangeRecord = {
  eventID: string;
  eventName: string;
  eventVersion: string;
  eventSource: string;
  awsRegion: string;
  dynamodb: {
    SequenceNumber: string;
    /** Seconds since 1970. */
    ApproximateCreationDateTime: number;
    Keys: JsonObject;
    NewImage?: JsonObject;
    OldImage?: JsonObject;
    SizeBytes: number;
    StreamViewType: string;
  };
};

/** The last record that is done with. */
export interface StreamPosition {
  streamArn: string;
  shardId: string;
  sequenceNumber: string;
}

export interface StreamCursor {
  /** The next records, oldest first; none when the reader has caught up. */
  read(): Promise<{ shardId: string; records: ChangeRecord[] }>;
}

const pageSize = 1000;

/**
 * Reads a stream shard by shard, from `after` on, or from its oldest record (or its end) without one. A position in
 * another stream than `streamArn` counts as none: the table was made anew.
 */
export function openStream(
  service: AwsService,
  streamArn: string,
  principal: string,
  { after, from = "TRIM_HORIZON" }: { after?: StreamPosition; from?: "TRIM_HORIZON" | "LATEST" } = {},
): StreamCursor {
  const known = after?.streamArn === streamArn ? after : undefined;
  let shardId = known?.shardId;
  let sequenceNumber = known?.sequenceNumber;
  let start = from;
  let iterator: string | undefined;

  return {
    async read() {
      for (;;) {
        iterator ??= await newIterator();
        if (iterator === undefined) return { shardId: shardId ?? "", records: [] };
        const page = await service("GetRecords", { ShardIterator: iterator, Limit: pageSize }, principal).catch(forget);
        const records = (page.Records ?? []) as ChangeRecord[];
        iterator = typeof page.NextShardIterator === "string" ? page.NextShardIterator : undefined;
        sequenceNumber = records.at(-1)?.dynamodb.SequenceNumber ?? sequenceNumber;
        const reached = { shardId: shardId ?? "", records };
        // A shard without a next iterator is closed: its child goes on where it ends.
        if (iterator === undefined && !(await goToNextShard())) return reached;
        if (records.length > 0 || iterator !== undefined) return reached;
      }
    },
  };

  /** Iterators expire; the next read makes a new one from the position. */
  function forget(error: unknown): never {
    iterator = undefined;
    throw error;
  }

  async function newIterator(): Promise<string | undefined> {
    const shards = await shardIds();
    if (shardId === undefined || !shards.includes(shardId)) {
      // A position in a shard that is gone: what is left of the stream begins after it.
      if (shardId !== undefined) start = "TRIM_HORIZON";
      shardId = start === "LATEST" ? shards.at(-1) : shards[0];
      sequenceNumber = undefined;
    }
    if (shardId === undefined) return undefined;
    const place: JsonObject =
      sequenceNumber === undefined
        ? { ShardIteratorType: start }
        : { ShardIteratorType: "AFTER_SEQUENCE_NUMBER", SequenceNumber: sequenceNumber };
    const input = { StreamArn: streamArn, ShardId: shardId, ...place };
    const { ShardIterator } = await service("GetShardIterator", input, principal);
    if (typeof ShardIterator !== "string") throw new AwsError("InternalServerError", `no iterator for ${streamArn}`);
    return ShardIterator;
  }

  async function goToNextShard(): Promise<boolean> {
    const shards = await shardIds();
    const next = shards[shards.indexOf(shardId ?? "") + 1];
    if (next === undefined) return false;
    shardId = next;
    sequenceNumber = undefined;
    start = "TRIM_HORIZON";
    return true;
  }

  async function shardIds(): Promise<string[]> {
    const { StreamDescription } = await service("DescribeStream", { StreamArn: streamArn }, principal);
    const { Shards } = StreamDescription as { Shards: { ShardId: string }[] };
    return Shards.map(({ ShardId }) => ShardId);
  }
}
