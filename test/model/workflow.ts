import { readFileSync } from "node:fs";
import type { CasePosition } from "../../shared/lambda/workflow-step.ts";

interface State {
  Type: string;
  Resource?: string;
  Arguments?: { UpdateExpression?: string; ConditionExpression?: string };
  Choices?: { Condition: string; Next: string }[];
  Catch?: { ErrorEquals: string[]; Next: string }[];
  Next?: string;
}

const file = new URL("../../state-machines/case-lifecycle.asl.json", import.meta.url);
const { StartAt, States } = JSON.parse(readFileSync(file, "utf8")) as {
  StartAt: string;
  States: Record<string, State>;
};
const hub = state(StartAt);
const supersedes = "{% $states.input.epoch != $states.context.Execution.Input.epoch %}";
if (hub.Choices?.[0]?.Condition !== supersedes) throw new Error("the model's hub is not the state machine's");
const superseded = hub.Choices[0].Next;
/** Stage → state, as the hub's choices say. */
const spokes = new Map(
  hub.Choices.slice(1).map(({ Condition, Next }) => [
    /^\{% \$states\.input\.stage = '(\w+)' %\}$/.exec(Condition)?.[1],
    Next,
  ]),
);

/** The state the hub sends a driver of `epoch` to. Everything comes back to the hub with the case's position. */
export function resumeAt(position: CasePosition, epoch: number, hubSupersedes: boolean): string {
  if (hubSupersedes && position.epoch !== epoch) return superseded;
  const next = spokes.get(position.stage);
  if (next === undefined) throw new Error(`the hub knows no stage ${position.stage}`);
  return next;
}

/** What a state does, as far as the protocol goes. */
export function doingOf(name: string): "step" | "wait" | "load" | "end" {
  const { Type, Resource, Next } = state(name);
  if (Type === "Succeed") return "end";
  if (Type !== "Task" || Next !== StartAt) throw new Error(`state ${name} does not come back to the hub`);
  if (Resource?.endsWith("aws-sdk:dynamodb:getItem")) return "load";
  return Resource?.endsWith("aws-sdk:dynamodb:updateItem.waitForTaskToken") ? "wait" : "step";
}

/** Where a wait goes on when its time is over, or when the case had moved before it was registered. */
export function caught(wait: string, error: "States.Timeout" | "DynamoDb.ConditionalCheckFailedException"): string {
  const found = state(wait).Catch?.find(({ ErrorEquals }) => ErrorEquals.includes(error));
  if (found === undefined) throw new Error(`${wait} does not catch ${error}`);
  return found.Next;
}

/** The update that registers a wait. It is the same one in every waiting state. */
export const waitInTheFile = sameInAll(
  Object.keys(States)
    .filter((name) => state(name).Resource?.endsWith("waitForTaskToken"))
    .map((name) => state(name).Arguments),
);

function sameInAll(waits: State["Arguments"][]): { UpdateExpression: string; ConditionExpression: string } {
  const [first] = waits;
  const { UpdateExpression, ConditionExpression } = first ?? {};
  const text = JSON.stringify([UpdateExpression, ConditionExpression]);
  const differs = waits.some((wait) => JSON.stringify([wait?.UpdateExpression, wait?.ConditionExpression]) !== text);
  if (differs || UpdateExpression === undefined || ConditionExpression === undefined)
    throw new Error("the waits of the state machine are not registered in one way");
  return { UpdateExpression, ConditionExpression };
}

function state(name: string): State {
  const found = States[name];
  if (found === undefined) throw new Error(`the state machine has no state ${name}`);
  return found;
}
