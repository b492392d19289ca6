import type { Json } from "../../../../local/aws.ts";
import { pass, section, task } from "./cases.ts";

const gives = ([expression, output, input = {}]: [expression: string, output: Json, input?: Json]) => ({
  rule: `${expression} gives ${JSON.stringify(output)}`,
  states: { A: pass(`{% ${expression} %}`) },
  input,
  output,
});
const fails = ([expression, cause, input = {}]: [expression: string, cause: RegExp, input?: Json]) => ({
  rule: `${expression} fails`,
  states: { A: pass(`{% ${expression} %}`) },
  input,
  error: "States.QueryEvaluationError",
  cause,
});
const people = {
  people: [
    { name: "Li", age: 30, tags: ["a", "b"] },
    { name: "Wu", age: 20, tags: [] },
    { name: "Xu", age: 40, tags: ["a"] },
  ],
};

const language: [expression: string, output: Json, input?: Json][] = [
  ["1 + 2 * 3", 7],
  ["(1 + 2) * 3", 9],
  ["7 % 4", 3],
  ["-$states.input.n", -5, { n: 5 }],
  ["'a' & 1 & true & null", "a1truenull"],
  ["'a' & $states.input.none", "a"],
  ["1 = 1 and 'a' != 'b'", true],
  ["3 > 2 ? 'yes' : 'no'", "yes"],
  ["2 in [1, 2]", true],
  ["[1..4]", [1, 2, 3, 4]],
  ["[1, [2, 3]]", [1, [2, 3]]],
  ["{'a': 1, 'b': [2]}", { a: 1, b: [2] }],
  ["{'a': $states.input.none}", {}],
  ["[1, $states.input.none, 2]", [1, 2]],
  ["$states.input.people.name", ["Li", "Wu", "Xu"], people],
  ["$states.input.people[0].name", "Li", people],
  ["$states.input.people[-1].name", "Xu", people],
  ["$states.input.people[age > 25].name", ["Li", "Xu"], people],
  ["$states.input.people[age > 35].name", "Xu", people],
  ["[$states.input.people[age > 35].name]", ["Xu"], people],
  ["$states.input.people[age > 35].name[]", ["Xu"], people],
  ["$states.input.people.tags", ["a", "b", "a"], people],
  ["$states.input.people^(age).name", ["Wu", "Li", "Xu"], people],
  ["$states.input.people^(>age).name", ["Xu", "Li", "Wu"], people],
  ["$states.input.people{name: age}", { Li: 30, Wu: 20, Xu: 40 }, people],
  ["$states.input.people.{'n': name}", [{ n: "Li" }, { n: "Wu" }, { n: "Xu" }], people],
  ["$states.input.*", [1, 2], { a: 1, b: 2 }],
  ["$states.input.**.n", [1, 2], { a: { n: 1 }, b: { c: { n: 2 } } }],
  ["$states.input.`a b`", 1, { "a b": 1 }],
  ["($x := 5; $y := $x * 2; $y + 1)", 11],
  ["($f := function($n) { $n <= 1 ? 1 : $n * $f($n - 1) }; $f(5))", 120],
  ["[1, 2, 3] ~> $map(function($v) { $v * 2 }) ~> $sum()", 12],
  [
    "$states.input ~> |people[name = 'Li']|{'age': 31}|",
    { people: [{ name: "Li", age: 31 }] },
    { people: [{ name: "Li", age: 30 }] },
  ],
  ["/* a comment */ 1", 1],
  ["$states.input.people[$.age = 20].name", "Wu", people],
  ["$states.input.people@$p.$p.tags#$i[$i = 0]", ["a", "a"], people],
  ["null", null],
  ["$states.input.a", null, { a: null }],
  ["$states.input.list", [1], { list: [1] }],
];

section("JSONata 2.0, language: https://docs.jsonata.org/overview", language.map(gives));

section(
  "Developer guide, transforming data, errors: https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html",
  [
    ...(
      [
        [
          "$states.input.missing",
          /^An error occurred while executing the state 'A' \(entered at the event id #2\)\. The JSONata expression '\$states\.input\.missing' specified for the field 'Output' returned nothing \(undefined\)\.$/,
        ],
        ["$states.input.people[name = 'Nobody']", /returned nothing/, people],
        ["$nobody", /returned nothing/],
        ["1 + 'a'", /specified for the field 'Output' threw an error during evaluation\. T2002: /],
        ["'a' > 1", /threw an error during evaluation\. T2009: /],
        ["$sum(['a'])", /T0412: /],
        ["$abs('x')", /T0410: /],
        ["$number('x')", /D3030: /],
        ["$nofunction(1)", /T1006: /],
        ["$error('no such ward')", /D3137: no such ward/],
        ["$assert(1 = 2, 'must hold')", /D3141: must hold/],
        ["function($x) { $x }", /a function is not JSON/],
        ["$sum", /a function is not JSON/],
        ["$string(1/0)", /D3001: /],
      ] satisfies [string, RegExp, Json?][]
    ).map((one) => fails(one as [string, RegExp, Json?])),
    {
      rule: "a result that is infinite is written by its name",
      states: { A: pass(["{% 1/0 %}", "{% -1/0 %}", "{% 0/0 %}"]) },
      output: ["Infinity", "-Infinity", "NaN"],
    },
    {
      rule: "an infinite number within a result too",
      states: { A: pass("{% {'k': [1/0]} %}") },
      output: { k: ["Infinity"] },
    },
    {
      rule: "the field of a failure is told with keys and indexes",
      states: { A: pass({ deep: [{ a: 1 }, ["{% $nobody %}"]] }) },
      error: "States.QueryEvaluationError",
      cause: /specified for the field 'Output\/deep\[1\]\[0\]' returned nothing/,
    },
    {
      rule: "the state of a failure is told",
      states: { A: pass(1), "The second": pass("{% $nobody %}") },
      error: "States.QueryEvaluationError",
      cause: /^An error occurred while executing the state 'The second' \(entered at the event id #4\)\. /,
    },
  ],
);

section("Amazon States Language, JSONata strings: https://states-language.net/#jsonata-expressions", [
  {
    rule: "white space around the expression does not matter",
    states: { A: pass("{%1+1%}"), B: pass("{%   $states.input + 1   %}") },
    output: 3,
  },
  {
    rule: "a text without marks is taken literally",
    states: { A: pass(["$states.input", "$.a", "{ % 1 % }", "States.Format('a')"]) },
    output: ["$states.input", "$.a", "{ % 1 % }", "States.Format('a')"],
  },
  { rule: "keys are never expressions", states: { A: pass({ "$states.input": 1 }) }, output: { "$states.input": 1 } },
  {
    rule: "expressions are found in lists and objects at any depth",
    states: { A: pass({ a: [{ b: ["{% 1 %}", { c: "{% 2 %}" }] }], d: "plain" }) },
    output: { a: [{ b: [1, { c: 2 }] }], d: "plain" },
  },
  {
    rule: "text is put together with &",
    states: { A: pass("{% 'Case ' & $states.input.id & '!' %}") },
    input: { id: 7 },
    output: "Case 7!",
  },
  {
    rule: "text that an expression gives is not evaluated again",
    states: { A: pass("{% '{' & '% 1 + 1 %' & '}' %}") },
    output: "{% 1 + 1 %}",
  },
  {
    rule: "input that looks like an expression is not evaluated",
    states: { A: pass("{% $states.input %}") },
    input: "{% 1 + 1 %}",
    output: "{% 1 + 1 %}",
  },
  {
    rule: "$now and $millis are the same moment throughout an expression",
    states: { A: pass("{% $toMillis($now()) = $millis() %}") },
    output: true,
  },
  {
    rule: "$now follows the clock",
    states: { A: { Type: "Wait", Seconds: 90 }, B: pass("{% $now() %}") },
    output: "2026-03-01T08:01:30.000Z",
  },
  {
    rule: "a list of one stays a list when it was one",
    states: { A: task("echo", { Items: [1] }, { Output: "{% $states.result.Payload.Items %}" }) },
    output: [1],
  },
]);
