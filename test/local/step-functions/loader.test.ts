import { expect, test } from "vitest";
import type { Json, JsonObject } from "../../../local/aws.ts";
import { DefinitionRefused, type Fault } from "../../../local/step-functions/loading/refused.ts";
import { createCloud, only } from "./harness.ts";

/** What the loader has against a definition. */
function faultsOf(definition: JsonObject): Fault[] {
  try {
    createCloud().define(definition);
    return [];
  } catch (error) {
    if (error instanceof DefinitionRefused) return error.faults;
    throw error;
  }
}

const give: JsonObject = { Type: "Pass", End: true };
const wait = "arn:aws:states:::aws-sdk:dynamodb:updateItem.waitForTaskToken";
const task = (Resource: string, more: JsonObject = {}) => only({ Type: "Task", Resource, Arguments: {}, ...more });
const pass = (Output: Json) => only({ Type: "Pass", Output });
const processor = (more: JsonObject = {}): JsonObject => ({ StartAt: "Give", States: { Give: give }, ...more });

const refused: [what: string, definition: JsonObject, path: string, message: RegExp][] = [
  // The machine as a whole
  ["JSONPath", { ...only(give), QueryLanguage: "JSONPath" }, "/QueryLanguage", /must be JSONata/],
  ["a missing StartAt", { States: { Only: give } }, "/StartAt", /is missing/],
  ["a StartAt that leads nowhere", { StartAt: "None", States: { Only: give } }, "/StartAt", /no state 'None'/],
  ["no states", { StartAt: "Only", States: {} }, "/States", /at least one/],
  ["an unknown field", { ...only(give), Timeout: 5 }, "/Timeout", /not a field of a state machine/],
  ["a time-out of nothing", { ...only(give), TimeoutSeconds: 0 }, "/TimeoutSeconds", /integer from 1 to 99999999/],
  ["a dangling Next", only({ Type: "Pass", End: false, Next: "None" }), "/States/Only/Next", /no state 'None'/],
  ["a way that goes on after its end", only({ Type: "Pass", Next: "Only" }), "/States/Only/End", /either Next or End/],
  ["a state that leads nowhere", { StartAt: "A", States: { A: { Type: "Pass" } } }, "/States/A", /Next or End/],
  ["a state out of reach", { StartAt: "A", States: { A: give, B: give } }, "/States/B", /cannot be reached/],
  [
    "a circle without a way out",
    { StartAt: "A", States: { A: { Type: "Pass", Next: "A" } } },
    "/States",
    /no state ends/,
  ],
  [
    "a name that is too long",
    { StartAt: "A".repeat(81), States: { ["A".repeat(81)]: give } },
    `/States/${"A".repeat(81)}`,
    /80/,
  ],
  ["an unknown type", only({ Type: "Loop" }), "/States/Only/Type", /must be Task/],
  // Fields
  [
    "a field of another type",
    only({ ...give, TimeoutSeconds: 5 }),
    "/States/Only/TimeoutSeconds",
    /not a field of a Pass/,
  ],
  ["Retry of a Pass", only({ ...give, Retry: [] }), "/States/Only/Retry", /not a field of a Pass/],
  ["a field of JSONPath", only({ ...give, ResultPath: "$.a" }), "/States/Only/ResultPath", /belongs to JSONPath/],
  ["a JSONPath state", only({ ...give, QueryLanguage: "JSONPath" }), "/States/Only/QueryLanguage", /must be JSONata/],
  ["a key of JSONPath", pass({ "a.$": "$.b" }), "/States/Only/Output/a.$", /JSONPath/],
  ["credentials", task(wait, { Credentials: {} }), "/States/Only/Credentials", /not implemented/],
  [
    "both ways to wait",
    only({ Type: "Wait", Seconds: 1, Timestamp: "2026-01-01T00:00:00Z" }),
    "/States/Only",
    /either/,
  ],
  ["half a second", only({ Type: "Wait", Seconds: 0.5 }), "/States/Only/Seconds", /integer/],
  ["a day that is no moment", only({ Type: "Wait", Timestamp: "2026-01-01" }), "/States/Only/Timestamp", /timestamp/],
  ["no choices", only({ Type: "Choice", Choices: [] }), "/States/Only/Choices", /at least one/],
  [
    "a JSONPath comparison",
    {
      StartAt: "A",
      States: { A: { Type: "Choice", Choices: [{ Variable: "$.a", StringEquals: "b", Next: "B" }] }, B: give },
    },
    "/States/A/Choices[0]/Variable",
    /belongs to JSONPath/,
  ],
  [
    "a time-out beyond three years",
    task(wait, { TimeoutSeconds: 100_000_000 }),
    "/States/Only/TimeoutSeconds",
    /integer/,
  ],
  [
    "a heartbeat that outlasts the time-out",
    task(wait, { TimeoutSeconds: 5, HeartbeatSeconds: 5 }),
    "/States/Only/HeartbeatSeconds",
    /less/,
  ],
  ["a name that is no variable", only({ ...give, Assign: { "a-b": 1 } }), "/States/Only/Assign/a-b", /not a name/],
  ["assigning $states", only({ ...give, Assign: { states: 1 } }), "/States/Only/Assign/states", /reserved/],
  // Retry and Catch
  [
    "States.ALL among others",
    task(wait, { Catch: [{ ErrorEquals: ["A", "States.ALL"], Next: "Only" }] }),
    "/States/Only/Catch[0]/ErrorEquals",
    /alone/,
  ],
  [
    "an invented name",
    task(wait, { Catch: [{ ErrorEquals: ["States.Late"], Next: "Only" }] }),
    "/States/Only/Catch[0]/ErrorEquals",
    /not an error name/,
  ],
  [
    "States.ALL in the Retry of a wait",
    task(wait, { Retry: [{ ErrorEquals: ["States.ALL"] }] }),
    "/States/Only/Retry[0]/ErrorEquals",
    /name the errors/,
  ],
  [
    "States.TaskFailed in the Retry of a wait",
    task(wait, { Retry: [{ ErrorEquals: ["States.TaskFailed"] }] }),
    "/States/Only/Retry[0]/ErrorEquals",
    /name the errors/,
  ],
  [
    "a retrier's unknown field",
    task(wait, { Retry: [{ ErrorEquals: ["A"], Delay: 1 }] }),
    "/States/Only/Retry[0]/Delay",
    /not a field of a retrier/,
  ],
  [
    "a back-off that shrinks",
    task(wait, { Retry: [{ ErrorEquals: ["A"], BackoffRate: 0.5 }] }),
    "/States/Only/Retry[0]/BackoffRate",
    /from 1/,
  ],
  [
    "half jitter",
    task(wait, { Retry: [{ ErrorEquals: ["A"], JitterStrategy: "HALF" }] }),
    "/States/Only/Retry[0]/JitterStrategy",
    /FULL or NONE/,
  ],
  [
    "a catcher that leads nowhere",
    task(wait, { Catch: [{ ErrorEquals: ["A"], Next: "None" }] }),
    "/States/Only/Catch[0]/Next",
    /no state/,
  ],
  // Integrations
  [
    "a pattern AWS lacks",
    task("arn:aws:states:::dynamodb:updateItem.waitForTaskToken"),
    "/States/Only/Resource",
    /AWS has no \.waitForTaskToken/,
  ],
  [
    "an unknown integration",
    task("arn:aws:states:::aws-sdk:s3:getObject"),
    "/States/Only/Resource",
    /integration aws-sdk:s3 is unknown/,
  ],
  [
    "an unknown action",
    task("arn:aws:states:::aws-sdk:dynamodb:upsertItem"),
    "/States/Only/Resource",
    /no action upsertItem/,
  ],
  [
    "an optimized action AWS lacks",
    task("arn:aws:states:::dynamodb:query"),
    "/States/Only/Resource",
    /no action query/,
  ],
  [
    "running a job",
    task("arn:aws:states:::states:startExecution.sync:2"),
    "/States/Only/Resource",
    /does not run jobs/,
  ],
  ["another partition", task("arn:aws-cn:states:::lambda:invoke"), "/States/Only/Resource", /partition is aws/],
  ["an activity", task("arn:aws:states:eu-west-1:123456789012:activity:a"), "/States/Only/Resource", /neither/],
  [
    "an asynchronous invocation",
    task("arn:aws:states:::lambda:invoke", { Arguments: { FunctionName: "a", InvocationType: "Event" } }),
    "/States/Only/Arguments/InvocationType",
    /not implemented/,
  ],
  ["invoking nobody", task("arn:aws:states:::lambda:invoke"), "/States/Only/Arguments", /FunctionName is missing/],
  // Parallel and Map
  [
    "a distributed Map",
    only({ Type: "Map", ItemProcessor: processor({ ProcessorConfig: { Mode: "DISTRIBUTED" } }) }),
    "/States/Only/ItemProcessor/ProcessorConfig/Mode",
    /not implemented/,
  ],
  [
    "a Map that reads items",
    only({ Type: "Map", ItemReader: {}, ItemProcessor: processor() }),
    "/States/Only/ItemReader",
    /distributed/,
  ],
  ["a Map without a processor", only({ Type: "Map" }), "/States/Only/ItemProcessor", /must be an object/],
  [
    "items that are no list",
    only({ Type: "Map", Items: {}, ItemProcessor: processor() }),
    "/States/Only/Items",
    /must be a list/,
  ],
  [
    "a fault within a branch",
    only({ Type: "Parallel", Branches: [{ StartAt: "None", States: { Give: give } }] }),
    "/States/Only/Branches[0]/StartAt",
    /no state/,
  ],
  [
    "a way out of a branch",
    only({ Type: "Parallel", Branches: [{ StartAt: "Give", States: { Give: { Type: "Pass", Next: "Only" } } }] }),
    "/States/Only/Branches[0]/States/Give/Next",
    /no state 'Only'/,
  ],
  [
    "two states of one name",
    only({ Type: "Map", ItemProcessor: { StartAt: "Only", States: { Only: give } } }),
    "/States/Only/ItemProcessor/States/Only",
    /this name/,
  ],
  [
    "a shadowed variable, even one assigned later",
    {
      StartAt: "Each",
      States: {
        Each: {
          Type: "Map",
          ItemProcessor: processor({ States: { Give: { ...give, Assign: { n: 1 } } } }),
          Next: "Last",
        },
        Last: { ...give, Assign: { n: 2 } },
      },
    },
    "/States/Each/ItemProcessor/States/Give/Assign/n",
    /shadows/,
  ],
  // Expressions
  ["what is no JSONata", pass("{% 1 + %}"), "/States/Only/Output", /not a JSONata expression/],
  [
    "JSONata that AWS's version lacks",
    pass("{% $states.input.a ?? 1 %}"),
    "/States/Only/Output",
    /not a JSONata expression/,
  ],
  ["two lines", pass("{% 1\n+ 1 %}"), "/States/Only/Output", /one line/],
  ["nothing", pass("{%  %}"), "/States/Only/Output", /empty/],
  ["text around an expression", pass("case {% $states.input.id %}"), "/States/Only/Output", /the whole string/],
  ["$eval", pass({ a: ["{% $eval('1') %}"] }), "/States/Only/Output/a[0]", /use \$parse/],
  ["a name at the top level", pass("{% total + 1 %}"), "/States/Only/Output", /reference to total at the top level/],
  ["a name in a function at the top level", pass("{% $sum(total) %}"), "/States/Only/Output", /reference to total/],
  ["$ at the top level", pass("{% $ %}"), "/States/Only/Output", /reference to \$ at the top level/],
  ["$$", pass("{% $states.input.a[b = $$.c] %}"), "/States/Only/Output", /reference to \$\$/],
  [
    "a result where there is none",
    pass("{% $states.result %}"),
    "/States/Only/Output",
    /only in Output and Assign of a Task/,
  ],
  [
    "a result before the call",
    task(wait, { TimeoutSeconds: "{% $states.result.n %}" }),
    "/States/Only/TimeoutSeconds",
    /only in Output/,
  ],
  [
    "an error outside a Catch",
    task(wait, { Output: "{% $states.errorOutput %}" }),
    "/States/Only/Output",
    /of a Catch/,
  ],
  [
    "a result in a Catch",
    task(wait, { Catch: [{ ErrorEquals: ["A"], Next: "Only", Output: { a: "{% $states.result %}" } }] }),
    "/States/Only/Catch[0]/Output/a",
    /\$states.result exists only/,
  ],
  [
    "a token without a wait",
    task("arn:aws:states:::aws-sdk:dynamodb:updateItem", { Arguments: { a: "{% $states.context.Task.Token %}" } }),
    "/States/Only/Arguments/a",
    /\.waitForTaskToken/,
  ],
  ["a misspelt member of $states", pass("{% $states.inputs %}"), "/States/Only/Output", /\$states has no inputs/],
];

test.each(refused)("%s is refused", (_, definition, path, message) => {
  expect(faultsOf(definition)).toContainEqual({ path, message: expect.stringMatching(message) });
});

const accepted: [what: string, definition: JsonObject][] = [
  [
    "names within predicates, sorting, grouping and steps",
    pass("{% $states.input.rows[day > 1]^(day).(name & '!') %}"),
  ],
  ["the context item of a predicate", pass("{% $states.input.rows[$ > 1] %}")],
  ["functions with parameters of their own", pass("{% ($f := function($x) { $x.name }; $map($states.input, $f)) %}")],
  ["variables that only exist at run time", pass("{% $maybe %}")],
  [
    "the same variable in two branches",
    only({
      Type: "Parallel",
      Branches: ["A", "B"].map((name) => ({ StartAt: name, States: { [name]: { ...give, Assign: { n: 1 } } } })),
    }),
  ],
  [
    "a result in the Output of a Task",
    task(wait, { Output: "{% $states.result.a %}", Assign: { t: "{% $states.context.Task.Token %}" } }),
  ],
  ["comments", { ...only({ ...give, Comment: "gives" }), Comment: "all" }],
  ["a plain function", only({ Type: "Task", Resource: "arn:aws:lambda:eu-west-1:123456789012:function:a:live" })],
  ["an SDK call", task("arn:aws:states:::aws-sdk:eventbridge:putEvents")],
];

test.each(accepted)("%s: accepted", (_, definition) => {
  expect(faultsOf(definition)).toEqual([]);
});

test("all faults are told at once, each with its path", () => {
  const faults = faultsOf({
    StartAt: "A",
    States: { A: { Type: "Pass", Next: "B", Foo: 1 }, C: { Type: "Task", End: true } },
  });
  expect(faults.map(({ path }) => path).sort()).toEqual([
    ...["/States", "/States/A/Foo", "/States/A/Next", "/States/C", "/States/C/Resource"],
  ]);
});
