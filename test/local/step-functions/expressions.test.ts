import { expect, test } from "vitest";
import type { Json } from "../../../local/aws.ts";
import { only, outcomeOf } from "./harness.ts";

/** Runs one Pass state that gives on an expression. */
async function evaluated(expression: string, input: Json = {}) {
  return outcomeOf(only({ Type: "Pass", Output: `{% ${expression} %}` }), input);
}

const values: [expression: string, value: Json, input?: Json][] = [
  ["$states.input.a + 1", 3, { a: 2 }],
  ["$states.input", { a: [1, { b: null }] }, { a: [1, { b: null }] }],
  [
    "$states.input.rows[value > 1].name",
    ["b", "c"],
    { rows: [1, 2, 3].map((value) => ({ value, name: "abc"[value - 1] ?? "" })) },
  ],
  [
    "$states.input.rows^(>rank).id",
    [2, 1],
    {
      rows: [
        { id: 1, rank: 1 },
        { id: 2, rank: 9 },
      ],
    },
  ],
  [
    "$states.input.rows{kind: $count(id)}",
    { a: 2, b: 1 },
    {
      rows: [
        { id: 1, kind: "a" },
        { id: 2, kind: "a" },
        { id: 3, kind: "b" },
      ],
    },
  ],
  ["$map($states.input, function($v) { $v * 2 })", [2, 4], [1, 2]],
  ["($x := 2; $x * $x)", 4],
  ["$partition([1..5], 2)", [[1, 2], [3, 4], [5]]],
  ["$range(0, 10, 3)", [0, 3, 6, 9]],
  ["$range(3, 1, -1)", [3, 2, 1]],
  ["$hash('abc', 'SHA-256')", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
  ["$hash('abc', 'MD5')", "900150983cd24fb0d6963f7d28e17f72"],
  [`$parse('{"a": [1]}').a`, [1]],
  ["$random(7) = $random(7)", true],
  ["$random(7) = $random(8)", false],
  ["$match($uuid(), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/).match.$length()", 36],
  ["$uuid() = $uuid()", false],
  ["$now()", "2026-03-01T08:00:00.000Z"],
  ["$now('[Y0001]-[M01]-[D01] [H01]', '+0800')", "2026-03-01 16"],
  ["$fromMillis($millis())", "2026-03-01T08:00:00.000Z"],
  ["null", null],
];

test.each(values)("%s gives %j", async (expression, value, input) => {
  expect(await evaluated(expression, input)).toMatchObject({ status: "SUCCEEDED", output: value });
});

const failing: [expression: string, cause: string][] = [
  [
    "$states.input.missing",
    "The JSONata expression '$states.input.missing' specified for the field 'Output' returned nothing (undefined).",
  ],
  ["$nobody", "returned nothing (undefined)."],
  ["$partition([1, 2], 0)", "returned nothing (undefined)."],
  ["$range(1, 3)", "returned nothing (undefined)."],
  ["$hash('abc')", "returned nothing (undefined)."],
  ["$hash('abc', 'sha-1')", "threw an error during evaluation. $hash: sha-1 is not one of"],
  ["1 + 'a'", "threw an error during evaluation. T2002: The right side of the"],
  ["$error('no such ward')", "threw an error during evaluation. D3137: no such ward"],
  ["$parse('{')", "threw an error during evaluation."],
  ["function($x) { $x }", "a function is not JSON"],
];

test.each(failing)("%s fails: %s", async (expression, cause) => {
  const outcome = await evaluated(expression);
  expect(outcome).toMatchObject({ status: "FAILED", error: "States.QueryEvaluationError" });
  expect(outcome.cause).toContain(cause);
  expect(outcome.cause).toContain("An error occurred while executing the state 'Only' (entered at the event id #2).");
});

test("$now and $millis follow the clock from state to state", async () => {
  const { output } = await outcomeOf({
    StartAt: "Pause",
    States: {
      Pause: { Type: "Wait", Seconds: 90, Next: "Tell" },
      Tell: { Type: "Pass", Output: "{% $now() %}", End: true },
    },
  });
  expect(output).toBe("2026-03-01T08:01:30.000Z");
});

test("expressions are found at any depth, and their field is named as AWS names it", async () => {
  const output = { deep: [{ a: "{% $states.input.n %}", b: "plain" }, ["{% $states.input.missing %}"]] };
  const { cause } = await outcomeOf(only({ Type: "Pass", Output: output }), { n: 1 });
  expect(cause).toContain("specified for the field 'Output/deep[1][0]' returned nothing");
});

test("the context object tells execution, state and machine", async () => {
  const { output, executionArn } = await outcomeOf(only({ Type: "Pass", Output: "{% $states.context %}" }), { a: 1 });
  expect(output).toEqual({
    Execution: {
      Id: executionArn,
      Input: { a: 1 },
      StartTime: "2026-03-01T08:00:00.000Z",
      Name: executionArn.split(":").at(-1),
      RoleArn: "arn:aws:iam::123456789012:role/TriedMachine",
      RedriveCount: 0,
    },
    StateMachine: { Id: "arn:aws:states:eu-west-1:123456789012:stateMachine:tried", Name: "tried" },
    State: { Name: "Only", EnteredTime: "2026-03-01T08:00:00.000Z", RetryCount: 0 },
  });
});
