import { createHash } from "node:crypto";

/** The table's primary key. */
export const tableKey = { partition: "pk", sort: "sk" } as const;

/** Attribute after which DynamoDB may delete an item, in seconds since 1970. Idempotency records and the keys of matters carry it. */
export const expiryAttribute = "expiresAt";

/** The table's secondary indexes, and the attributes that put an item into one. Absent attributes: not in the index. */
export const indexes = {
  /** Open cases by when somebody must look at them next, in 16 shards: what the sweeper reads. */
  byDue: { name: "by-due", partition: "duePk", sort: "dueSk" },
  /** Stalled cases by when they stalled, sharded: what operations read. Sparse, so that a plain case pays nothing. */
  stalled: { name: "stalled", partition: "stalledPk", sort: "stalledSk" },
  /** What a unit, the callback staff or the reviewers have to do, by due time. */
  worklist: { name: "worklist", partition: "workPk", sort: "workSk" },
  /** History events by the hour in which they happened, sharded: what a republication reads. */
  byHour: { name: "by-hour", partition: "hourPk", sort: "hourSk" },
} as const;

/** What a worklist entry shows without another read. */
export const worklistAttributes = ["caseId", "task", "slot", "kind", "severity", "category", "dueAt", "since"] as const;

export const shards = 16;

/** The shard of a case, or whatever else a text names, in the by-due, stalled and by-hour indexes: no key grows hot with the city. */
export function shardOf(caseId: string): number {
  return createHash("sha256").update(caseId).digest().readUInt8(0) % shards;
}

export function padded(number: number, width: number): string {
  return String(number).padStart(width, "0");
}

export const caseKey = (caseId: string) => ({ pk: `CASE#${caseId}`, sk: "CASE" });
export const slotKey = (caseId: string, slot: string) => ({ pk: `CASE#${caseId}`, sk: `SLOT#${slot}` });
export const taskKey = (caseId: string, task: string) => ({ pk: `CASE#${caseId}`, sk: `TASK#${task}` });
export const ticketKey = (caseId: string, ticketId: string) => ({ pk: `CASE#${caseId}`, sk: `TICKET#${ticketId}` });
/** Six digits order a million events of one case. */
export const eventKey = (caseId: string, seq: number) => ({ pk: `CASE#${caseId}`, sk: `EVENT#${padded(seq, 6)}` });
/** What was said at one event and may hold personal data: it stays beside the event, never in it. */
export const recordKey = (caseId: string, seq: number) => ({ pk: `CASE#${caseId}`, sk: `RECORD#${padded(seq, 6)}` });
/** What has a history of its own beside the cases, with its events and records in the same partition. */
export const dossierKey = (kind: string, dossierId: string) => ({ pk: dossierPk(kind, dossierId), sk: "DOSSIER" });
export const dossierEventKey = (kind: string, dossierId: string, seq: number) => ({
  pk: dossierPk(kind, dossierId),
  sk: `EVENT#${padded(seq, 6)}`,
});
export const dossierRecordKey = (kind: string, dossierId: string, seq: number) => ({
  pk: dossierPk(kind, dossierId),
  sk: `RECORD#${padded(seq, 6)}`,
});
export const dossierTaskKey = (kind: string, dossierId: string, task: string) => ({
  pk: dossierPk(kind, dossierId),
  sk: `TASK#${task}`,
});
export const externalRefKey = (partner: string, externalRef: string) =>
  sameKey(`PARTNER#${partner}#REF#${externalRef}`);
export const idempotencyKey = (partner: string, key: string) => sameKey(`PARTNER#${partner}#KEY#${key}`);
export const supplementKey = (partner: string, externalRef: string, bodyHash: string) =>
  sameKey(`PARTNER#${partner}#REF#${externalRef}#BODY#${bodyHash}`);
/** A requester's appeals, numbered: two at once cannot both be the next. */
export const appealKey = (requester: string, number: number) => ({
  pk: `REQUESTER#${requester}`,
  sk: `APPEAL#${padded(number, 6)}`,
});
/** 异常名录: what stands against a requester now. One item, so that nobody has two entries, and triage needs one read. */
export const listingKey = (requester: string) => ({ pk: `REQUESTER#${requester}`, sk: "LISTING" });
/** The weekly job has looked at a requester for the week that began on this Monday. */
export const proposedInWeekKey = (requester: string, monday: string) => ({
  pk: `REQUESTER#${requester}`,
  sk: `WEEK#${monday}`,
});
/** Requesters who appealed often enough in a week that the weekly job looks at them; sharded by their hash. */
export const frequentKey = (monday: string, requester: string) => ({
  pk: frequentShard(monday, shardOf(requester)),
  sk: requester,
});
export const frequentShard = (monday: string, shard: number) => `FREQUENT#${monday}#${padded(shard, 2)}`;
export const matterKey = (key: string, caseId: string) => ({ pk: `MATTER#${key}`, sk: `CASE#${caseId}` });
export const groupKey = (group: string, caseId: string) => ({ pk: `GROUP#${group}`, sk: `CASE#${caseId}` });
export const directoryKey = (version: string, part: string) => ({ pk: `DIRECTORY#${version}`, sk: part });
/** One item for all versions there are, so that they can be listed without a scan. */
export const directoryVersionKey = (version: string) => ({ pk: "DIRECTORY#VERSIONS", sk: version });
export const activeDirectoryKey = sameKey("DIRECTORY#ACTIVE");
/** Each time that a version was made the active one; six digits order a million of them. */
export const activationKey = (revision: number) => ({
  pk: activeDirectoryKey.pk,
  sk: `ACTIVATION#${padded(revision, 6)}`,
});

export const dueShard = (shard: number) => `DUE#${padded(shard, 2)}`;
export const stalledShard = (shard: number) => `STALLED#${padded(shard, 2)}`;
export const hourShard = (at: string, shard: number) => `HOUR#${at.slice(0, 13)}#${padded(shard, 2)}`;
export const unitWork = (unit: string) => `UNIT#${unit}`;
/** The open cases of an event: what its daily close-out reads. */
export const eventWork = (event: string) => `EVENT#${event}`;
/** Queues of people who are not a unit: `callback`, `review`, `dispatch`, `screening`; sharded like the cases. */
export const staffWork = (task: string, shard: number) => `WORK#${task}#${padded(shard, 2)}`;

function dossierPk(kind: string, dossierId: string): string {
  return `${kind.toUpperCase()}#${dossierId}`;
}

function sameKey(key: string): { pk: string; sk: string } {
  return { pk: key, sk: key };
}
