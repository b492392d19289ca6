import { unmarshall } from "@aws-sdk/util-dynamodb";
import { readMachines } from "../../../local/assembly/machines.ts";
import { readQueues } from "../../../local/assembly/queues.ts";
import type { JsonObject } from "../../../local/aws.ts";
import type { Cloud } from "../../../local/cloud.ts";
import { brokenAt, type HistoryEvent } from "../../../shared/domain/history.ts";
import type { DossierEvent } from "../../../shared/events/dossiers.ts";
import type { Item } from "../../../shared/table/case-item.ts";

/** What a run has come to, without what may differ between two runs: ids, and moments within minutes. */
export interface Ending {
  /** By the partner's reference, or by kind and number what is not a case: what happened, in order, and how it stands. */
  cases: Record<string, { story: string[]; stands: unknown; items: string[] }>;
  /** Ids of all events in the table. */
  events: string[];
  /** What must never be, whatever has failed. */
  wrong: string[];
  /** How many events an operator has published again. */
  republished: number;
}

/** Events that only say that recovery was at work. */
const recovery = new Set(["CaseStalled", "CaseRedriven", "ResponseStalled", "ResponseRedriven"]);

/** The ending as the people of the case see it: what recovery did in between is left out. */
export function asPeopleSee({ cases }: Ending): Ending["cases"] {
  const seen = Object.entries(cases).map(([reference, { story, stands, items }]) => {
    const told = story.filter((line) => !recovery.has(line.split(" ")[0] ?? ""));
    const bulk = items.filter((sk) => !/^(EVENT|RECORD)#/.test(sk));
    const { epoch: _, ...rest } = stands as Record<string, unknown>;
    return [reference, { story: told, stands: rest, items: bulk }] as const;
  });
  return Object.fromEntries(seen);
}

/** Reads the whole table, the bus, the executions and the queues. */
export async function endingOf(cloud: Cloud): Promise<Omit<Ending, "republished">> {
  await cloud.clock.idle();
  const items = await itemsOf(cloud);
  const cases: Ending["cases"] = {};
  const events: string[] = [];
  const wrong: string[] = [];
  const running = await runningExecutions(cloud);
  for (const { pk, sk, ...state } of items.filter((item) => item.sk === "CASE")) {
    const own = items.filter((item) => item.pk === pk);
    const history = own
      .filter((item) => item.sk.startsWith("EVENT#"))
      .map(({ pk: _pk, sk: _sk, hourPk: _hourPk, hourSk: _hourSk, ...event }) => event as unknown as HistoryEvent)
      .sort((a, b) => a.seq - b.seq);
    events.push(...history.map(({ caseId, seq }) => `${caseId}-${seq}`));
    const { caseId, externalRef, stage, epoch } = state as Record<string, string>;
    cases[`${externalRef}`] = {
      story: history.map(({ type, data }) => `${type} ${withoutIds(data)}`),
      stands: standing(state),
      items: own.map((item) => withoutIds(item.sk)).sort(),
    };
    const broken = brokenAt(history, { seq: Number(state.seq), headHash: String(state.headHash) });
    if (broken !== undefined) wrong.push(`${externalRef}: the history is broken at ${broken}`);
    const fired = history
      .filter(({ type }) => type === "MilestoneReached")
      .map(({ data }) => JSON.stringify(sorted(data)));
    if (new Set(fired).size < fired.length) wrong.push(`${externalRef}: a milestone fired twice`);
    const drivers = running.filter((name) => name.startsWith(`${caseId}-`));
    const due = stage === "closed" ? [] : [`${caseId}-${epoch}`];
    if (drivers.join() !== due.join()) wrong.push(`${externalRef} in ${stage}: driven by [${drivers}], not [${due}]`);
    if (stage !== "closed" && state.waitToken === undefined) wrong.push(`${externalRef} in ${stage}: nobody waits`);
  }
  const dossiers = dossiersIn(items);
  const happened = [...events, ...dossiers.events];
  wrong.push(...wrongOnTheBus(cloud, happened), ...(await leftInQueues(cloud)));
  return { cases: { ...cases, ...dossiers.stories }, events: happened, wrong };
}

/** What has a history beside the cases, in the order in which it came to be. */
function dossiersIn(items: StoredItem[]): { stories: Ending["cases"]; events: string[] } {
  const stories: Ending["cases"] = {};
  const events: string[] = [];
  const all = items
    .filter((item) => item.sk === "DOSSIER")
    .map(({ pk, stage }) => {
      const own = items.filter((item) => item.pk === pk && item.sk.startsWith("EVENT#")) as unknown as DossierEvent[];
      return { stage, history: own.sort((a, b) => a.seq - b.seq) };
    });
  const beginning = ({ history: [first] }: (typeof all)[number]) => `${first?.dossier} ${first?.at}`;
  for (const { stage, history } of all.sort((a, b) => (beginning(a) < beginning(b) ? -1 : 1))) {
    const kind = history[0]?.dossier ?? "";
    // Its clocks run side by side: which of two goes first, at nearly one moment, is up to delays.
    const story = history.map(({ type, data }) => `${type} ${withoutIds(data)}`).sort();
    stories[`${kind} ${Object.keys(stories).length + 1}`] = { story, stands: { stage }, items: [] };
    events.push(...history.map(({ dossierId, seq }) => `${kind} ${dossierId}-${seq}`));
  }
  return { stories, events };
}

interface Published {
  id: string;
  caseId?: string;
  dossier?: string;
  dossierId?: string;
  seq: number;
}

function wrongOnTheBus(cloud: Cloud, events: string[]): string[] {
  const details = cloud.eventBridge
    .recentEvents()
    .filter(({ event }) => event.source === "jiesu.cases")
    .map(({ event }) => event.detail as unknown as Published);
  /** By what they say they are, with the id under which subscribers keep them once. */
  const onBus = new Map(
    details.map((one) => [`${one.dossier ?? ""} ${one.caseId ?? one.dossierId}-${one.seq}`.trim(), one.id]),
  );
  return [
    ...events.filter((id) => !onBus.has(id)).map((id) => `${id} never came to the bus`),
    ...[...onBus.keys()].filter((id) => !events.includes(id)).map((id) => `${id} is on the bus, but in no history`),
    ...details
      .filter(({ id, caseId, seq }) => caseId !== undefined && id !== `${caseId}-${seq}`)
      .map(({ id }) => `${id} carries another seq`),
    ...(new Set(onBus.values()).size < onBus.size ? ["two events on the bus have one id"] : []),
  ];
}

/** Messages that lie somewhere when everything has been done. */
export async function leftInQueues({ assembly, sqs }: Cloud): Promise<string[]> {
  const left: string[] = [];
  for (const { name, url } of readQueues(assembly)) {
    const asked = { QueueUrl: url, AttributeNames: ["All"] };
    const { Attributes } = await sqs.service("GetQueueAttributes", asked, "test");
    const { ApproximateNumberOfMessages: lying } = Attributes as Record<string, string>;
    if (lying !== "0") left.push(`${lying} messages lie in ${name}`);
  }
  return left;
}

async function runningExecutions(cloud: Cloud): Promise<string[]> {
  const [machine] = readMachines(cloud.assembly);
  const asked = { stateMachineArn: machine?.arn ?? "", statusFilter: "RUNNING" };
  const { executions } = await cloud.stepFunctions("ListExecutions", asked, "test");
  return (executions as { name: string }[]).map(({ name }) => name);
}

interface StoredItem {
  pk: string;
  sk: string;
  [key: string]: unknown;
}

async function itemsOf({ dynamoDb, table }: Cloud): Promise<StoredItem[]> {
  const items: { pk: string; sk: string }[] = [];
  for (let from: JsonObject | undefined; ; ) {
    const asked: JsonObject = { TableName: table.name, ConsistentRead: true };
    if (from !== undefined) asked.ExclusiveStartKey = from;
    const { Items, LastEvaluatedKey } = await dynamoDb("Scan", asked, "test");
    items.push(...(Items as unknown as Item[]).map((item) => unmarshall(item) as { pk: string; sk: string }));
    from = LastEvaluatedKey as JsonObject | undefined;
    if (from === undefined) return items;
  }
}

function standing(state: Record<string, unknown>): unknown {
  const { stage, outcome, epoch, level, answerable, cards, reworks, supplements, overdue } = state;
  return { stage, outcome, epoch, level, answerable, cards, reworks, supplements, overdue };
}

/** The table gives members in any order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => [key, sorted(member)]),
  );
}

/** The cause of a stall is told by whoever marks it first. */
function withoutIds(value: unknown): string {
  return JSON.stringify(sorted(value))
    .replaceAll(/"\d{4}-\d\d-\d\dT[\d:.]+Z"/g, "T")
    .replaceAll(/[0-9A-HJKMNP-TV-Z]{26}/g, "ID")
    .replaceAll(/"cause":"([^"\\]|\\.)*"/g, '"cause":"…"');
}
