import type { Json, JsonObject } from "../../../../local/aws.ts";
import { accepted, flow, type Refusal, refusals } from "./cases.ts";

const wait = "arn:aws:states:::aws-sdk:dynamodb:updateItem.waitForTaskToken";
const only = (state: JsonObject): JsonObject => flow({ A: state, B: { Type: "Succeed" } });
const last = (state: JsonObject): JsonObject => flow({ A: state });
const task = (more: JsonObject): JsonObject => only({ Type: "Task", Resource: wait, Arguments: {}, ...more });
const waits = (more: JsonObject): JsonObject => only({ Type: "Wait", ...more });
const choice = (more: JsonObject): JsonObject =>
  flow({ A: { Type: "Choice", Choices: [{ Condition: true, Next: "B" }], ...more }, B: { Type: "Succeed" } });
const map = (more: JsonObject): JsonObject =>
  only({ Type: "Map", ItemProcessor: flow({ Give: { Type: "Pass" } }), ...more });
const parallel = (more: JsonObject): JsonObject =>
  only({ Type: "Parallel", Branches: [flow({ Give: { Type: "Pass" } })], ...more });

refusals("Amazon States Language, Types: https://states-language.net/#statetypes", [
  ["an unknown type", only({ Type: "Loop" }), "/States/A/Type", /must be Task/],
  ["a type of another case", only({ Type: "pass" }), "/States/A/Type", /must be Task/],
  ["no type", only({ Comment: "x" }), "/States/A/Type", /must be Task/],
  ["a state that is no object", { StartAt: "A", States: { A: "Pass" } }, "/States/A", /must be an object/],
  ["a JSONPath state", only({ Type: "Pass", QueryLanguage: "JSONPath" }), "/States/A/QueryLanguage", /must be JSONata/],
]);

/** What a state of each type must not have, from the table of fields in the specification. */
const foreign: Record<string, [state: JsonObject, fields: string[]]> = {
  Pass: [
    { Type: "Pass" },
    ["Retry", "Catch", "Arguments", "TimeoutSeconds", "Choices", "Resource", "Error", "Seconds"],
  ],
  Succeed: [{ Type: "Succeed" }, ["Assign", "Retry", "Catch", "Arguments"]],
  Fail: [{ Type: "Fail" }, ["Output", "Assign", "Retry", "Catch", "Arguments"]],
  Wait: [{ Type: "Wait", Seconds: 1 }, ["Retry", "Catch", "Arguments", "TimeoutSeconds", "HeartbeatSeconds"]],
  Choice: [
    { Type: "Choice", Choices: [{ Condition: true, Next: "B" }] },
    ["Retry", "Catch", "Arguments", "TimeoutSeconds", "Condition"],
  ],
  Task: [{ Type: "Task", Resource: wait, Arguments: {} }, ["Seconds", "Branches", "Items", "Error", "MaxConcurrency"]],
  Parallel: [
    { Type: "Parallel", Branches: [flow({ Give: { Type: "Pass" } })] },
    ["TimeoutSeconds", "HeartbeatSeconds", "Items", "MaxConcurrency", "Resource"],
  ],
  Map: [
    { Type: "Map", ItemProcessor: flow({ Give: { Type: "Pass" } }) },
    ["TimeoutSeconds", "Branches", "Arguments", "Resource"],
  ],
};

refusals(
  "Amazon States Language, fields by state type: https://states-language.net/#state-type-table",
  Object.entries(foreign).flatMap(([type, [state, fields]]) =>
    fields.map(
      (field): Refusal => [
        `${field} of a ${type}`,
        only({ ...state, [field]: [] }),
        `/States/A/${field}`,
        new RegExp(`not a field of a ${type}`),
      ],
    ),
  ),
);

const pathFields = ["InputPath", "OutputPath", "ResultPath", "Parameters", "ResultSelector"];

refusals(
  "Developer guide, fields of JSONPath in a JSONata state: https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html",
  [
    ...pathFields.map(
      (field): Refusal => [field, task({ [field]: "$.a" }), `/States/A/${field}`, /belongs to JSONPath/],
    ),
    ["Result of a Pass", only({ Type: "Pass", Result: 1 }), "/States/A/Result", /belongs to JSONPath/],
    ["TimeoutSecondsPath", task({ TimeoutSecondsPath: "$.a" }), "/States/A/TimeoutSecondsPath", /belongs to JSONPath/],
    [
      "HeartbeatSecondsPath",
      task({ HeartbeatSecondsPath: "$.a" }),
      "/States/A/HeartbeatSecondsPath",
      /belongs to JSONPath/,
    ],
    ["SecondsPath", waits({ SecondsPath: "$.a" }), "/States/A/SecondsPath", /belongs to JSONPath/],
    ["TimestampPath", waits({ TimestampPath: "$.a" }), "/States/A/TimestampPath", /belongs to JSONPath/],
    ["ErrorPath", last({ Type: "Fail", ErrorPath: "$.a" }), "/States/A/ErrorPath", /belongs to JSONPath/],
    ["CausePath", last({ Type: "Fail", CausePath: "$.a" }), "/States/A/CausePath", /belongs to JSONPath/],
    ["ItemsPath", map({ ItemsPath: "$.a" }), "/States/A/ItemsPath", /belongs to JSONPath/],
    ["MaxConcurrencyPath", map({ MaxConcurrencyPath: "$.a" }), "/States/A/MaxConcurrencyPath", /belongs to JSONPath/],
    [
      "ToleratedFailureCountPath",
      map({ ToleratedFailureCountPath: "$.a" }),
      "/States/A/ToleratedFailureCountPath",
      /belongs to JSONPath/,
    ],
    ["Iterator", map({ Iterator: {} }), "/States/A/Iterator", /write ItemProcessor/],
    [
      "a comparison of JSONPath",
      choice({ Choices: [{ Variable: "$.a", StringEquals: "b", Next: "B" }] }),
      "/States/A/Choices[0]/Variable",
      /belongs to JSONPath/,
    ],
    [
      "And of JSONPath",
      choice({ Choices: [{ And: [], Next: "B" }] }),
      "/States/A/Choices[0]/And",
      /not a field of a choice/,
    ],
    ["a key of JSONPath", only({ Type: "Pass", Output: { "a.$": "$.b" } }), "/States/A/Output/a.$", /JSONPath/],
  ],
);

refusals("Amazon States Language, Choice State: https://states-language.net/#choice-state", [
  ["a Choice without Choices", choice({ Choices: undefined as never }), "/States/A/Choices", /at least one/],
  ["no choices", choice({ Choices: [] }), "/States/A/Choices", /at least one/],
  ["Choices that are no list", choice({ Choices: {} }), "/States/A/Choices", /at least one/],
  [
    "a choice without Condition",
    choice({ Choices: [{ Next: "B" }] }),
    "/States/A/Choices[0]/Condition",
    /expression, true or false/,
  ],
  [
    "a choice without Next",
    choice({ Choices: [{ Condition: true }], Default: "B" }),
    "/States/A/Choices[0]/Next",
    /is missing/,
  ],
  [
    "a condition that is a text",
    choice({ Choices: [{ Condition: "true", Next: "B" }] }),
    "/States/A/Choices[0]/Condition",
    /expression, true or false/,
  ],
  [
    "a condition that is a number",
    choice({ Choices: [{ Condition: 1, Next: "B" }] }),
    "/States/A/Choices[0]/Condition",
    /expression, true or false/,
  ],
  [
    "an unknown field of a choice",
    choice({ Choices: [{ Condition: true, Next: "B", If: 1 }] }),
    "/States/A/Choices[0]/If",
    /not a field of a choice/,
  ],
  ["an Output of the state without a Default", choice({ Output: 1 }), "/States/A", /go with Default/],
]);

const bothWays = { Seconds: 1, Timestamp: "2026-01-01T00:00:00Z" };

refusals("Amazon States Language, Wait State: https://states-language.net/#wait-state", [
  ["Seconds and Timestamp", waits(bothWays), "/States/A", /either/],
  ["neither Seconds nor Timestamp", waits({}), "/States/A", /either/],
  ...([0.5, -1, 100_000_000, "5", true, null, [1]] as Json[]).map(
    (Seconds): Refusal => [
      `Seconds: ${JSON.stringify(Seconds)}`,
      waits({ Seconds }),
      "/States/A/Seconds",
      /integer from 0 to 99999999/,
    ],
  ),
  ...(
    [
      "2026-01-01",
      "2026-01-01T00:00:00",
      "2026-01-01t00:00:00z",
      "2026-01-01 00:00:00Z",
      "2026-02-30T00:00:00Z",
      "soon",
      5,
    ] as Json[]
  ).map(
    (Timestamp): Refusal => [
      `Timestamp: ${JSON.stringify(Timestamp)}`,
      waits({ Timestamp }),
      "/States/A/Timestamp",
      /timestamp/,
    ],
  ),
]);

refusals("Amazon States Language, Task State: https://states-language.net/#task-state", [
  ["a Task without Resource", only({ Type: "Task" }), "/States/A/Resource", /is missing/],
  ["a Resource that is no text", only({ Type: "Task", Resource: 5 }), "/States/A/Resource", /must be text/],
  ...([0, -1, 1.5, "60", 100_000_000, null] as Json[]).flatMap((value): Refusal[] => [
    [
      `TimeoutSeconds: ${JSON.stringify(value)}`,
      task({ TimeoutSeconds: value }),
      "/States/A/TimeoutSeconds",
      /integer from 1 to 99999999/,
    ],
    [
      `HeartbeatSeconds: ${JSON.stringify(value)}`,
      task({ HeartbeatSeconds: value }),
      "/States/A/HeartbeatSeconds",
      /integer from 1 to 99999999/,
    ],
  ]),
  [
    "a heartbeat as long as the time-out",
    task({ TimeoutSeconds: 5, HeartbeatSeconds: 5 }),
    "/States/A/HeartbeatSeconds",
    /less/,
  ],
  [
    "a heartbeat longer than the time-out",
    task({ TimeoutSeconds: 5, HeartbeatSeconds: 6 }),
    "/States/A/HeartbeatSeconds",
    /less/,
  ],
  ["credentials", task({ Credentials: {} }), "/States/A/Credentials", /not implemented/],
]);

refusals("Amazon States Language, Fail State: https://states-language.net/#fail-state", [
  ["an Error that is a number", last({ Type: "Fail", Error: 1 }), "/States/A/Error", /must be text/],
  ["a Cause that is an object", last({ Type: "Fail", Cause: {} }), "/States/A/Cause", /must be text/],
]);

refusals("Amazon States Language, Parallel State: https://states-language.net/#parallel-state", [
  ["a Parallel without Branches", parallel({ Branches: undefined as never }), "/States/A/Branches", /at least one/],
  ["no branches", parallel({ Branches: [] }), "/States/A/Branches", /at least one/],
  [
    "Branches that are no list",
    parallel({ Branches: flow({ Give: { Type: "Pass" } }) }),
    "/States/A/Branches",
    /at least one/,
  ],
]);

refusals("Amazon States Language, Map State: https://states-language.net/#map-state", [
  ["a Map without a processor", only({ Type: "Map" }), "/States/A/ItemProcessor", /must be an object/],
  ["Items that are an object", map({ Items: {} }), "/States/A/Items", /must be a list/],
  ["Items that are a text", map({ Items: "list" }), "/States/A/Items", /must be a list/],
  ...([-1, 1.5, "2", true] as Json[]).flatMap((value): Refusal[] => [
    [`MaxConcurrency: ${JSON.stringify(value)}`, map({ MaxConcurrency: value }), "/States/A/MaxConcurrency", /integer/],
    [
      `ToleratedFailureCount: ${JSON.stringify(value)}`,
      map({ ToleratedFailureCount: value }),
      "/States/A/ToleratedFailureCount",
      /integer/,
    ],
  ]),
  ...([-1, 100.5, "5"] as Json[]).map(
    (value): Refusal => [
      `ToleratedFailurePercentage: ${JSON.stringify(value)}`,
      map({ ToleratedFailurePercentage: value }),
      "/States/A/ToleratedFailurePercentage",
      /from 0 to 100/,
    ],
  ),
  [
    "an unknown mode",
    map({ ItemProcessor: { ...flow({ Give: { Type: "Pass" } }), ProcessorConfig: { Mode: "BATCH" } } }),
    "/States/A/ItemProcessor/ProcessorConfig/Mode",
    /not implemented/,
  ],
]);

refusals("docs/local-cloud.md: distributed Maps are not run here", [
  [
    "a distributed Map",
    map({
      ItemProcessor: {
        ...flow({ Give: { Type: "Pass" } }),
        ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
      },
    }),
    "/States/A/ItemProcessor/ProcessorConfig/Mode",
    /distributed/,
  ],
  ...["ItemReader", "ItemBatcher", "ResultWriter", "Label"].map(
    (field): Refusal => [field, map({ [field]: {} }), `/States/A/${field}`, /distributed/],
  ),
]);

accepted("Amazon States Language, states: https://states-language.net/#statetypes", [
  [
    "every field of a Pass",
    only({ Type: "Pass", Comment: "x", QueryLanguage: "JSONata", Output: 1, Assign: { a: 1 } }),
  ],
  [
    "every field of a Task",
    task({ Comment: "x", Output: 1, Assign: { a: 1 }, TimeoutSeconds: 6, HeartbeatSeconds: 5, Retry: [], Catch: [] }),
  ],
  [
    "every field of a Choice",
    choice({
      Comment: "x",
      Default: "B",
      Output: 1,
      Assign: { a: 1 },
      Choices: [{ Condition: true, Next: "B", Output: 1, Assign: { a: 1 }, Comment: "x" }],
    }),
  ],
  ["every field of a Wait", waits({ Seconds: 99_999_999, Output: 1, Assign: { a: 1 } })],
  ["every field of a Parallel", parallel({ Arguments: 1, Output: 1, Assign: { a: 1 }, Retry: [], Catch: [] })],
  [
    "every field of a Map",
    map({
      Items: [],
      ItemSelector: {},
      MaxConcurrency: 100_000,
      ToleratedFailureCount: 0,
      ToleratedFailurePercentage: 0.5,
      Output: 1,
      Assign: { a: 1 },
      Retry: [],
      Catch: [],
    }),
  ],
  ["every field of a Succeed", last({ Type: "Succeed", Output: 1 })],
  ["every field of a Fail", last({ Type: "Fail", Error: "E", Cause: "c" })],
  [
    "an inline Map that says so",
    map({ ItemProcessor: { ...flow({ Give: { Type: "Pass" } }), ProcessorConfig: { Mode: "INLINE" } } }),
  ],
  ["expressions for all numbers", task({ TimeoutSeconds: "{% 6 %}", HeartbeatSeconds: "{% 5 %}" })],
  ["a heartbeat by an expression beside a time-out", task({ TimeoutSeconds: 5, HeartbeatSeconds: "{% 4 %}" })],
  ["a moment with a fraction and an offset", waits({ Timestamp: "2026-01-01T00:00:00.123+08:00" })],
]);
