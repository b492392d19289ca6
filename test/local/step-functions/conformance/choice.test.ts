import type { Json, JsonObject } from "../../../../local/aws.ts";
import { pass, section } from "./cases.ts";

/** A Choice before two ends that tell which way was taken. */
function choosing(choices: JsonObject[], more: JsonObject = {}): JsonObject {
  return {
    Choose: {
      Type: "Choice",
      Choices: choices.map((choice) => ({ Next: "Left", ...choice })),
      Default: "Right",
      ...more,
    },
    Left: pass(["left", "{% $states.input %}", "{% $exists($seen) ? $seen : 'unseen' %}"], { End: true }),
    Right: pass(["right", "{% $states.input %}", "{% $exists($seen) ? $seen : 'unseen' %}"], { End: true }),
  };
}

const conditions: [condition: string, input: Json, way: "left" | "right"][] = [
  ["$states.input.n = 1", { n: 1 }, "left"],
  ["$states.input.n = 1", { n: "1" }, "right"],
  ["$states.input.n != 1", { n: 2 }, "left"],
  ["$states.input.n > 1 and $states.input.n <= 3", { n: 3 }, "left"],
  ["$states.input.n < 1 or $states.input.n >= 3", { n: 2 }, "right"],
  ["$not($states.input.ok)", { ok: false }, "left"],
  ["'b' in $states.input.list", { list: ["a", "b"] }, "left"],
  ["$exists($states.input.a)", { a: null }, "left"],
  ["$exists($states.input.a)", {}, "right"],
  ["$contains($states.input.s, /^ab+c$/)", { s: "abbc" }, "left"],
  ["$type($states.input.a) = 'null'", { a: null }, "left"],
  ["$toMillis($states.input.due) <= $millis()", { due: "2026-03-01T08:00:00Z" }, "left"],
  ["$toMillis($states.input.due) <= $millis()", { due: "2026-03-01T08:00:01Z" }, "right"],
];

section(
  "Developer guide, Choice state, JSONata: https://docs.aws.amazon.com/step-functions/latest/dg/state-choice.html",
  [
    ...conditions.map(([condition, input, way]) => ({
      rule: `${condition} with ${JSON.stringify(input)} goes ${way}`,
      states: choosing([{ Condition: `{% ${condition} %}` }]),
      input,
      output: [way, input, "unseen"],
    })),
    {
      rule: "the first condition that holds decides",
      states: choosing([
        { Condition: "{% true %}", Output: 1 },
        { Condition: "{% true %}", Output: 2 },
      ]),
      output: ["left", 1, "unseen"],
    },
    {
      rule: "conditions behind the one that holds are not evaluated",
      states: choosing([{ Condition: "{% true %}" }, { Condition: "{% $nobody %}" }]),
      output: ["left", {}, "unseen"],
    },
    {
      rule: "a condition may be the constant true",
      states: choosing([{ Condition: true }]),
      output: ["left", {}, "unseen"],
    },
    {
      rule: "a condition may be the constant false",
      states: choosing([{ Condition: false }]),
      output: ["right", {}, "unseen"],
    },
    {
      rule: "a choice has its own Output and Assign",
      states: choosing([{ Condition: true, Output: "{% $states.input.n %}", Assign: { seen: "rule" } }], {
        Output: "state",
        Assign: { seen: "state" },
      }),
      input: { n: 1 },
      output: ["left", 1, "rule"],
    },
    {
      rule: "the state's Output and Assign go with Default",
      states: choosing([{ Condition: false, Output: "rule" }], {
        Output: "{% $states.input.n %}",
        Assign: { seen: "state" },
      }),
      input: { n: 1 },
      output: ["right", 1, "state"],
    },
    {
      rule: "a choice without Output gives on the input, whatever the state's Output",
      states: choosing([{ Condition: true }], { Output: "state", Assign: { seen: "state" } }),
      input: 5,
      output: ["left", 5, "unseen"],
    },
    {
      rule: "a condition sees variables",
      states: { Note: pass(1, { Assign: { go: true } }), ...choosing([{ Condition: "{% $go %}" }]) },
      output: ["left", 1, "unseen"],
    },
    {
      rule: "nothing fits and there is no Default: States.NoChoiceMatched",
      states: { A: { Type: "Choice", Choices: [{ Condition: false, Next: "B" }] }, B: pass(1) },
      error: "States.NoChoiceMatched",
    },
    {
      rule: "a text is not a boolean",
      states: choosing([{ Condition: "{% 'true' %}" }]),
      error: "States.QueryEvaluationError",
      cause:
        /'Choices\[0\]\/Condition' returned an unexpected result type\. Expected 'boolean', but was 'string' for value: "true"/,
    },
    {
      rule: "a number is not a boolean",
      states: choosing([{ Condition: false }, { Condition: "{% 1 %}" }]),
      error: "States.QueryEvaluationError",
      cause: /'Choices\[1\]\/Condition'/,
    },
    {
      rule: "a condition that gives nothing is an evaluation error",
      states: choosing([{ Condition: "{% $states.input.flag %}" }]),
      error: "States.QueryEvaluationError",
      cause: /'Choices\[0\]\/Condition' returned nothing/,
    },
    {
      rule: "an Output of a choice that fails is named under the choice",
      states: choosing([{ Condition: true, Output: { a: "{% $nobody %}" } }]),
      error: "States.QueryEvaluationError",
      cause: /'Choices\[0\]\/Output\/a'/,
    },
    {
      rule: "an Assign of a choice that fails is named under the choice",
      states: choosing([{ Condition: true, Assign: { seen: "{% $nobody %}" } }]),
      error: "States.QueryEvaluationError",
      cause: /'Choices\[0\]\/Assign\/seen'/,
    },
    {
      rule: "an Assign of the state that fails is named under the state",
      states: choosing([{ Condition: false }], { Assign: { seen: "{% $nobody %}" } }),
      error: "States.QueryEvaluationError",
      cause: /'Assign\/seen'/,
    },
  ],
);
