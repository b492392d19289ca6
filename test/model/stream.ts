import { seenItem } from "./model-table.ts";
import type { Protocol } from "./protocol.ts";
import type { Program } from "./real-code.ts";
import { type Answer, begin, type Call, standing, told } from "./replay.ts";
import { type Change, changes, positions, resumed, type World, withDriver } from "./world.ts";

/** What the reader does about a record: wakes and starts, in this order. */
type Effects = Extract<Call, { kind: "wake" | "start" }>[];

const known = new Map<string, Effects>();

/** Asks the real reader what it does about a record; dead tokens and taken names must make no difference to it. */
export async function effectsOf(record: number, { tokenOf, skipsUnchangedStage }: Protocol): Promise<Effects> {
  const key = `${record} ${tokenOf} ${skipsUnchangedStage}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const change = changes.get(record);
  const told: Change = tokenOf === "new image" ? { ...change, oldToken: change.newToken } : change;
  const skipped = skipsUnchangedStage && change.old !== 0 && stageOf(change.old) === stageOf(change.new);
  const fresh = skipped ? [] : await callsOf({ kind: "read", ...told }, () => "done");
  const again = skipped ? [] : await callsOf({ kind: "read", ...told }, deadAnswer);
  if (JSON.stringify(fresh) !== JSON.stringify(again)) throw new Error("the reader does another thing the second time");
  known.set(key, fresh);
  return fresh;
}

const stageOf = (item: number) => seenItem(item).state.stage;
const deadAnswer = ({ kind }: Call): Answer => ({ error: kind === "wake" ? "TaskTimedOut" : "ExecutionAlreadyExists" });

async function callsOf(program: Program, answer: (call: Call) => Answer): Promise<Effects> {
  const calls: Effects = [];
  for (let process = begin(program); ; ) {
    const at = await standing(process);
    if (!("call" in at)) {
      if (JSON.stringify(at.result) === '{"batchItemFailures":[]}') return calls;
      throw new Error(`the reader fails on a record: ${JSON.stringify(at.result)}`);
    }
    if (at.call.kind !== "wake" && at.call.kind !== "start") throw new Error(`a reader does not ${at.call.kind}`);
    calls.push(at.call);
    process = told(process, answer(at.call), "");
  }
}

/** What Step Functions makes of a wake or a start. A token wakes once; an execution's name is taken once. */
export function perform(protocol: Protocol, world: World, call: Effects[number]): { world: World; answer: Answer } {
  if (call.kind === "wake") {
    const waiting = world.drivers.find(({ doing, by }) => doing === "waiting" && by === call.token);
    if (waiting === undefined) return { world, answer: { error: "TaskTimedOut" } };
    return { world: withDriver(world, resumed(protocol, waiting.epoch, JSON.parse(call.output))), answer: "done" };
  }
  if (world.drivers.some(({ epoch }) => epoch === call.epoch)) {
    return { world, answer: { error: "ExecutionAlreadyExists" } };
  }
  return { world: withDriver(world, resumed(protocol, call.epoch, JSON.parse(call.input))), answer: "done" };
}

/** A call that changes nothing now never will: a token that is dead stays dead, a name that is taken stays taken. */
export function isVoid(world: World, call: Effects[number]): boolean {
  return call.kind === "wake"
    ? !world.drivers.some(({ doing, by }) => doing === "waiting" && by === call.token)
    : world.drivers.some(({ epoch }) => epoch === call.epoch);
}

/**
 * Forgets the records that can do nothing any more. To deliver one of them, once or often, would leave every state as it
 * is: that is how a second delivery, or one that comes too late, is covered.
 */
export async function withoutVoidRecords(protocol: Protocol, world: World): Promise<World> {
  const records: number[] = [];
  for (const record of world.records) {
    const effects = await effectsOf(record, protocol);
    if (!effects.every((call) => isVoid(world, call))) records.push(record);
  }
  return records.length === world.records.length ? world : { ...world, records };
}

/** The record in words, for a trace. */
export function recordInWords(record: number): string {
  const { old, oldToken, new: after, newToken } = changes.get(record);
  const image = (item: number, token: number) => {
    if (item === 0) return "nothing";
    const { version, turn, epoch, stage } = seenItem(item).position;
    return `v${version} turn ${turn} epoch ${epoch} ${stage}${token === 0 ? "" : ` token ${token}`}`;
  };
  return `${image(old, oldToken)} → ${image(after, newToken)}`;
}

export const positionInWords = (position: number): string => {
  const { version, turn, epoch, stage } = positions.get(position);
  return `v${version} turn ${turn} epoch ${epoch} ${stage}`;
};
