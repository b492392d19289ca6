import { expect, test } from "vitest";
import type { Json } from "../../local/aws.ts";
import { compilePattern } from "../../local/event-patterns.ts";

const event = {
  source: "jiesu.case",
  "detail-type": "Case escalated",
  resources: ["arn:a", "arn:b"],
  detail: {
    caseId: "C-2030-000123",
    unit: "Roads",
    level: 2,
    overdue: true,
    note: null,
    tags: ["noise", "night"],
    slots: [
      { name: "lead", unit: "roads" },
      { name: "assist", unit: "water" },
    ],
    requester: { phone: "+8613800000000" },
  },
};

const matching: [name: string, pattern: Json][] = [
  ["an exact value", { source: ["jiesu.case"] }],
  ["one of several values", { detail: { level: [1, 2] } }],
  ["true, and null", { detail: { overdue: [true], note: [null] } }],
  ["an element of a list", { detail: { tags: ["night"] } }],
  ["a prefix", { detail: { caseId: [{ prefix: "C-2030" }] } }],
  ["a prefix in any case", { detail: { unit: [{ prefix: { "equals-ignore-case": "ROA" } }] } }],
  ["a suffix", { detail: { caseId: [{ suffix: "123" }] } }],
  ["the same text in another case", { detail: { unit: [{ "equals-ignore-case": "rOADS" }] } }],
  ["a wildcard", { detail: { caseId: [{ wildcard: "C-*-*123" }] } }],
  ["anything but a value", { detail: { unit: [{ "anything-but": "Water" }] } }],
  ["anything but several values", { detail: { level: [{ "anything-but": [1, 3] }] } }],
  ["anything but a prefix", { source: [{ "anything-but": { prefix: "aws." } }] }],
  ["anything but a suffix, of several", { source: [{ "anything-but": { suffix: [".task", ".slot"] } }] }],
  ["a number above another", { detail: { level: [{ numeric: [">", 1] }] } }],
  ["a number between two others", { detail: { level: [{ numeric: [">=", 2, "<", 3] }] } }],
  ["a number equal to another", { detail: { level: [{ numeric: ["=", 2.0] }] } }],
  ["a path that exists", { detail: { requester: { phone: [{ exists: true }] } } }],
  ["a path that does not exist", { detail: { requester: { name: [{ exists: false }] } } }],
  ["a path whose parents do not exist either", { detail: { ward: { name: [{ exists: false }] } } }],
  ["one of two patterns", { $or: [{ source: ["other"] }, { detail: { level: [2] } }] }],
  [
    "$or within a path, beside another field",
    { detail: { unit: ["Roads"], $or: [{ level: [9] }, { overdue: [true] }] } },
  ],
  ["two fields of one element of a list", { detail: { slots: { name: ["lead"], unit: ["roads"] } } }],
];
test.each(matching)("%s matches", (_, pattern) => {
  expect(compilePattern(pattern)(event)).toBe(true);
});

const differing: [name: string, pattern: Json][] = [
  ["another value", { source: ["jiesu.slot"] }],
  ["a number where there is its text", { detail: { level: ["2"] } }],
  ["one field of two", { source: ["jiesu.case"], detail: { level: [3] } }],
  ["a field that is not there", { detail: { city: ["Haibin"] } }],
  ["anything but, of a field that is not there", { detail: { city: [{ "anything-but": "Haibin" }] } }],
  ["a number out of range", { detail: { level: [{ numeric: [">", 2] }] } }],
  ["a path that exists but should not", { detail: { unit: [{ exists: false }] } }],
  ["an object, which is no value", { detail: { requester: [{ exists: true }] } }],
  ["neither of two patterns", { $or: [{ source: ["other"] }, { detail: { level: [3] } }] }],
  ["two fields of different elements of a list", { detail: { slots: { name: ["lead"], unit: ["water"] } } }],
  ["a dot in a wildcard, which is only a dot", { detail: { caseId: [{ wildcard: "C.2030*" }] } }],
];
test.each(differing)("%s does not match", (_, pattern) => {
  expect(compilePattern(pattern)(event)).toBe(false);
});

const refused: [name: string, pattern: Json | string][] = [
  ["text that is no JSON", "{"],
  ["a value outside of a list", { source: "jiesu.case" }],
  ["an empty list", { source: [] }],
  ["an empty object", { detail: {} }],
  ["a match type that is not offered", { detail: { ip: [{ cidr: "10.0.0.0/24" }] } }],
  ["two match types in one", { source: [{ prefix: "a", suffix: "b" }] }],
  ["a comparison with text", { detail: { level: [{ numeric: [">", "1"] }] } }],
  ["half a comparison", { detail: { level: [{ numeric: [">"] }] } }],
];
test.each(refused)("%s is refused", (_, pattern) => {
  expect(() => compilePattern(pattern)).toThrow("Event pattern is not valid");
});

test("attribute values of a stream record are matched by their type letter", () => {
  const record = { eventName: "MODIFY", dynamodb: { Keys: { sk: { S: "CASE" } }, NewImage: { turn: { N: "3" } } } };
  expect(compilePattern({ dynamodb: { Keys: { sk: { S: ["CASE"] } } } })(record)).toBe(true);
  expect(compilePattern({ dynamodb: { NewImage: { waitToken: { S: [{ exists: true }] } } } })(record)).toBe(false);
});
