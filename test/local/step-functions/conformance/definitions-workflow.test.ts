import { expect, test } from "vitest";
import type { JsonObject } from "../../../../local/aws.ts";
import { DefinitionRefused } from "../../../../local/step-functions/loading/refused.ts";
import { createCloud } from "../harness.ts";
import { accepted, faultsOf, flow, refusals } from "./cases.ts";

const give: JsonObject = { Type: "Pass", End: true };
const one: JsonObject = { StartAt: "A", States: { A: give } };
const machine = (states: JsonObject): JsonObject => ({ StartAt: "A", States: states });
const choice = (more: JsonObject): JsonObject => ({
  Type: "Choice",
  Choices: [{ Condition: true, Next: "B" }],
  ...more,
});
const parallel = (branch: JsonObject): JsonObject =>
  machine({ A: { Type: "Parallel", Branches: [branch], End: true } });
const map = (processor: JsonObject): JsonObject => machine({ A: { Type: "Map", ItemProcessor: processor, End: true } });

refusals("Amazon States Language, Top-level fields: https://states-language.net/#toplevelfields", [
  ["an empty machine", {}, "/StartAt", /is missing/],
  ["a missing StartAt", { States: { A: give } }, "/StartAt", /is missing/],
  ["missing States", { StartAt: "A" }, "/States", /must be an object/],
  ["States that are a list", { StartAt: "A", States: [give] }, "/States", /must be an object/],
  ["no states", { StartAt: "A", States: {} }, "/States", /at least one/],
  ["a StartAt that leads nowhere", { ...one, StartAt: "B" }, "/StartAt", /no state 'B'/],
  ["a StartAt of another case", { ...one, StartAt: "a" }, "/StartAt", /no state 'a'/],
  ["a StartAt that is no text", { ...one, StartAt: 1 }, "/StartAt", /must be text/],
  ["an empty StartAt", { ...one, StartAt: "" }, "/StartAt", /must be text/],
  ["another version", { ...one, Version: "2.0" }, "/Version", /1\.0/],
  ["a time-out of nothing", { ...one, TimeoutSeconds: 0 }, "/TimeoutSeconds", /integer from 1 to 99999999/],
  ["a time-out before now", { ...one, TimeoutSeconds: -5 }, "/TimeoutSeconds", /integer/],
  ["half a second of time-out", { ...one, TimeoutSeconds: 0.5 }, "/TimeoutSeconds", /integer/],
  ["a time-out as text", { ...one, TimeoutSeconds: "60" }, "/TimeoutSeconds", /integer/],
  ["a time-out by an expression", { ...one, TimeoutSeconds: "{% 60 %}" }, "/TimeoutSeconds", /integer/],
  ["a time-out beyond 99999999 seconds", { ...one, TimeoutSeconds: 100_000_000 }, "/TimeoutSeconds", /integer/],
  ["an unknown field", { ...one, Timeout: 5 }, "/Timeout", /not a field of a state machine/],
  ["a field of another case", { ...one, comment: "x" }, "/comment", /not a field of a state machine/],
  ["JSONPath", { ...one, QueryLanguage: "JSONPath" }, "/QueryLanguage", /must be JSONata/],
  ["an unknown query language", { ...one, QueryLanguage: "jsonata" }, "/QueryLanguage", /must be JSONata/],
  [
    "a query language on a branch",
    parallel({ ...flow({ B: { Type: "Pass" } }), QueryLanguage: "JSONata" }),
    "/States/A/Branches[0]/QueryLanguage",
    /not a field of a branch/,
  ],
  [
    "a query language on an item processor",
    map({ ...flow({ B: { Type: "Pass" } }), QueryLanguage: "JSONata" }),
    "/States/A/ItemProcessor/QueryLanguage",
    /not a field of an ItemProcessor/,
  ],
]);

test("a machine without a query language is JSONPath, and refused", () => {
  const cloud = createCloud();
  const defined = () =>
    cloud.stepFunctions.defineMachine({
      name: "m",
      arn: "arn:aws:states:eu-west-1:123456789012:stateMachine:m",
      principal: "M",
      definition: one,
    });
  expect(defined).toThrow(DefinitionRefused);
});

refusals("Amazon States Language, Transitions: https://states-language.net/#transition", [
  ["a state that leads nowhere", machine({ A: { Type: "Pass" } }), "/States/A", /Next or End/],
  ["a dangling Next", machine({ A: { Type: "Pass", Next: "B" } }), "/States/A/Next", /no state 'B'/],
  [
    "Next and End",
    machine({ A: { Type: "Pass", Next: "B", End: true }, B: give }),
    "/States/A/End",
    /either Next or End/,
  ],
  ["End that is not true", machine({ A: { Type: "Pass", End: false } }), "/States/A/End", /Next or End: true/],
  ["End as text", machine({ A: { Type: "Pass", End: "true" } }), "/States/A/End", /Next or End: true/],
  ["Next that is no text", machine({ A: { Type: "Pass", Next: 5 } }), "/States/A/Next", /must be text/],
  ["a state out of reach", machine({ A: give, B: give }), "/States/B", /cannot be reached/],
  [
    "a circle out of reach",
    machine({ A: give, B: { Type: "Pass", Next: "C" }, C: { Type: "Pass", Next: "B" } }),
    "/States/C",
    /cannot be reached/,
  ],
  [
    "a circle without a way out",
    machine({ A: { Type: "Pass", Next: "B" }, B: { Type: "Pass", Next: "A" } }),
    "/States",
    /no state ends/,
  ],
  [
    "a choice that leads nowhere",
    machine({ A: choice({ Default: "B", Choices: [{ Condition: true, Next: "C" }] }), B: give }),
    "/States/A/Choices[0]/Next",
    /no state 'C'/,
  ],
  [
    "a Default that leads nowhere",
    machine({ A: choice({ Default: "C" }), B: give }),
    "/States/A/Default",
    /no state 'C'/,
  ],
  ["a Choice with Next", machine({ A: choice({ Next: "B" }), B: give }), "/States/A/Next", /not a field of a Choice/],
  ["a Choice with End", machine({ A: choice({ End: true }), B: give }), "/States/A/End", /not a field of a Choice/],
  ["a Succeed with End", machine({ A: { Type: "Succeed", End: true } }), "/States/A/End", /not a field of a Succeed/],
  [
    "a Succeed with Next",
    machine({ A: { Type: "Succeed", Next: "B" }, B: give }),
    "/States/A/Next",
    /not a field of a Succeed/,
  ],
  ["a Fail with End", machine({ A: { Type: "Fail", End: true } }), "/States/A/End", /not a field of a Fail/],
  [
    "a catcher that leads nowhere",
    machine({
      A: {
        Type: "Parallel",
        Branches: [flow({ B: { Type: "Pass" } })],
        Catch: [{ ErrorEquals: ["E"], Next: "C" }],
        End: true,
      },
    }),
    "/States/A/Catch[0]/Next",
    /no state 'C'/,
  ],
]);

refusals("Amazon States Language, branches are workflows of their own: https://states-language.net/#parallel-state", [
  [
    "a way out of a branch",
    parallel({ StartAt: "B", States: { B: { Type: "Pass", Next: "A" } } }),
    "/States/A/Branches[0]/States/B/Next",
    /no state 'A'/,
  ],
  [
    "a way out of an item processor",
    map({ StartAt: "B", States: { B: { Type: "Pass", Next: "A" } } }),
    "/States/A/ItemProcessor/States/B/Next",
    /no state 'A'/,
  ],
  [
    "a way into a branch",
    machine({ A: { Type: "Parallel", Branches: [flow({ B: { Type: "Pass" } })], Next: "B" } }),
    "/States/A/Next",
    /no state 'B'/,
  ],
  ["a branch without StartAt", parallel({ States: { B: give } }), "/States/A/Branches[0]/StartAt", /is missing/],
  ["a branch without States", parallel({ StartAt: "B" }), "/States/A/Branches[0]/States", /must be an object/],
  [
    "a branch whose StartAt leads nowhere",
    parallel({ StartAt: "C", States: { B: give } }),
    "/States/A/Branches[0]/StartAt",
    /no state 'C'/,
  ],
  [
    "a state out of reach in a branch",
    parallel({ StartAt: "B", States: { B: give, C: give } }),
    "/States/A/Branches[0]/States/C",
    /cannot be reached/,
  ],
  [
    "a branch with a field of its own",
    parallel({ ...flow({ B: { Type: "Pass" } }), Retry: [] }),
    "/States/A/Branches[0]/Retry",
    /not a field of a branch/,
  ],
  [
    "a branch with a time-out",
    parallel({ ...flow({ B: { Type: "Pass" } }), TimeoutSeconds: 5 }),
    "/States/A/Branches[0]/TimeoutSeconds",
    /not a field of a branch/,
  ],
  ["a branch that is no object", parallel("B" as never), "/States/A/Branches[0]", /must be an object/],
]);

const long = "A".repeat(81);

refusals("Amazon States Language, State names: https://states-language.net/#states-fields", [
  ["a name of 81 characters", { StartAt: long, States: { [long]: give } }, `/States/${long}`, /80/],
  [
    "one name inside and outside a Map",
    map(flow({ A: { Type: "Pass" } })),
    "/States/A/ItemProcessor/States/A",
    /this name/,
  ],
  [
    "one name in two branches",
    machine({
      A: { Type: "Parallel", Branches: [flow({ B: { Type: "Pass" } }), flow({ B: { Type: "Pass" } })], End: true },
    }),
    "/States/A/Branches[1]/States/B",
    /this name/,
  ],
  [
    "one name far apart",
    machine({
      A: {
        Type: "Parallel",
        Branches: [flow({ P: { Type: "Parallel", Branches: [flow({ C: { Type: "Pass" } })] } })],
        Next: "C",
      },
      C: give,
    }),
    "/States/A/Branches[0]/States/P/Branches[0]/States/C",
    /this name/,
  ],
]);

accepted("Amazon States Language, machines: https://states-language.net/#toplevelfields", [
  ["a comment, a version and a time-out", { ...one, Comment: "x", Version: "1.0", TimeoutSeconds: 99_999_999 }],
  [
    "a name of 80 characters, with spaces and signs",
    { StartAt: "Apply, then - wait? ".repeat(4), States: { ["Apply, then - wait? ".repeat(4)]: give } },
  ],
  [
    "a circle with a way out",
    flow({
      A: { Type: "Pass" },
      B: choice({ Choices: [{ Condition: true, Next: "A" }], Default: "C" }),
      C: { Type: "Pass" },
    }),
  ],
  [
    "a state that leads to itself",
    flow({ A: choice({ Choices: [{ Condition: "{% $x %}", Next: "A" }], Default: "C" }), C: { Type: "Pass" } }),
  ],
  [
    "a state that only a catcher leads to",
    machine({
      A: {
        Type: "Parallel",
        Branches: [flow({ B: { Type: "Pass" } })],
        Catch: [{ ErrorEquals: ["E"], Next: "C" }],
        End: true,
      },
      C: give,
    }),
  ],
  ["a Fail as the only end", machine({ A: { Type: "Fail" } })],
  [
    "the same variable in two branches",
    flow({
      P: { Type: "Parallel", Branches: ["B", "C"].map((name) => flow({ [name]: { Type: "Pass", Assign: { v: 1 } } })) },
    }),
  ],
  [
    "a variable that is assigned twice in one scope",
    flow({ A: { Type: "Pass", Assign: { v: 1 } }, B: { Type: "Pass", Assign: { v: 2 } } }),
  ],
  ["a comment in a branch", parallel({ ...flow({ B: { Type: "Pass" } }), Comment: "x" })],
]);

test("all faults are told at once, each with its path", () => {
  const faults = faultsOf(machine({ A: { Type: "Pass", Next: "B", Foo: 1 }, C: { Type: "Task", End: true } }));
  expect(faults.map(({ path }) => path).sort()).toEqual([
    "/States",
    "/States/A/Foo",
    "/States/A/Next",
    "/States/C",
    "/States/C/Resource",
  ]);
});
