/** A machine's file, as far as its page tells of it (Amazon States Language, JSONata). */
export interface Machine {
  Comment?: string;
  StartAt: string;
  TimeoutSeconds?: number | string;
  States: Record<string, State>;
}

export interface State {
  Type: string;
  Comment?: string;
  Resource?: string;
  Arguments?: { FunctionName?: string };
  TimeoutSeconds?: number | string;
  HeartbeatSeconds?: number | string;
  Seconds?: number | string;
  Timestamp?: string;
  Retry?: Retry[];
  Catch?: { ErrorEquals: string[]; Next: string }[];
  Choices?: { Condition: string; Next: string; Comment?: string }[];
  Default?: string;
  Next?: string;
  End?: boolean;
  ItemProcessor?: Machine;
  Branches?: Machine[];
}

export interface Retry {
  ErrorEquals: string[];
  IntervalSeconds?: number;
  MaxAttempts?: number;
  BackoffRate?: number;
  MaxDelaySeconds?: number;
  JitterStrategy?: string;
}

/** A way out of a state: what leads there, in words; caught when it is an error that leads there. */
export interface Exit {
  to: string;
  when: string;
  caught: boolean;
}

/** The ways out of a state, as the file orders them. */
export function exitsOf({ Choices = [], Default, Next, Catch = [] }: State): Exit[] {
  return [
    ...Choices.map(({ Condition, Comment, Next: to }) => ({ to, when: Comment ?? inWords(Condition), caught: false })),
    ...(Default === undefined ? [] : [{ to: Default, when: "otherwise", caught: false }]),
    ...(Next === undefined ? [] : [{ to: Next, when: "", caught: false }]),
    ...Catch.map(({ ErrorEquals, Next: to }, place) => ({
      to,
      when: errorsInWords(ErrorEquals, place > 0),
      caught: true,
    })),
  ];
}

/** Whether a task ends only when somebody sends its token back. */
export function waitsForToken({ Resource = "" }: State): boolean {
  return Resource.endsWith(".waitForTaskToken");
}

/** The machines inside a state: the work on an item of a Map, the branches of a Parallel. */
export function machinesIn({ ItemProcessor, Branches = [] }: State): Machine[] {
  return ItemProcessor === undefined ? Branches : [ItemProcessor];
}

/** Each state of a machine and of the machines in it, by the way to it. */
export function statesIn(machine: Machine, above: string[] = []): [path: string[], state: State][] {
  return Object.entries(machine.States).flatMap(([name, state]): [string[], State][] => {
    const path = [...above, name];
    return [[path, state], ...machinesIn(state).flatMap((inner) => statesIn(inner, path))];
  });
}

/** A plain comparison reads as a sentence; whatever else is written as the file has it. */
function inWords(condition: string): string {
  return condition
    .replace(/^\{%\s*|\s*%\}$/g, "")
    .replaceAll("$states.input.", "")
    .replaceAll("$states.context.Execution.Input.", "the execution's ")
    .replace(/ != /g, " is not ")
    .replace(/ = '([^']*)'/g, " is $1")
    .replace(/ = /g, " is ");
}

function errorsInWords(errors: string[], others: boolean): string {
  return errors.map((error) => (error === "States.ALL" ? `any ${others ? "other " : ""}error` : error)).join(", ");
}
