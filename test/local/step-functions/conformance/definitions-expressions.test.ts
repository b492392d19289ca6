import type { Json, JsonObject } from "../../../../local/aws.ts";
import { accepted, flow, type Refusal, refusals } from "./cases.ts";

const wait = "arn:aws:states:::aws-sdk:dynamodb:updateItem.waitForTaskToken";
const pass = (Output: Json): JsonObject => flow({ A: { Type: "Pass", Output } });
const task = (more: JsonObject, Resource = wait): JsonObject =>
  flow({ A: { Type: "Task", Resource, Arguments: {}, ...more }, B: { Type: "Succeed" } });
const output = (rule: string, expression: string, message: RegExp): Refusal => [
  rule,
  pass(`{% ${expression} %}`),
  "/States/A/Output",
  message,
];

refusals(
  "Developer guide, expressions are checked when a machine is made: https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html",
  [
    output("what is no JSONata", "1 +", /not a JSONata expression/),
    output("a bracket that is not closed", "(1", /not a JSONata expression/),
    output("a text that is not closed", "'a", /not a JSONata expression/),
    output("an operator JSONata 2.0 lacks", "$states.input.a ?? 1", /not a JSONata expression/),
    [
      "a fault deep inside",
      pass({ a: [1, { b: "{% 1 + %}" }] }),
      "/States/A/Output/a[1]/b",
      /not a JSONata expression/,
    ],
    ["an empty expression", pass("{%%}"), "/States/A/Output", /empty/],
    ["an expression of spaces", pass("{%  %}"), "/States/A/Output", /empty/],
    [
      "a fault in an Assign",
      flow({ A: { Type: "Pass", Assign: { v: "{% ( %}" } } }),
      "/States/A/Assign/v",
      /not a JSONata expression/,
    ],
    [
      "a fault in Arguments",
      task({ Arguments: { a: "{% ( %}" } }),
      "/States/A/Arguments/a",
      /not a JSONata expression/,
    ],
    [
      "a fault in a Condition",
      flow({ A: { Type: "Choice", Choices: [{ Condition: "{% ( %}", Next: "B" }] }, B: { Type: "Succeed" } }),
      "/States/A/Choices[0]/Condition",
      /not a JSONata expression/,
    ],
    [
      "a fault in a catcher",
      task({ Catch: [{ ErrorEquals: ["E"], Next: "B", Output: "{% ( %}" }] }),
      "/States/A/Catch[0]/Output",
      /not a JSONata expression/,
    ],
    [
      "a fault in Items",
      flow({ A: { Type: "Map", Items: "{% ( %}", ItemProcessor: flow({ B: { Type: "Pass" } }) } }),
      "/States/A/Items",
      /not a JSONata expression/,
    ],
    [
      "a fault in an ItemSelector",
      flow({ A: { Type: "Map", ItemSelector: { a: "{% ( %}" }, ItemProcessor: flow({ B: { Type: "Pass" } }) } }),
      "/States/A/ItemSelector/a",
      /not a JSONata expression/,
    ],
  ],
);

refusals(
  "Developer guide, no context item at the top level: https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html",
  [
    output("a bare name", "total + 1", /reference to total at the top level/),
    output("a bare name at the beginning of a path", "states.input.a", /reference to states at the top level/),
    output("a bare name in a function's arguments", "$sum(total)", /reference to total/),
    output("a bare name in a condition", "ok ? 1 : 2", /reference to ok/),
    output("a bare name in a list", "[1, total]", /reference to total/),
    output("a bare name in an object", "{'a': total}", /reference to total/),
    output("a bare name in a block", "($x := 1; total)", /reference to total/),
    output(
      "a bare name in a function of one's own",
      "$map($states.input, function($v) { total })",
      /reference to total/,
    ),
    output("$", "$", /reference to \$ at the top level/),
    output("$ in a function's arguments", "$count($)", /reference to \$ at the top level/),
    output("$$", "$$", /reference to \$\$/),
    output("$$ in a predicate", "$states.input.a[b = $$.c]", /reference to \$\$/),
    output("a wild card", "*", /wild card at the top level/),
    output("a wild card for descendants", "**.a", /wild card at the top level/),
  ],
);

const noResult = /\$states\.result exists only/;
const noError = /\$states\.errorOutput exists only/;

refusals(
  "Developer guide, what $states holds where: https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html#reserved-variable-states",
  [
    output("a result in a Pass", "$states.result", noResult),
    [
      "a result in a Succeed",
      flow({ A: { Type: "Succeed", Output: "{% $states.result %}" } }),
      "/States/A/Output",
      noResult,
    ],
    [
      "a result in a Wait",
      flow({ A: { Type: "Wait", Seconds: "{% $states.result %}" } }),
      "/States/A/Seconds",
      noResult,
    ],
    [
      "a result in a Choice",
      flow({
        A: { Type: "Choice", Choices: [{ Condition: "{% $states.result %}", Next: "B" }] },
        B: { Type: "Succeed" },
      }),
      "/States/A/Choices[0]/Condition",
      noResult,
    ],
    ["a result in a Fail", flow({ A: { Type: "Fail", Error: "{% $states.result %}" } }), "/States/A/Error", noResult],
    ["a result in Arguments", task({ Arguments: { a: "{% $states.result %}" } }), "/States/A/Arguments/a", noResult],
    [
      "a result in TimeoutSeconds",
      task({ TimeoutSeconds: "{% $states.result.n %}" }),
      "/States/A/TimeoutSeconds",
      noResult,
    ],
    [
      "a result in a Catch",
      task({ Catch: [{ ErrorEquals: ["E"], Next: "B", Output: { a: "{% $states.result %}" } }] }),
      "/States/A/Catch[0]/Output/a",
      noResult,
    ],
    [
      "a result in an ItemSelector",
      flow({ A: { Type: "Map", ItemSelector: "{% $states.result %}", ItemProcessor: flow({ B: { Type: "Pass" } }) } }),
      "/States/A/ItemSelector",
      noResult,
    ],
    ["an error in the Output of a Task", task({ Output: "{% $states.errorOutput %}" }), "/States/A/Output", noError],
    [
      "an error in the Assign of a Task",
      task({ Assign: { e: "{% $states.errorOutput.Error %}" } }),
      "/States/A/Assign/e",
      noError,
    ],
    output("an error in a Pass", "$states.errorOutput", noError),
    [
      "a token without a wait",
      task({ Arguments: { a: "{% $states.context.Task.Token %}" } }, "arn:aws:states:::aws-sdk:dynamodb:updateItem"),
      "/States/A/Arguments/a",
      /\.waitForTaskToken/,
    ],
    output("a token in a Pass", "$states.context.Task.Token", /\.waitForTaskToken/),
  ],
);

refusals("docs/local-cloud.md: stricter than AWS where AWS surprises", [
  ["text before an expression", pass("case {% $states.input.id %}"), "/States/A/Output", /the whole string/],
  ["text behind an expression", pass("{% $states.input.id %}!"), "/States/A/Output", /the whole string/],
  ["white space before an expression", pass(" {% 1 %}"), "/States/A/Output", /the whole string/],
  ["an expression that is not closed", pass("{% 1"), "/States/A/Output", /the whole string/],
  ["an expression over two lines", pass("{% 1\n+ 1 %}"), "/States/A/Output", /one line/],
  ["a key that ends in .$", pass({ "a.$": 1 }), "/States/A/Output/a.$", /JSONPath/],
  ["$eval", pass({ a: ["{% $eval('1') %}"] }), "/States/A/Output/a[0]", /use \$parse/],
  output("a misspelt member of $states", "$states.inputs", /\$states has no inputs/),
]);

accepted("Developer guide, expressions: https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html", [
  ["names within predicates, sorting and steps", pass("{% $states.input.rows[day > 1]^(day).(name & '!') %}")],
  ["names within a grouping", pass("{% $states.input.rows{kind: $sum(n)} %}")],
  ["names within a transform", pass("{% $states.input ~> |rows|{'n': n + 1}, ['old']| %}")],
  ["$ within a predicate", pass("{% $states.input.rows[$ > 1] %}")],
  ["$ within a step", pass("{% $states.input.rows.($ * 2) %}")],
  ["wild cards behind a variable", pass("{% [$states.input.*, $states.input.**.n] %}")],
  ["parameters of functions", pass("{% ($f := function($x) { $x.name }; $map($states.input, $f)) %}")],
  ["variables that only exist at run time", pass("{% $maybe %}")],
  ["a regular expression", pass("{% $match($states.input, /a[bc]+/i) %}")],
  ["a comment", pass("{% /* why */ 1 %}")],
  [
    "a result in Output and Assign of a Task",
    task({ Output: "{% $states.result.a %}", Assign: { a: "{% $states.result %}" } }),
  ],
  [
    "a result in Output of a Parallel",
    flow({ P: { Type: "Parallel", Branches: [flow({ B: { Type: "Pass" } })], Output: "{% $states.result[0] %}" } }),
  ],
  [
    "a result in Output of a Map",
    flow({ M: { Type: "Map", ItemProcessor: flow({ B: { Type: "Pass" } }), Output: "{% $states.result[0] %}" } }),
  ],
  [
    "an error in Output and Assign of a Catch",
    task({
      Catch: [
        {
          ErrorEquals: ["E"],
          Next: "B",
          Output: "{% $states.errorOutput %}",
          Assign: { e: "{% $states.errorOutput.Error %}" },
        },
      ],
    }),
  ],
  [
    "a token in Arguments, Output and Assign of a wait",
    task({
      Arguments: { t: "{% $states.context.Task.Token %}" },
      Output: "{% $states.context.Task.Token %}",
      Assign: { t: "{% $states.context.Task.Token %}" },
    }),
  ],
  ["the whole of $states", pass("{% $states %}")],
]);
