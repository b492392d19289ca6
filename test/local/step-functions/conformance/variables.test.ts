import type { Json, JsonObject } from "../../../../local/aws.ts";
import { flow, pass, section, task } from "./cases.ts";

const note = (Assign: JsonObject, more: JsonObject = {}): JsonObject => ({ Type: "Pass", Assign, ...more });
const branch = (name: string, states: JsonObject): JsonObject =>
  flow(Object.fromEntries(Object.entries(states).map(([key, state]) => [`${key} ${name}`, state])));

const values: Json[] = [null, true, 0, -1.5, "", "text", [], [1, [2]], {}, { a: { b: [null] } }];

section("Developer guide, variables: https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html", [
  ...values.map((value) => ({
    rule: `a variable may hold ${JSON.stringify(value)}`,
    states: { A: note({ v: value }), B: pass("{% $v %}") },
    output: value,
  })),
  {
    rule: "a variable may hold what an expression gives",
    states: { A: note({ v: "{% $states.input.n + 1 %}" }), B: pass("{% $v %}") },
    input: { n: 1 },
    output: 2,
  },
  {
    rule: "expressions in a structure are evaluated",
    states: { A: note({ v: { list: ["{% 1 + 1 %}", "x"] } }), B: pass("{% $v %}") },
    output: { list: [2, "x"] },
  },
  {
    rule: "several variables in one Assign",
    states: { A: note({ a: 1, b: 2 }), B: pass(["{% $a %}", "{% $b %}"]) },
    output: [1, 2],
  },
  {
    rule: "names are case-sensitive",
    states: { A: note({ a: 1, A: 2 }), B: pass(["{% $a %}", "{% $A %}"]) },
    output: [1, 2],
  },
  { rule: "a name may be of any letters", states: { A: note({ 案件: 1 }), B: pass("{% $案件 %}") }, output: 1 },
  {
    rule: "a name may have digits and underscores behind the first letter",
    states: { A: note({ a_1: 1 }), B: pass("{% $a_1 %}") },
    output: 1,
  },
  {
    rule: "a variable stays through all later states",
    states: { A: note({ v: 1 }), B: pass(2), C: { Type: "Wait", Seconds: 5 }, D: pass("{% $v %}") },
    output: 1,
  },
  {
    rule: "a variable can be assigned again, and change its kind",
    states: { A: note({ v: 1 }), B: note({ v: "two" }), C: pass("{% $v %}") },
    output: "two",
  },
  {
    rule: "what is assigned does not show in the same state",
    states: {
      A: note({ v: 1 }),
      B: pass("{% $v %}", { Assign: { v: 2 } }),
      C: pass(["{% $states.input %}", "{% $v %}"]),
    },
    output: [1, 2],
  },
  {
    rule: "all of an Assign sees the old values: a swap",
    states: { A: note({ a: 1, b: 2 }), B: note({ a: "{% $b %}", b: "{% $a %}" }), C: pass(["{% $a %}", "{% $b %}"]) },
    output: [2, 1],
  },
  {
    rule: "a new variable is not there for its neighbours in the Assign",
    states: { A: note({ a: 1, b: "{% $a %}" }) },
    error: "States.QueryEvaluationError",
    cause: /'Assign\/b' returned nothing/,
  },
  {
    rule: "a variable that was never assigned is nothing",
    states: { A: pass("{% $nobody %}") },
    error: "States.QueryEvaluationError",
    cause: /returned nothing/,
  },
  {
    rule: "$exists tells whether a variable was assigned",
    states: {
      A: pass(["{% $exists($v) %}"], { Assign: { v: 1 } }),
      B: pass(["{% $states.input[0] %}", "{% $exists($v) %}"]),
    },
    output: [false, true],
  },
  {
    rule: "an assignment on a way not taken did not happen",
    states: {
      A: { Type: "Choice", Choices: [{ Condition: false, Next: "B", Assign: { v: 1 } }], Default: "B" },
      B: pass("{% $exists($v) %}"),
    },
    output: false,
  },
  {
    rule: "a state that fails assigns nothing",
    states: {
      A: note({ v: 1 }),
      B: task("fail", "E", { Assign: { v: 2 }, Catch: [{ ErrorEquals: ["E"], Next: "C" }] }),
      C: pass("{% $v %}"),
    },
    output: 1,
  },
  {
    rule: "a local JSONata variable is no workflow variable",
    states: { A: pass("{% ($x := 1; $x) %}"), B: pass("{% $exists($x) %}") },
    output: false,
  },
  {
    rule: "a local JSONata variable may hide a workflow variable",
    states: { A: note({ v: 1 }), B: pass("{% ($v := 2; $v) %}"), C: pass(["{% $states.input %}", "{% $v %}"]) },
    output: [2, 1],
  },
  {
    rule: "a variable counts rounds",
    states: {
      A: note({ n: 0 }),
      B: note({ n: "{% $n + 1 %}" }),
      C: { Type: "Choice", Choices: [{ Condition: "{% $n < 5 %}", Next: "B" }], Default: "D" },
      D: pass("{% $n %}"),
    },
    output: 5,
  },
  {
    rule: "output and variables are apart",
    states: { A: pass("out", { Assign: { v: "var" } }), B: pass(["{% $states.input %}", "{% $v %}"]) },
    output: ["out", "var"],
  },
]);

section(
  "Developer guide, variable scope: https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html#variable-scope",
  [
    {
      rule: "a branch reads the variables around it",
      states: { A: note({ v: 1 }), P: { Type: "Parallel", Branches: [flow({ B: pass("{% $v %}") })] } },
      output: [1],
    },
    {
      rule: "an iteration reads the variables around it",
      states: {
        A: note({ v: 1 }),
        M: { Type: "Map", Items: [1, 2], ItemProcessor: flow({ B: pass("{% $v + $states.input %}") }) },
      },
      output: [2, 3],
    },
    {
      rule: "the variables of a branch end with it",
      states: { P: { Type: "Parallel", Branches: [flow({ B: note({ mine: 1 }) })] }, C: pass("{% $exists($mine) %}") },
      output: false,
    },
    {
      rule: "the variables of an iteration end with it",
      states: {
        M: { Type: "Map", Items: [1], ItemProcessor: flow({ B: note({ mine: 1 }) }) },
        C: pass("{% $exists($mine) %}"),
      },
      output: false,
    },
    {
      rule: "branches may use the same name, each for itself",
      states: {
        P: {
          Type: "Parallel",
          Branches: ["x", "y"].map((name) => branch(name, { B: note({ mine: name }), C: pass("{% $mine %}") })),
        },
      },
      output: ["x", "y"],
    },
    {
      rule: "a branch does not see what another assigns",
      states: {
        P: {
          Type: "Parallel",
          Branches: [
            flow({ B: note({ one: 1 }) }),
            flow({ C: { Type: "Wait", Seconds: 5 }, D: pass("{% $exists($one) %}") }),
          ],
        },
      },
      output: [{}, false],
    },
    {
      rule: "within a branch a variable stays",
      states: {
        P: {
          Type: "Parallel",
          Branches: [flow({ B: note({ v: 1 }), C: note({ v: "{% $v + 1 %}" }), D: pass("{% $v %}") })],
        },
      },
      output: [2],
    },
    {
      rule: "an inner branch reads through all scopes",
      states: {
        A: note({ v: 1 }),
        P: {
          Type: "Parallel",
          Branches: [
            flow({
              B: note({ w: 2 }),
              Q: { Type: "Parallel", Branches: [flow({ C: pass(["{% $v %}", "{% $w %}"]) })] },
            }),
          ],
        },
      },
      output: [[[1, 2]]],
    },
    {
      rule: "a result is carried out of a scope by Assign of the outer state",
      states: {
        P: {
          Type: "Parallel",
          Branches: [flow({ B: note({ mine: 5 }), C: pass("{% $mine %}") })],
          Assign: { got: "{% $states.result[0] %}" },
        },
        D: pass("{% $got %}"),
      },
      output: 5,
    },
    {
      rule: "variables end with the execution's caught branch too",
      states: {
        P: {
          Type: "Parallel",
          Branches: [flow({ B: note({ mine: 1 }), C: { Type: "Fail", Error: "E" } })],
          Catch: [{ ErrorEquals: ["E"], Next: "D" }],
        },
        D: pass("{% $exists($mine) %}"),
      },
      output: false,
    },
  ],
);
