import type { Json, JsonObject } from "../../../../local/aws.ts";
import { flow, pass, section, task } from "./cases.ts";

const map = (processor: JsonObject, more: JsonObject = {}): JsonObject => ({
  Each: { Type: "Map", ItemProcessor: flow(processor), ...more },
});
const double = { Double: pass("{% $states.input * 2 %}") };
const give = { Give: { Type: "Pass" } };
const slow = { Pause: { Type: "Wait", Seconds: 10 } };
/** Waits ten seconds for each item and fails for negative ones. */
const picky: JsonObject = {
  Pause: { Type: "Wait", Seconds: 10 },
  Good: { Type: "Choice", Choices: [{ Condition: "{% $states.input >= 0 %}", Next: "Give" }], Default: "Bad" },
  Give: pass("{% $states.input * 10 %}", { End: true }),
  Bad: { Type: "Fail", Error: "Negative", Cause: "below zero" },
};

section("Amazon States Language, Map State, input and output: https://states-language.net/#map-state", [
  { rule: "without Items the input is the list", states: map(double), input: [1, 2, 3], output: [2, 4, 6] },
  { rule: "Items may be a constant list", states: map(double, { Items: [4, 5] }), output: [8, 10] },
  {
    rule: "Items may be a list with expressions in it",
    states: map(double, { Items: ["{% $states.input.n %}", 1] }),
    input: { n: 3 },
    output: [6, 2],
  },
  {
    rule: "Items may be an expression",
    states: map(double, { Items: "{% $states.input.rows.n %}" }),
    input: { rows: [{ n: 1 }, { n: 2 }] },
    output: [2, 4],
  },
  { rule: "no items give no outputs", states: map(double, { Items: [] }), output: [] },
  {
    rule: "items may be of any kind",
    states: map(give, { Items: [null, "a", { b: 1 }, [2]] }),
    output: [null, "a", { b: 1 }, [2]],
  },
  {
    rule: "an item is the input of its iteration",
    states: map({ A: pass("{% $states.input.id %}") }, { Items: [{ id: "x" }] }),
    output: ["x"],
  },
  {
    rule: "ItemSelector takes the place of the item",
    states: map(give, {
      Items: ["a", "b"],
      ItemSelector: { of: "{% $states.context.Map.Item.Value %}", at: "{% $states.context.Map.Item.Index %}" },
    }),
    output: [
      { of: "a", at: 0 },
      { of: "b", at: 1 },
    ],
  },
  {
    rule: "ItemSelector sees the input of the Map",
    states: map(give, { Items: [1], ItemSelector: "{% $states.input.unit %}" }),
    input: { unit: "roads" },
    output: ["roads"],
  },
  {
    rule: "ItemSelector sees variables",
    states: { Note: pass(0, { Assign: { v: 7 } }), ...map(give, { Items: [1], ItemSelector: { v: "{% $v %}" } }) },
    output: [{ v: 7 }],
  },
  {
    rule: "ItemSelector may be a constant",
    states: map(give, { Items: [1, 2], ItemSelector: { a: 1 } }),
    output: [{ a: 1 }, { a: 1 }],
  },
  {
    rule: "Output sees the list of outputs as the result",
    states: map(double, { Items: [1, 2], Output: "{% $sum($states.result) %}" }),
    output: 6,
  },
  {
    rule: "Output still sees the input of the Map",
    states: map(double, { Items: [1], Output: "{% $states.input.n %}" }),
    input: { n: 9 },
    output: 9,
  },
  {
    rule: "Assign keeps the result",
    states: {
      ...map(double, { Items: [1, 2], Assign: { all: "{% $states.result %}" }, Output: 0 }),
      Tell: pass("{% $all[1] %}"),
    },
    output: 4,
  },
  {
    rule: "iterations may be several states long",
    states: map({ A: pass("{% $states.input + 1 %}"), B: pass("{% $states.input * 10 %}") }, { Items: [1, 2] }),
    output: [20, 30],
  },
  {
    rule: "a Map may stand in a Map",
    states: map({ Inner: { Type: "Map", ItemProcessor: flow(double) } }, { Items: [[1], [2, 3]] }),
    output: [[2], [4, 6]],
  },
  {
    rule: "in a Map within a Map the context shows the inner item",
    states: map(
      { Inner: { Type: "Map", ItemProcessor: flow({ A: pass("{% $states.context.Map.Item.Value %}") }) } },
      { Items: [["x", "y"]] },
    ),
    output: [["x", "y"]],
  },
  {
    rule: "Items that are no list are an evaluation error",
    states: map(double, { Items: "{% $states.input %}" }),
    input: 5,
    error: "States.QueryEvaluationError",
    cause: /'Items' returned an unexpected result type\. Expected 'array', but was 'number'/,
  },
  {
    rule: "Items that are nothing are an evaluation error",
    states: map(double, { Items: "{% $states.input.none %}" }),
    error: "States.QueryEvaluationError",
    cause: /'Items' returned nothing/,
  },
  {
    rule: "an ItemSelector that fails is an evaluation error",
    states: map(give, { Items: [1], ItemSelector: { a: "{% $nobody %}" } }),
    error: "States.QueryEvaluationError",
    cause: /'ItemSelector\/a'/,
  },
]);

section("Amazon States Language, Map State, concurrency: https://states-language.net/#map-state-concurrency", [
  ...(
    [
      ["without MaxConcurrency all run at once", {}, 10],
      ["MaxConcurrency 0 sets no limit", { MaxConcurrency: 0 }, 10],
      ["MaxConcurrency 1: one after the other", { MaxConcurrency: 1 }, 50],
      ["MaxConcurrency 2: two at a time", { MaxConcurrency: 2 }, 30],
      ["MaxConcurrency may be an expression", { MaxConcurrency: "{% 3 - 2 %}" }, 50],
      ["MaxConcurrency may be larger than the list", { MaxConcurrency: 1_000_000 }, 10],
    ] satisfies [string, JsonObject, number][]
  ).map(([rule, more, took]) => ({
    rule,
    states: map(slow, { Items: [5, 4, 3, 2, 1], ...more }),
    took,
    output: [5, 4, 3, 2, 1],
  })),
  {
    rule: "an inline Map runs 40 at once, whatever MaxConcurrency says",
    states: map(slow, { Items: "{% [1..41] %}", MaxConcurrency: 100 }),
    took: 20,
  },
  { rule: "40 are still at once", states: map(slow, { Items: "{% [1..40] %}" }), took: 10 },
  {
    rule: "the outputs keep the order, whoever is done first",
    states: map({ Pause: { Type: "Wait", Seconds: "{% $states.input %}" } }, { Items: [30, 10, 20] }),
    output: [30, 10, 20],
    took: 30,
  },
  {
    rule: "as soon as one is done the next begins",
    states: map(
      { Pause: { Type: "Wait", Seconds: "{% $states.input %}" } },
      { Items: [30, 10, 10, 10], MaxConcurrency: 2 },
    ),
    took: 30,
  },
  {
    rule: "with one at a time, later items see nothing of earlier ones",
    states: map({ A: pass("{% $exists($mine) %}", { Assign: { mine: 1 } }) }, { Items: [1, 2], MaxConcurrency: 1 }),
    output: [false, false],
  },
  {
    rule: "a negative MaxConcurrency is an evaluation error",
    states: map(slow, { Items: [1], MaxConcurrency: "{% -1 %}" }),
    error: "States.QueryEvaluationError",
    cause: /'MaxConcurrency'/,
  },
  {
    rule: "a MaxConcurrency that is no integer is an evaluation error",
    states: map(slow, { Items: [1], MaxConcurrency: "{% 1.5 %}" }),
    error: "States.QueryEvaluationError",
    cause: /'MaxConcurrency'/,
  },
  {
    rule: "a MaxConcurrency of text is an evaluation error",
    states: map(slow, { Items: [1], MaxConcurrency: "{% '2' %}" }),
    error: "States.QueryEvaluationError",
    cause: /'MaxConcurrency' returned an unexpected result type/,
  },
]);

const items = [1, -1, 2, -2];
const exceeded = "States.ExceedToleratedFailureThreshold";
const tolerances: [rule: string, more: JsonObject, error: string | undefined, items?: Json[]][] = [
  ["no threshold: the first failure fails the Map", {}, "Negative"],
  ["as many as tolerated", { ToleratedFailureCount: 2 }, undefined],
  ["one more than tolerated", { ToleratedFailureCount: 1 }, exceeded],
  ["none tolerated", { ToleratedFailureCount: 0 }, exceeded],
  ["none tolerated, none failed", { ToleratedFailureCount: 0 }, undefined, [1, 2]],
  ["the share tolerated", { ToleratedFailurePercentage: 50 }, undefined],
  ["more than the share tolerated", { ToleratedFailurePercentage: 49 }, exceeded],
  ["100 percent: no failure is too many", { ToleratedFailurePercentage: 100 }, undefined, [-1, -2]],
  ["0 percent", { ToleratedFailurePercentage: 0 }, exceeded],
  ["a fraction of a percent", { ToleratedFailurePercentage: 33.3 }, exceeded, [1, 2, -1]],
  ["count by an expression", { ToleratedFailureCount: "{% 1 + 1 %}" }, undefined],
  ["share by an expression", { ToleratedFailurePercentage: "{% 25 * 2 %}" }, undefined],
  ["both given, the count exceeded", { ToleratedFailureCount: 1, ToleratedFailurePercentage: 100 }, exceeded],
  ["both given, the share exceeded", { ToleratedFailureCount: 4, ToleratedFailurePercentage: 25 }, exceeded],
  ["both given, neither exceeded", { ToleratedFailureCount: 2, ToleratedFailurePercentage: 50 }, undefined],
  ["a share beyond 100", { ToleratedFailurePercentage: "{% 101 %}" }, "States.QueryEvaluationError"],
  ["a share below 0", { ToleratedFailurePercentage: "{% -1 %}" }, "States.QueryEvaluationError"],
  ["a count that is no integer", { ToleratedFailureCount: "{% 0.5 %}" }, "States.QueryEvaluationError"],
];

section(
  "Developer guide, tolerated failures: https://docs.aws.amazon.com/step-functions/latest/dg/maprun-fail-threshold.html",
  tolerances.map(([rule, more, error, list]) => ({
    rule,
    states: map(picky, more),
    input: list ?? items,
    ...(error === undefined ? {} : { error }),
  })),
);

section("Amazon States Language, Map State, failures: https://states-language.net/#map-state", [
  {
    rule: "an item that fails fails the Map with its error and cause",
    states: map(picky),
    input: [1, -1],
    error: "Negative",
    cause: "below zero",
    took: 10,
  },
  {
    rule: "an item that fails stops the others",
    states: map({
      Pause: { Type: "Wait", Seconds: "{% $states.input * 10 %}" },
      First: { Type: "Choice", Choices: [{ Condition: "{% $states.input = 1 %}", Next: "Bad" }], Default: "Never" },
      Never: task("echo"),
      Bad: { Type: "Fail", Error: "E" },
    }),
    input: [1, 2, 3],
    error: "E",
    calledAt: [],
    took: 10,
  },
  {
    rule: "no further item is begun",
    states: map({ A: task("echo"), B: { Type: "Fail", Error: "E" } }, { MaxConcurrency: 1 }),
    input: [1, 2, 3],
    error: "E",
    calledAt: [0],
  },
  {
    rule: "an item whose error is caught inside is no failure",
    states: map({ A: task("fail", "E", { Catch: [{ ErrorEquals: ["E"], Next: "Mend" }] }), Mend: pass("mended") }),
    input: [1, 2],
    output: ["mended", "mended"],
  },
  {
    rule: "an item may be retried inside",
    states: map({ A: task("fail", "E", { Retry: [{ ErrorEquals: ["E"], MaxAttempts: 1 }] }) }),
    input: [1],
    error: "E",
    calledAt: [0, 1],
  },
  {
    rule: "a Map may be caught as a whole",
    states: {
      ...map(picky, {
        Catch: [{ ErrorEquals: ["Negative"], Next: "Tell", Output: "{% $states.errorOutput.Cause %}" }],
        Next: "Never",
      }),
      Never: { Type: "Fail" },
      Tell: { Type: "Succeed" },
    },
    input: [-1],
    output: "below zero",
  },
  {
    rule: "a threshold that was exceeded may be caught",
    states: {
      ...map(picky, {
        ToleratedFailureCount: 0,
        Catch: [{ ErrorEquals: [exceeded], Next: "Tell", Output: "caught" }],
        Next: "Never",
      }),
      Never: { Type: "Fail" },
      Tell: { Type: "Succeed" },
    },
    input: [-1],
    output: "caught",
  },
  {
    rule: "tolerated failures leave the outputs of the others in their places",
    states: map(picky, { ToleratedFailureCount: 1, Output: "{% [$states.result[0], $states.result[2]] %}" }),
    input: [1, -1, 2],
    output: [10, 20],
  },
]);
