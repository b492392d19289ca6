import type { TransactWriteItem } from "@aws-sdk/client-dynamodb";
import { Refusal } from "../../shared/domain/refusal.ts";
import { dueShard, shardOf } from "../../shared/table/keys.ts";
import { awsError } from "../builders/fake-clients.ts";
import { interned } from "./interned.ts";
import { itemWith, seenItem, type Update } from "./model-table.ts";
import { type Program, run } from "./real-code.ts";

/** What a program asks of the world around it. */
export type Call =
  | { kind: "get" }
  | { kind: "commit"; update: Update; firstEvent: number; milestones: string[] }
  | { kind: "query"; before: string }
  | { kind: "describe"; epoch: number }
  | { kind: "wake"; token: number; output: string }
  | { kind: "start"; epoch: number; input: string };

export type Answer =
  | { item: number; token: number }
  | { due: number }
  | { status: "RUNNING" | "SUCCEEDED" | "ABORTED" }
  | { error: "TaskTimedOut" | "ExecutionAlreadyExists" | "ExecutionDoesNotExist" }
  | "done";

/** A program that runs: what it was told so far, and when. Its next move follows from that alone. */
interface Process {
  program: Program;
  startedAt: string;
  told: { answer: Answer; at: string }[];
}

/** Where a process stands: before a call, or at its end. */
export type Standing = { program: Program; call: Call } | { program: Program; result: unknown };

const processes = interned<Process>();
const successors = new Map<string, number>();
const standings = new Map<number, Standing>();

/** Begins a program. A process is a number; the same program that was told the same is the same process. */
export const begin = (program: Program, startedAt = ""): number => processes.idOf({ program, startedAt, told: [] });

/** The process after its call was answered at a moment. */
export function told(process: number, answer: Answer, at: string): number {
  const key = `${process} ${at} ${answer === "done" ? answer : Object.values(answer).join()}`;
  const known = successors.get(key);
  if (known !== undefined) return known;
  const before = processes.get(process);
  const after = processes.idOf({ ...before, told: [...before.told, { answer, at }] });
  successors.set(key, after);
  return after;
}

/** The process as it was before it read the case: a commit that is refused reads again and decides anew. */
export function beforeItsRead(process: number): number {
  const { told: all, ...rest } = processes.get(process);
  const last = all.findLastIndex(({ answer }) => answer !== "done" && "item" in answer);
  return processes.idOf({ ...rest, told: all.slice(0, last) });
}

/** The last reading of the case by a process. */
export function lastRead(process: number): { item: number; token: number } | undefined {
  const found = processes.get(process).told.findLast(({ answer }) => answer !== "done" && "item" in answer);
  return found?.answer as { item: number; token: number } | undefined;
}

/**
 * Where a process stands: runs the real code from its beginning, feeds it what it was told, and stops at its next call.
 * Done once for each process, however many states of the model it is in.
 */
export async function standing(process: number): Promise<Standing> {
  const known = standings.get(process);
  if (known !== undefined) return known;
  const { program, startedAt, told: all } = processes.get(process);
  const found = await new Promise<Standing>((settle, fail) => {
    let heard = 0;
    const now = () => all[heard - 1]?.at ?? startedAt;
    const send = async (name: string, input: Record<string, unknown>): Promise<unknown> => {
      const call = callOf(name, input);
      if (call === undefined) return { Items: [] };
      const next = all[heard];
      if (next === undefined) {
        settle({ program, call });
        return new Promise(() => undefined);
      }
      heard += 1;
      return outputOf(next.answer);
    };
    run(program, caseId, now, send).then(
      (result) => settle({ program, result }),
      (error: Error) => {
        if (error instanceof Refusal) settle({ program, result: error });
        else fail(error);
      },
    );
  });
  standings.set(process, found);
  return found;
}

let caseId = "";
/** There is one case in the world. */
export function about(id: string): void {
  caseId = id;
}

/** Undefined for a query of a shard that cannot hold the case. */
function callOf(name: string, input: Record<string, unknown>): Call | undefined {
  switch (name) {
    case "GetItem":
      return { kind: "get" };
    case "Query": {
      const values = input.ExpressionAttributeValues as Record<string, { S: string }>;
      if (values[":pk"]?.S !== dueShard(shardOf(caseId))) return undefined;
      return { kind: "query", before: values[":before"]?.S ?? "" };
    }
    case "TransactWriteItems":
      return commitOf(input.TransactItems as TransactWriteItem[]);
    case "DescribeExecution":
      return { kind: "describe", epoch: epochIn(String(input.executionArn)) };
    case "SendTaskSuccess":
      return { kind: "wake", token: Number(input.taskToken), output: String(input.output) };
    case "StartExecution":
      return { kind: "start", epoch: epochIn(String(input.name)), input: String(input.input) };
    default:
      throw new Error(`the model does not know the call ${name}`);
  }
}

/** Executions are named `<caseId>-<epoch>`, and there is one case. */
function epochIn(name: string): number {
  const [, epoch] = name.split(`${caseId}-`);
  if (epoch === undefined) throw new Error(`${name} is no execution for the case`);
  return Number(epoch);
}

function commitOf(items: TransactWriteItem[]): Call {
  const updates = items.flatMap(({ Update }) => (Update === undefined ? [] : [Update]));
  const [update] = updates;
  if (update === undefined || updates.length > 1) throw new Error("a commit updates the CASE item, once");
  const milestones = items.flatMap(({ Put }) => {
    const { type, data } = Put?.Item ?? {};
    return type?.S === "MilestoneReached" ? [milestoneKey(data?.M)] : [];
  });
  const events = items.flatMap(({ Put }) => (Put?.Item?.sk?.S?.startsWith("EVENT#") ? [Put] : []));
  if (events.some(({ ConditionExpression }) => ConditionExpression !== "attribute_not_exists(pk)"))
    throw new Error("an event is put over another");
  const firstEvent = Math.min(...events.map(({ Item }) => Number(Item?.seq?.N)));
  return { kind: "commit", update, firstEvent, milestones };
}

const milestoneKey = (data: Record<string, { S?: string; N?: string } | undefined> = {}) =>
  `${data.clock?.S} since ${data.since?.N}: ${data.milestone?.S}`;

function outputOf(answer: Answer): unknown {
  if (answer === "done") return {};
  if ("item" in answer) return { Item: itemWith(answer.item, answer.token) };
  if ("due" in answer) return { Items: answer.due === 0 ? [] : [seenItem(answer.due).item] };
  if ("error" in answer) throw awsError(answer.error);
  return answer;
}
