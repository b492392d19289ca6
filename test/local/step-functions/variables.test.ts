import { expect, test } from "vitest";
import type { JsonObject } from "../../../local/aws.ts";
import { outcomeOf } from "./harness.ts";

test("what a state assigns is evaluated against the variables at its entry, and shows after it", async () => {
  const States: JsonObject = {
    Begin: { Type: "Pass", Assign: { a: 1, b: 2 }, Next: "Swap" },
    Swap: { Type: "Pass", Assign: { a: "{% $b %}", b: "{% $a %}" }, Output: "{% $a & $b %}", Next: "Tell" },
    Tell: { Type: "Pass", Output: ["{% $states.input %}", "{% $a %}", "{% $b %}"], End: true },
  };
  expect(await outcomeOf({ StartAt: "Begin", States })).toMatchObject({ output: ["12", 2, 1] });
});

test("a branch reads the variables around it; what it assigns ends with it", async () => {
  const branch = (name: string): JsonObject => ({
    StartAt: `Note ${name}`,
    States: {
      [`Note ${name}`]: { Type: "Pass", Assign: { mine: `{% $shared & '${name}' %}` }, Next: `Tell ${name}` },
      [`Tell ${name}`]: { Type: "Pass", Output: "{% $mine %}", End: true },
    },
  });
  const States: JsonObject = {
    Begin: { Type: "Pass", Assign: { shared: "x" }, Next: "Both" },
    Both: {
      Type: "Parallel",
      Branches: [branch("a"), branch("b")],
      Assign: { shared: "{% $states.result[1] %}" },
      Next: "Tell",
    },
    Tell: { Type: "Pass", Output: ["{% $states.input %}", "{% $shared %}", "{% $exists($mine) %}"], End: true },
  };
  expect(await outcomeOf({ StartAt: "Begin", States })).toMatchObject({ output: [["xa", "xb"], "xb", false] });
});

test("a loop counts in a variable", async () => {
  const States: JsonObject = {
    Begin: { Type: "Pass", Assign: { n: 0 }, Next: "Count" },
    Count: { Type: "Pass", Assign: { n: "{% $n + 1 %}" }, Next: "Enough" },
    Enough: { Type: "Choice", Choices: [{ Condition: "{% $n < 5 %}", Next: "Count" }], Default: "End" },
    End: { Type: "Succeed", Output: "{% $n %}" },
  };
  expect(await outcomeOf({ StartAt: "Begin", States })).toMatchObject({ output: 5 });
});
