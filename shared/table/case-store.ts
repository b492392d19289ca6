import { setTimeout as sleep } from "node:timers/promises";
import type { Actor } from "../domain/actor.ts";
import { canAdopt } from "../domain/adopting.ts";
import { CalendarNotPublished } from "../domain/calendar/published-year.ts";
import type { Context, Decision, WrittenCase } from "../domain/decision.ts";
import { fromMillis, type Instant } from "../domain/instant.ts";
import { notThere } from "../domain/refusal.ts";
import { progressOf } from "../domain/response/follow-case.ts";
import { responseTo } from "../domain/response/open-response.ts";
import { reopenResponse } from "../domain/response/reopen-response.ts";
import { TableBusy } from "./busy.ts";
import { loadCase } from "./cases.ts";
import { connectTable, type Table } from "./client.ts";
import { type Beside, CaseChanged, commitAll } from "./commit.ts";
import { type DirectoryReader, readDirectory } from "./directory.ts";
import { loadResponse, responseWrites } from "./responses.ts";

/** What a function needs to read and change cases. */
export interface CaseStore {
  table: Table;
  directories: DirectoryReader;
  now(): Instant;
}

/** Made once per function, outside the handler. */
export function connectCaseStore(): CaseStore {
  const table = connectTable();
  return { table, directories: readDirectory(table), now: () => fromMillis(Date.now()) };
}

/** A decision on a case, and what is written with it or not at all: decisions on other cases, items of the table. */
export interface Joint extends Beside {
  decision: Decision;
  others?: Decision[];
}

type Decided = Decision | Joint | undefined;

/** Decides on a case as it is now, under the directory version it is pinned to. Undefined: already done, write nothing. */
export type Command = (current: WrittenCase, context: Context) => Decided | Promise<Decided>;

/**
 * Reads a case, has `command` decide, and commits. When somebody else was faster it reads again and decides anew, a few
 * times. Throws Refusal (NoSuchCase, or the command's), CalendarNotPublished, and CaseChanged or TableBusy after the last
 * attempt.
 */
export async function changeCase(
  store: CaseStore,
  actor: Actor,
  caseId: string,
  command: Command,
): Promise<WrittenCase> {
  const beforeAnotherTry = patience();
  for (;;) {
    const current = await existingCase(store, caseId);
    const joint = await decided(store, actor, current, command);
    if (joint === undefined) return current;
    const { decision, others = [], ...beside } = joint;
    try {
      await commitAll(store.table, [decision, ...others], beside);
      return decision.after;
    } catch (error) {
      await beforeAnotherTry(error);
    }
  }
}

/** Under the case's own directory; under the active one where its own has no calendar for a year that has come. */
async function decided(
  store: CaseStore,
  actor: Actor,
  current: WrittenCase,
  command: Command,
): Promise<Joint | undefined> {
  const { directories, now } = store;
  const directory = await directories.version(current.directoryVersion);
  const decide = async (context: Context) => withResponses(store.table, context, await command(current, context));
  try {
    return await decide({ now: now(), actor, directory });
  } catch (error) {
    if (!(error instanceof CalendarNotPublished)) throw error;
    const active = await directories.active();
    if (!canAdopt(current, directory, active)) throw error;
    return await decide({ now: now(), actor, directory: active });
  }
}

/**
 * A case that gets onto the sensitive track has its response from the same transaction on, and one that is reopened has it
 * open again: no record can be lost between. For who commits decisions on cases by another way than `changeCase`.
 */
export async function withResponses(table: Table, context: Context, result: Decided): Promise<Joint | undefined> {
  if (result === undefined) return undefined;
  const joint: Joint = "decision" in result ? result : { decision: result };
  const writes = [...(joint.writes ?? [])];
  for (const one of [joint.decision, ...(joint.others ?? [])]) {
    const response = responseTo(one, context) ?? (await reopened(table, one, context));
    if (response !== undefined) writes.push(...responseWrites(table.name, response, context.directory));
  }
  return writes.length === 0 ? joint : { ...joint, writes };
}

async function reopened(table: Table, { after, events }: Decision, context: Context) {
  if (after.response !== true || !events.some(({ type }) => type === "CaseReopened")) return undefined;
  const { state } = await loadResponse(table, after.caseId);
  return state && reopenResponse(state, { ...context, progress: progressOf(after) });
}

/** Another case, and what a decision on it is made with. Throws the Refusal NoSuchCase. */
export async function besides(store: CaseStore, actor: Actor, caseId: string) {
  const subject = await existingCase(store, caseId);
  const directory = await store.directories.version(subject.directoryVersion);
  return { subject, context: { now: store.now(), actor, directory } };
}

/** Throws the Refusal NoSuchCase. */
export async function existingCase({ table }: CaseStore, caseId: string): Promise<WrittenCase> {
  const found = await loadCase(table, caseId);
  if (found === undefined) throw notThere("NoSuchCase", `there is no case ${caseId} for you`);
  return found;
}

const attempts = 8;
/**
 * No try begins later than this after the first, in milliseconds. A client that is throttled tries for seconds by itself:
 * whoever called hears in time that the table is busy, instead of waiting until the function is cut off.
 */
const longest = 4000;

/**
 * For one request: returns what to wait for before another try. It waits a moment, longer and more randomly each time, so
 * that those who write the same case at once come one after the other. It throws the error instead when trying again
 * cannot help, or has been tried often or long enough.
 */
export function patience(): (error: unknown) => Promise<void> {
  const began = performance.now();
  let attempt = 0;
  return async (error) => {
    attempt += 1;
    const passing = error instanceof CaseChanged || (error instanceof TableBusy && !error.unclear);
    if (!passing || attempt >= attempts || performance.now() - began > longest) throw error;
    await sleep(Math.random() * 20 * 2 ** attempt);
  };
}
