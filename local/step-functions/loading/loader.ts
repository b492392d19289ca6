import type { Json } from "../../aws.ts";
import type { Machine, State, Workflow } from "../definition.ts";
import { longestSeconds } from "../states/wait.ts";
import type { Found } from "./exits.ts";
import { integerField, isObject, knowOnly, type Reader, readerOf, textField } from "./fields.ts";
import { DefinitionRefused, type Fault } from "./refused.ts";
import { readState } from "./states.ts";

const topFields = ["Comment", "QueryLanguage", "StartAt", "States", "TimeoutSeconds", "Version"];

/** Reads and checks a whole definition. Throws DefinitionRefused with everything that is wrong with it. */
export function loadMachine(definition: Json, partition: string): Machine {
  const faults: Fault[] = [];
  if (!isObject(definition)) throw new DefinitionRefused([{ path: "/", message: "must be an object" }]);
  const reader = readerOf("", definition, faults);
  knowOnly(reader, "a state machine", topFields);
  const { QueryLanguage, Version, TimeoutSeconds } = definition;
  if (QueryLanguage !== "JSONata")
    reader.refuse("QueryLanguage", "must be JSONata: nothing else is implemented locally");
  if (Version !== undefined && Version !== "1.0") reader.refuse("Version", "must be 1.0");
  const timeoutSeconds =
    TimeoutSeconds === undefined ? undefined : integerField(reader, "TimeoutSeconds", 1, 1, longestSeconds);
  const workflow = readWorkflow(reader, { partition, names: new Set(), outer: [] });
  if (faults.length > 0) throw new DefinitionRefused(faults);
  return { workflow, timeoutSeconds };
}

/** What a workflow shares with those around it. */
interface Around {
  partition: string;
  /** Names of all states so far: they must differ in the whole machine. */
  names: Set<string>;
  /** Variables of the workflows around. */
  outer: readonly string[];
}

function readWorkflow(reader: Reader, around: Around): Workflow {
  const startAt = textField(reader, "StartAt") ?? "";
  const states = new Map<string, State>();
  const found = new Map<string, Found>();
  const inner: { reader: Reader; fill: (workflow: Workflow) => void }[] = [];
  const all = reader.inner("States", reader.fields.States);
  if (all !== undefined && Object.keys(all.fields).length === 0)
    reader.refuse("States", "must hold at least one state");
  for (const [name, value] of Object.entries(all?.fields ?? {})) {
    const stateReader = all?.inner(name, value);
    if (stateReader === undefined) continue;
    if (name.length > 80) stateReader.refuse("", "a name has at most 80 characters");
    if (around.names.has(name)) stateReader.refuse("", "another state of the machine has this name");
    around.names.add(name);
    const leads: Found = { next: [], assigns: [], ends: false };
    found.set(name, leads);
    const loading = {
      partition: around.partition,
      // Branches are read when all variables of this workflow are known.
      inner(branch: Reader): Workflow {
        const workflow = { startAt: "", states: new Map<string, State>() };
        inner.push({ reader: branch, fill: (read) => Object.assign(workflow, read) });
        return workflow;
      },
    };
    const state = readState(stateReader, name, leads, loading);
    if (state !== undefined) states.set(name, state);
  }
  checkWays(reader, startAt, found);
  const assigns = [...found.values()].flatMap((leads) => leads.assigns);
  for (const { name, path } of assigns) {
    if (!around.outer.includes(name)) continue;
    reader.refuse(path.slice(reader.path.length + 1), "shadows a variable of the workflow around: choose another name");
  }
  const outer = [...around.outer, ...assigns.map(({ name }) => name)];
  for (const { reader: branch, fill } of inner) fill(readWorkflow(branch, { ...around, outer }));
  return { startAt, states };
}

/** Every way must lead to a state, every state must be on a way from StartAt, and one must end the workflow. */
function checkWays(reader: Reader, startAt: string, found: ReadonlyMap<string, Found>): void {
  const refuse = (path: string, message: string) => reader.refuse(path.slice(reader.path.length + 1), message);
  if (startAt !== "" && !found.has(startAt)) reader.refuse("StartAt", `there is no state '${startAt}'`);
  for (const { next } of found.values()) {
    for (const { name, path } of next) if (!found.has(name)) refuse(path, `there is no state '${name}'`);
  }
  const reached = new Set<string>();
  const open = [startAt];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const leads = found.get(name);
    if (leads === undefined || reached.has(name)) continue;
    reached.add(name);
    open.push(...leads.next.map((way) => way.name));
  }
  if (!found.has(startAt)) return;
  for (const name of found.keys()) {
    if (!reached.has(name)) reader.refuse(`States/${name}`, "cannot be reached from StartAt");
  }
  if (![...reached].some((name) => found.get(name)?.ends)) reader.refuse("States", "no state ends the workflow");
}
