import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { generatedDocuments } from "../../docs/generate/command.ts";
import { machineDiagram } from "../../docs/generate/machine-diagram.ts";
import { type Machine, machinePage } from "../../docs/generate/machine-page.ts";

const root = new URL("../../", import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), "utf8");
const documents = generatedDocuments();
const pages = new Map([...documents].filter(([path]) => path.startsWith("docs/machines/")));

it.each([...documents])("%s is what `npm run docs` writes", (path, text) => {
  expect(read(path)).toBe(text);
});

describe.each([...pages])("%s", (path, text) => {
  it("shows every state, and every way that the file has between two of them", () => {
    const file = path.replace("docs/machines/", "state-machines/").replace(".md", ".asl.json");
    const { States } = JSON.parse(read(file)) as Machine;
    const names = Object.keys(States);
    for (const name of names) expect(text).toContain(`| ${name} | `);
    const drawn = [...text.matchAll(/^ {2}s(\d+) (-->|-\.->)(?:\|"[^"]+"\|)? s(\d+)$/gm)].map(
      ([, from, arrow, to]) => `${names[Number(from)]} ${arrow} ${names[Number(to)]}`,
    );
    const written = Object.entries(States).flatMap(([name, { Choices = [], Default, Next, Catch = [] }]) => [
      ...[...Choices.map((choice) => choice.Next), Default, Next].flatMap((to) => (to ? `${name} --> ${to}` : [])),
      ...Catch.map(({ Next: to }) => `${name} -.-> ${to}`),
    ]);
    expect(drawn.sort()).toEqual(written.sort());
  });

  it("links to files that are there", () => {
    for (const [, target] of text.matchAll(/\]\(\.\.\/\.\.\/([^)]+)\)/g)) expect(read(target ?? "")).not.toBe("");
  });
});

it("there is a page for every machine, and none for one that is gone", () => {
  const files = readdirSync(new URL("docs/machines/", root)).map((file) => `docs/machines/${file}`);
  expect(files.sort()).toEqual([...pages.keys()].sort());
});

const machine: Machine = {
  StartAt: "Look",
  States: {
    Look: {
      Type: "Choice",
      Choices: [
        { Condition: "{% $states.input.stage = 'open' %}", Next: "Each" },
        { Condition: "{% $count($states.input.items) > 3 %}", Next: "Each", Comment: 'there is "much" to do' },
      ],
      Default: "Done",
    },
    Each: {
      Type: "Map",
      ItemProcessor: {
        StartAt: "Count",
        States: {
          Count: {
            Type: "Task",
            Resource: "arn:aws:states:::lambda:invoke",
            // biome-ignore lint/suspicious/noTemplateCurlyInString: a placeholder of the template
            Arguments: { FunctionName: "${CountEventsArn}" },
            Retry: [{ ErrorEquals: ["States.ALL"], MaxAttempts: 2 }],
            End: true,
          },
        },
      },
      Catch: [{ ErrorEquals: ["States.ALL"], Next: "Done" }],
      Next: "Done",
    },
    Done: { Type: "Succeed" },
  },
};

describe("a diagram", () => {
  const lines = machineDiagram(machine)
    .split("\n")
    .map((line) => line.trim());

  it("says conditions in the words of the file, else as plainly as they are", () => {
    expect(lines).toContain('s0 -->|"stage is open"| s1');
    expect(lines).toContain('s0 -->|"there is #quot;much#quot; to do"| s1');
    expect(lines).toContain('s0 -->|"otherwise"| s2');
  });

  it("dashes what an error leads to", () => {
    expect(lines).toContain('s1 -.->|"any error"| s2');
  });

  it("draws a machine in a machine as a box of its own", () => {
    expect(lines).toEqual(expect.arrayContaining(['subgraph s1["Each"]', 's1_0_0["Count"]', "end"]));
  });
});

it("a page tells what states in states call and how often they try", () => {
  const page = machinePage("counting", machine, new Map([["count-events", "functions/statistics/count-events.ts"]]));
  expect(page).toContain(
    "| Each ▸ Count |  | [`count-events`](../../functions/statistics/count-events.ts) | R1 |  | done → the end |",
  );
  expect(page).toContain("- **R1**: 2 times, after 1 s, then 2 times as long each: any error");
});
