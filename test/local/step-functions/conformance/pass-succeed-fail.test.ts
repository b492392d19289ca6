import { pass, section } from "./cases.ts";

section("Amazon States Language, Pass State: https://states-language.net/#pass-state", [
  { rule: "a Pass without Output gives on its input", states: { A: { Type: "Pass" } }, input: [1], output: [1] },
  {
    rule: "a Pass gives on a constant Output",
    states: { A: pass({ a: [1, null, "x", true] }) },
    output: { a: [1, null, "x", true] },
  },
  {
    rule: "a Pass gives on what its Output evaluates to",
    states: { A: pass("{% $states.input.n * 2 %}") },
    input: { n: 4 },
    output: 8,
  },
  { rule: "null is an output", states: { A: pass(null) }, output: null },
  { rule: "false is an output", states: { A: pass("{% false %}") }, output: false },
  { rule: "an empty string is an output", states: { A: pass("") }, output: "" },
  {
    rule: "the output of a state is the input of the next",
    states: { A: pass({ n: 1 }), B: pass("{% $states.input.n + 1 %}") },
    output: 2,
  },
  {
    rule: "Next decides what follows, not the order",
    machine: { StartAt: "B", States: { A: { Type: "Pass", End: true }, B: pass("b", { Next: "A" }) } },
    output: "b",
  },
  {
    rule: "a comment says nothing to the interpreter",
    states: { A: pass(1, { Comment: "{% $nobody %}" }) },
    output: 1,
  },
  {
    rule: "a state may say again that it is JSONata",
    states: { A: pass("{% 1 %}", { QueryLanguage: "JSONata" }) },
    output: 1,
  },
  {
    rule: "states may go round until a Choice leaves",
    states: {
      Begin: pass(1),
      Double: pass("{% $states.input * 2 %}"),
      Enough: { Type: "Choice", Choices: [{ Condition: "{% $states.input < 100 %}", Next: "Double" }], Default: "End" },
      End: { Type: "Succeed" },
    },
    output: 128,
  },
]);

section("Amazon States Language, Succeed State: https://states-language.net/#succeed-state", [
  {
    rule: "a Succeed ends the execution with its input",
    states: { A: { Type: "Succeed" } },
    input: { a: 1 },
    output: { a: 1 },
  },
  {
    rule: "a Succeed may have an Output",
    states: { A: { Type: "Succeed", Output: { got: "{% $states.input %}" } } },
    input: 7,
    output: { got: 7 },
  },
  {
    rule: "an Output of a Succeed that fails, fails the execution",
    states: { A: { Type: "Succeed", Output: "{% $states.input.none %}" } },
    error: "States.QueryEvaluationError",
  },
]);

section("Amazon States Language, Fail State: https://states-language.net/#fail-state", [
  {
    rule: "a Fail fails the execution with its Error and Cause",
    states: { A: { Type: "Fail", Error: "E", Cause: "why" } },
    error: "E",
    cause: "why",
  },
  {
    rule: "Error may be an expression",
    states: { A: { Type: "Fail", Error: "{% 'Not' & $states.input.what %}" } },
    input: { what: "Found" },
    error: "NotFound",
  },
  {
    rule: "Cause may be an expression",
    states: { A: { Type: "Fail", Error: "E", Cause: "{% $string($states.input) %}" } },
    input: { a: 1 },
    error: "E",
    cause: '{"a":1}',
  },
  {
    rule: "a Fail sees variables",
    states: { A: pass(1, { Assign: { e: "Known" } }), B: { Type: "Fail", Error: "{% $e %}" } },
    error: "Known",
  },
  {
    rule: "an Error that is no text is an evaluation error",
    states: { A: { Type: "Fail", Error: "{% 42 %}" } },
    error: "States.QueryEvaluationError",
    cause: /'Error' returned an unexpected result type\. Expected 'string', but was 'number'/,
  },
  {
    rule: "a Cause that is no text is an evaluation error",
    states: { A: { Type: "Fail", Error: "E", Cause: "{% {} %}" } },
    error: "States.QueryEvaluationError",
    cause: /'Cause' returned an unexpected result type/,
  },
  {
    rule: "a Cause that is nothing is an evaluation error",
    states: { A: { Type: "Fail", Error: "E", Cause: "{% $states.input.why %}" } },
    error: "States.QueryEvaluationError",
    cause: /'Cause' returned nothing/,
  },
  { rule: "a Fail without Error and Cause fails without them", states: { A: { Type: "Fail" } }, status: "FAILED" },
  {
    rule: "a Fail may use a predefined error name",
    states: { A: { Type: "Fail", Error: "States.TaskFailed" } },
    error: "States.TaskFailed",
  },
]);
