import type { JsonObject } from "../../../../local/aws.ts";
import { flow, pass, section, task, tokensOf, waiting } from "./cases.ts";

const parallel = (branches: JsonObject[], more: JsonObject = {}): JsonObject => ({
  Both: { Type: "Parallel", Branches: branches.map(flow), ...more },
});
const pause = (name: string, Seconds: number, Output: string): JsonObject => ({
  [name]: { Type: "Wait", Seconds, Output },
});
const out = (name: string, Seconds: number, error: string): JsonObject => ({
  [`Before ${name}`]: { Type: "Wait", Seconds, Next: name },
  [name]: { Type: "Fail", Error: error, Cause: `${name} failed` },
});

section("Amazon States Language, Parallel State: https://states-language.net/#parallel-state", [
  {
    rule: "outputs come in the order of the branches",
    states: parallel([pause("A", 30, "a"), pause("B", 10, "b"), pause("C", 20, "c")]),
    output: ["a", "b", "c"],
  },
  {
    rule: "branches run at once: the longest decides how long it takes",
    states: parallel([pause("A", 30, "a"), pause("B", 10, "b")]),
    took: 30,
  },
  { rule: "one branch gives a list of one", states: parallel([{ A: pass(1) }]), output: [1] },
  {
    rule: "each branch gets the input",
    states: parallel([{ A: { Type: "Pass" } }, { B: pass("{% $states.input.n + 1 %}") }]),
    input: { n: 1 },
    output: [{ n: 1 }, 2],
  },
  {
    rule: "Arguments take the place of the input",
    states: parallel([{ A: { Type: "Pass" } }, { B: { Type: "Pass" } }], {
      Arguments: { m: "{% $states.input.n * 2 %}" },
    }),
    input: { n: 2 },
    output: [{ m: 4 }, { m: 4 }],
  },
  {
    rule: "Arguments may be one expression",
    states: parallel([{ A: { Type: "Pass" } }], { Arguments: "{% $states.input.list[0] %}" }),
    input: { list: [7, 8] },
    output: [7],
  },
  {
    rule: "Output sees the list of outputs as the result",
    states: parallel([{ A: pass(1) }, { B: pass(2) }], { Output: "{% $sum($states.result) %}" }),
    output: 3,
  },
  {
    rule: "Output still sees the input of the state, not the Arguments",
    states: parallel([{ A: pass(1) }], { Arguments: { n: 2 }, Output: "{% $states.input.n %}" }),
    input: { n: 1 },
    output: 1,
  },
  {
    rule: "Assign keeps the result",
    states: {
      ...parallel([{ A: pass(1) }, { B: pass(2) }], { Assign: { second: "{% $states.result[1] %}" }, Output: "x" }),
      Tell: pass("{% $second %}"),
    },
    output: 2,
  },
  {
    rule: "branches may be several states long",
    states: parallel([{ A: pass(1), B: pass("{% $states.input + 1 %}"), C: pass("{% $states.input * 10 %}") }]),
    output: [20],
  },
  { rule: "a branch may end in a Succeed", states: parallel([{ A: { Type: "Succeed", Output: 1 } }]), output: [1] },
  {
    rule: "a branch may end in a Choice's ways",
    states: parallel([
      {
        A: { Type: "Choice", Choices: [{ Condition: "{% $states.input > 1 %}", Next: "Big" }], Default: "Small" },
        Big: pass("big", { End: true }),
        Small: pass("small", { End: true }),
      },
    ]),
    input: 2,
    output: ["big"],
  },
  {
    rule: "a Parallel may stand in a branch",
    states: parallel([
      { Inner: { Type: "Parallel", Branches: [flow({ A: pass(1) }), flow({ B: pass(2) })] } },
      { C: pass(3) },
    ]),
    output: [[1, 2], 3],
  },
  {
    rule: "a Map may stand in a branch",
    states: parallel([{ Inner: { Type: "Map", ItemProcessor: flow({ A: pass("{% $states.input * 2 %}") }) } }]),
    input: [1, 2],
    output: [[2, 4]],
  },
  {
    rule: "Arguments that fail are an evaluation error of the Parallel",
    states: parallel([{ A: pass(1) }], { Arguments: { a: "{% $nobody %}" } }),
    error: "States.QueryEvaluationError",
    cause: /state 'Both' .*'Arguments\/a'/,
  },
  {
    rule: "an Output that fails is an evaluation error of the Parallel",
    states: parallel([{ A: pass(1) }], { Output: "{% $states.result[5] %}" }),
    error: "States.QueryEvaluationError",
    cause: /state 'Both' .*'Output'/,
  },
  {
    rule: "a branch that fails fails the Parallel with its error and cause",
    states: parallel([out("A", 5, "E"), pause("B", 1, "b")]),
    error: "E",
    cause: "A failed",
    took: 5,
  },
  {
    rule: "the first failure decides",
    states: parallel([out("A", 9, "Late"), out("B", 3, "Soon")]),
    error: "Soon",
    took: 3,
  },
  {
    rule: "the other branches stop where they are",
    states: parallel([out("A", 5, "E"), { W: { Type: "Wait", Seconds: 10 }, Never: task("echo") }]),
    error: "E",
    calledAt: [],
  },
  {
    rule: "nested branches stop too",
    states: parallel([
      out("A", 5, "E"),
      { Inner: { Type: "Parallel", Branches: [flow({ W: { Type: "Wait", Seconds: 10 }, Never: task("echo") })] } },
    ]),
    error: "E",
    calledAt: [],
  },
  {
    rule: "an error caught inside a branch is its output",
    states: parallel([
      {
        A: task("fail", "E", {
          Catch: [{ ErrorEquals: ["E"], Next: "Mend", Output: "{% $states.errorOutput.Error %}" }],
        }),
        Mend: { Type: "Succeed" },
      },
      { B: pass(2) },
    ]),
    output: ["E", 2],
  },
  {
    rule: "a caught Parallel goes on behind its Catch",
    states: {
      ...parallel([out("A", 5, "E")], { Catch: [{ ErrorEquals: ["E"], Next: "Tell" }], Next: "Never" }),
      Never: pass(1, { End: true }),
      Tell: pass("{% $states.input.Cause %}"),
    },
    output: "A failed",
    took: 5,
  },
  {
    rule: "a branch that waits for a token does not hold up the others",
    states: parallel([{ Ask: waiting() }, { B: task("echo") }]),
    during: async (cloud) => {
      await cloud.seconds(100);
      await cloud.call("SendTaskSuccess", { taskToken: tokensOf(cloud)[0] ?? "", output: '"heard"' });
      await cloud.clock.idle();
    },
    input: 1,
    output: ["heard", 1],
    took: 100,
  },
  {
    rule: "the branches of a retried Parallel begin anew",
    states: parallel([{ A: task("echo") }, out("B", 5, "E")], { Retry: [{ ErrorEquals: ["E"], MaxAttempts: 1 }] }),
    error: "E",
    calledAt: [0, 6],
    took: 11,
  },
  {
    rule: "a Parallel has no time-out of its own, its tasks have",
    states: parallel([{ A: waiting({ TimeoutSeconds: 30 }) }, pause("B", 100, "b")]),
    error: "States.Timeout",
    took: 30,
  },
]);
