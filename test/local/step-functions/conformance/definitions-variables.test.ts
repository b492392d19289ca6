import type { JsonObject } from "../../../../local/aws.ts";
import { flow, refusals } from "./cases.ts";

const choice = (more: JsonObject): JsonObject => ({
  Type: "Choice",
  Choices: [{ Condition: true, Next: "B" }],
  ...more,
});
const inMap = (Assign: JsonObject): JsonObject => ({
  Type: "Map",
  ItemProcessor: flow({ Inner: { Type: "Pass", Assign } }),
});

refusals(
  "Developer guide, variable scope: https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html#variable-scope",
  [
    [
      "a variable of a Map that shadows one around it",
      flow({ A: { Type: "Pass", Assign: { v: 1 } }, M: inMap({ v: 2 }) }),
      "/States/M/ItemProcessor/States/Inner/Assign/v",
      /shadows/,
    ],
    [
      "a variable that shadows one assigned later",
      flow({ M: inMap({ v: 2 }), B: { Type: "Pass", Assign: { v: 1 } } }),
      "/States/M/ItemProcessor/States/Inner/Assign/v",
      /shadows/,
    ],
    [
      "a variable of a branch that shadows one around it",
      flow({
        A: { Type: "Pass", Assign: { v: 1 } },
        P: { Type: "Parallel", Branches: [flow({ Inner: { Type: "Pass", Assign: { v: 2 } } })] },
      }),
      "/States/P/Branches[0]/States/Inner/Assign/v",
      /shadows/,
    ],
    [
      "a variable that shadows one two scopes out",
      flow({
        A: { Type: "Pass", Assign: { v: 1 } },
        P: { Type: "Parallel", Branches: [flow({ M: inMap({ v: 2 }) })] },
      }),
      "/States/P/Branches[0]/States/M/ItemProcessor/States/Inner/Assign/v",
      /shadows/,
    ],
    [
      "a variable that shadows one of the Parallel itself",
      flow({
        P: { Type: "Parallel", Assign: { v: 1 }, Branches: [flow({ Inner: { Type: "Pass", Assign: { v: 2 } } })] },
      }),
      "/States/P/Branches[0]/States/Inner/Assign/v",
      /shadows/,
    ],
    [
      "a variable that shadows one of a catcher",
      flow({
        P: {
          Type: "Parallel",
          Catch: [{ ErrorEquals: ["E"], Assign: { v: 1 }, Next: "End" }],
          Branches: [flow({ Inner: { Type: "Pass", Assign: { v: 2 } } })],
        },
        End: { Type: "Succeed" },
      }),
      "/States/P/Branches[0]/States/Inner/Assign/v",
      /shadows/,
    ],
    [
      "a variable that shadows one of a choice",
      flow({ A: choice({ Choices: [{ Condition: true, Assign: { v: 1 }, Next: "M" }] }), M: inMap({ v: 2 }) }),
      "/States/M/ItemProcessor/States/Inner/Assign/v",
      /shadows/,
    ],
    ["assigning $states", flow({ A: { Type: "Pass", Assign: { states: 1 } } }), "/States/A/Assign/states", /reserved/],
    ...["a-b", "1a", "_a", "a b", "a.b", "$a", "", "a".repeat(81)].map((name): [string, JsonObject, string, RegExp] => [
      `the variable name '${name.slice(0, 9)}'`,
      flow({ A: { Type: "Pass", Assign: { [name]: 1 } } }),
      `/States/A/Assign/${name}`,
      /not a name for a variable/,
    ]),
    ["variables that are a list", flow({ A: { Type: "Pass", Assign: [1] } }), "/States/A/Assign", /must be an object/],
    [
      "variables by an expression",
      flow({ A: { Type: "Pass", Assign: "{% {'a': 1} %}" } }),
      "/States/A/Assign",
      /must be an object/,
    ],
  ],
);
