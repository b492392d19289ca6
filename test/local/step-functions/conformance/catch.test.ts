import { AwsError, FunctionFailed, type JsonObject } from "../../../../local/aws.ts";
import { type Case, flow, pass, section, task } from "./cases.ts";

/** A task that fails with `error`; its catchers tell by their place which one took it. */
function catching(rule: string, error: string | Error, lists: string[][], taken: number | undefined): Case {
  const Catch = lists.map((ErrorEquals, index) => ({ ErrorEquals, Next: "End", Output: index }));
  const thrown = typeof error === "string" ? new FunctionFailed(error, "x") : error;
  return {
    rule,
    states: {
      Try: task("broken", {}, { Catch, Next: "Never" }),
      Never: { Type: "Fail", Error: "never" },
      End: { Type: "Succeed" },
    },
    functions: {
      broken() {
        throw thrown;
      },
    },
    ...(taken === undefined ? { error: typeof error === "string" ? error : "" } : { output: taken }),
  };
}

section("Amazon States Language, Fallback states: https://states-language.net/#fallback-states (who catches)", [
  catching("the name itself", "E", [["E"]], 0),
  catching("another name does not", "E", [["F"]], undefined),
  catching("one name of several", "E", [["F", "E"]], 0),
  catching("the first that fits", "E", [["F"], ["E"], ["States.ALL"]], 1),
  catching("States.ALL last", "E", [["F"], ["States.ALL"]], 1),
  catching("names are case-sensitive", "E", [["e"]], undefined),
  catching("a part of a name is not the name", "E.Long", [["E"]], undefined),
  catching("States.TaskFailed takes an error of a task", "E", [["States.TaskFailed"]], 0),
  catching("States.TaskFailed does not take States.Timeout", "States.Timeout", [["States.TaskFailed"]], undefined),
  catching("States.Timeout takes States.Timeout", "States.Timeout", [["States.TaskFailed"], ["States.Timeout"]], 1),
  catching("States.ALL takes States.Timeout", "States.Timeout", [["States.ALL"]], 0),
  catching("States.ALL does not take States.Runtime", "States.Runtime", [["States.ALL"]], undefined),
  catching("States.TaskFailed does not take States.Runtime", "States.Runtime", [["States.TaskFailed"]], undefined),
  catching("not even its own name takes States.Runtime", "States.Runtime", [["States.Runtime"]], undefined),
  catching(
    "States.ALL does not take States.DataLimitExceeded",
    "States.DataLimitExceeded",
    [["States.ALL"]],
    undefined,
  ),
  catching(
    "States.TaskFailed does not take States.DataLimitExceeded",
    "States.DataLimitExceeded",
    [["States.TaskFailed"]],
    undefined,
  ),
  catching(
    "its own name takes States.DataLimitExceeded",
    "States.DataLimitExceeded",
    [["States.DataLimitExceeded"]],
    0,
  ),
  catching(
    "an exception of Lambda has its prefix",
    new AwsError("TooManyRequestsException", "slow down"),
    [["TooManyRequestsException"], ["Lambda.TooManyRequestsException"]],
    1,
  ),
  catching(
    "an unknown function is Lambda.ResourceNotFoundException",
    new AwsError("ResourceNotFoundException", "none"),
    [["Lambda.ResourceNotFoundException"]],
    0,
  ),
  catching("what has no name is Lambda.Unknown", new Error("something"), [["Lambda.Unknown"]], 0),
]);

const failing = (catcher: JsonObject, more: JsonObject = {}): JsonObject => ({
  Note: pass("{% $states.input %}", { Assign: { v: "before" } }),
  Try: task("fail", "E", {
    Assign: { v: "success" },
    Output: "success",
    Catch: [{ ErrorEquals: ["E"], Next: "Tell", ...catcher }],
    Next: "Tell",
    ...more,
  }),
  Tell: pass(["{% $states.input %}", "{% $v %}"]),
});
const cause = '{"errorType":"E","errorMessage":"on demand","trace":[]}';
const query = { ErrorEquals: ["States.QueryEvaluationError"], Next: "Tell", Output: "{% $states.errorOutput.Error %}" };

section("Amazon States Language, Fallback states: https://states-language.net/#fallback-states (what goes on)", [
  {
    rule: "without Output the Error Output goes on",
    states: failing({}),
    output: [{ Error: "E", Cause: cause }, "before"],
  },
  {
    rule: "Output may pick from the Error Output",
    states: failing({ Output: "{% $states.errorOutput.Error %}" }),
    output: ["E", "before"],
  },
  {
    rule: "Output sees the input of the state",
    states: failing({ Output: { id: "{% $states.input.id %}" } }),
    input: { id: 7 },
    output: [{ id: 7 }, "before"],
  },
  { rule: "Output may be a constant", states: failing({ Output: null }), output: [null, "before"] },
  {
    rule: "Assign of the catcher holds, not that of the state",
    states: failing({ Output: 1, Assign: { v: "{% $parse($states.errorOutput.Cause).errorMessage %}" } }),
    output: [1, "on demand"],
  },
  {
    rule: "Assign of the catcher sees the variables before the state",
    states: failing({ Output: 1, Assign: { v: "{% $v & '!' %}" } }),
    output: [1, "before!"],
  },
  {
    rule: "a state that ends the machine still goes to its catcher's Next",
    machine: {
      StartAt: "Try",
      States: {
        Try: task("fail", "E", { End: true, Catch: [{ ErrorEquals: ["E"], Next: "Tell" }] }),
        Tell: pass("told", { End: true }),
      },
    },
    output: "told",
  },
  {
    rule: "a catcher may lead back to its own state",
    machine: {
      StartAt: "Try",
      States: { Try: task("flaky", {}, { End: true, Catch: [{ ErrorEquals: ["E"], Next: "Try" }] }) },
    },
    functions: { flaky: failsOnce() },
    output: "now",
  },
  {
    rule: "an evaluation error in Arguments can be caught",
    states: {
      Try: task("{% $nobody %}", {}, { Catch: [query], Next: "Never" }),
      Never: { Type: "Fail" },
      Tell: { Type: "Succeed" },
    },
    output: "States.QueryEvaluationError",
  },
  {
    rule: "an evaluation error in Output can be caught",
    states: {
      Try: task("echo", {}, { Output: "{% $nobody %}", Catch: [query], Next: "Never" }),
      Never: { Type: "Fail" },
      Tell: { Type: "Succeed" },
    },
    output: "States.QueryEvaluationError",
  },
  {
    rule: "an evaluation error in Assign can be caught",
    states: {
      Try: task("echo", {}, { Assign: { a: "{% $nobody %}" }, Catch: [query], Next: "Never" }),
      Never: { Type: "Fail" },
      Tell: { Type: "Succeed" },
    },
    output: "States.QueryEvaluationError",
  },
  {
    rule: "States.TaskFailed catches an evaluation error",
    states: {
      Try: task(
        "echo",
        {},
        { Output: "{% $nobody %}", Catch: [{ ...query, ErrorEquals: ["States.TaskFailed"] }], Next: "Never" },
      ),
      Never: { Type: "Fail" },
      Tell: { Type: "Succeed" },
    },
    output: "States.QueryEvaluationError",
  },
  {
    rule: "an Output of a catcher that fails is not caught by the next",
    states: {
      Try: task("fail", "E", {
        Catch: [
          { ErrorEquals: ["E"], Next: "Tell", Output: { v: "{% $nobody %}" } },
          { ErrorEquals: ["States.ALL"], Next: "Tell" },
        ],
      }),
      Tell: { Type: "Succeed" },
    },
    error: "States.QueryEvaluationError",
    cause: /'Catch\[0\]\/Output\/v' returned nothing/,
  },
  {
    rule: "an Assign of a catcher that fails is named under it",
    states: {
      Try: task("fail", "E", {
        Catch: [
          { ErrorEquals: ["F"], Next: "Tell" },
          { ErrorEquals: ["E"], Next: "Tell", Assign: { v: "{% $nobody %}" } },
        ],
      }),
      Tell: { Type: "Succeed" },
    },
    error: "States.QueryEvaluationError",
    cause: /'Catch\[1\]\/Assign\/v' returned nothing/,
  },
  { rule: "the cause of a handler's error is its JSON", states: { Try: task("fail", "E") }, error: "E", cause },
  {
    rule: "a Parallel's Catch sees the error of its branch",
    states: {
      Try: {
        Type: "Parallel",
        Branches: [flow({ Out: { Type: "Fail", Error: "E", Cause: "c" } })],
        Catch: [{ ErrorEquals: ["E"], Next: "Tell" }],
      },
      Tell: { Type: "Succeed" },
    },
    output: { Error: "E", Cause: "c" },
  },
  {
    rule: "States.BranchFailed catches any branch",
    states: {
      Try: {
        Type: "Parallel",
        Branches: [flow({ Out: { Type: "Fail", Error: "E", Cause: "c" } })],
        Catch: [{ ErrorEquals: ["States.BranchFailed"], Next: "Tell" }],
      },
      Tell: { Type: "Succeed" },
    },
    output: { Error: "E", Cause: "c" },
  },
  {
    rule: "a Catch inside a branch leaves the Parallel alone",
    states: {
      Try: {
        Type: "Parallel",
        Branches: [
          flow({ Ask: task("fail", "E", { Catch: [{ ErrorEquals: ["E"], Next: "Mend" }] }), Mend: pass("mended") }),
        ],
      },
    },
    output: ["mended"],
  },
  {
    rule: "a Map's Catch sees the error of its item",
    states: {
      Try: {
        Type: "Map",
        Items: [1],
        ItemProcessor: flow({ Out: { Type: "Fail", Error: "E", Cause: "c" } }),
        Catch: [{ ErrorEquals: ["E"], Next: "Tell" }],
      },
      Tell: { Type: "Succeed" },
    },
    output: { Error: "E", Cause: "c" },
  },
  { rule: "a Fail is not caught where it stands", states: { Out: { Type: "Fail", Error: "E" } }, error: "E" },
]);

function failsOnce() {
  let calls = 0;
  return () => {
    calls += 1;
    if (calls === 1) throw new FunctionFailed("E", "x");
    return "now";
  };
}
