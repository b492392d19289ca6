import { expect, test } from "vitest";
import type { Json, JsonObject } from "../../../../local/aws.ts";
import { createCloud } from "../harness.ts";
import { chain, flow, task } from "./cases.ts";
import { eventsOf, started } from "./histories.ts";

const pages: [rule: string, more: JsonObject, ids: number[][]][] = [
  ["whole", {}, [[1, 2, 3, 4, 5, 6, 7]]],
  ["in pages of three", { maxResults: 3 }, [[1, 2, 3], [4, 5, 6], [7]]],
  ["in pages that fit exactly", { maxResults: 7 }, [[1, 2, 3, 4, 5, 6, 7]]],
  ["in single events", { maxResults: 1 }, [[1], [2], [3], [4], [5], [6], [7]]],
  ["from the end", { reverseOrder: true }, [[7, 6, 5, 4, 3, 2, 1]]],
  [
    "from the end in pages",
    { reverseOrder: true, maxResults: 4 },
    [
      [7, 6, 5, 4],
      [3, 2, 1],
    ],
  ],
  ["with a page size of 0, which means the default", { maxResults: 0 }, [[1, 2, 3, 4, 5, 6, 7]]],
];

test.each(pages)("GetExecutionHistory reads it %s", async (_, more, ids) => {
  const { cloud, executionArn } = await eventsOf({ A: task("echo") });
  const read: Json[][] = [];
  for (let request: JsonObject | undefined = { executionArn, ...more }; request !== undefined; ) {
    const page: JsonObject = await cloud.call("GetExecutionHistory", request);
    read.push((page.events as JsonObject[]).map(({ id }) => id ?? 0));
    request = page.nextToken === undefined ? undefined : { executionArn, ...more, nextToken: page.nextToken };
  }
  expect(read).toEqual(ids);
});

test("without execution data the events stay, but not what went in and out", async () => {
  const { cloud, executionArn } = await eventsOf({ A: task("echo", 1, { Assign: { v: 1 } }) });
  const { events } = await cloud.call("GetExecutionHistory", { executionArn, includeExecutionData: false });
  expect((events as JsonObject[])[1]).toMatchObject({ stateEnteredEventDetails: { name: "A" } });
  expect((events as JsonObject[])[2]).toMatchObject({ taskScheduledEventDetails: { parameters: expect.any(String) } });
  expect(JSON.stringify(events)).not.toMatch(/"(in|out)put|assignedVariables/);
});

test("the history of a running execution can be read, and grows", async () => {
  const cloud = createCloud();
  cloud.define(flow({ A: { Type: "Wait", Seconds: 10 }, B: { Type: "Wait", Seconds: 10 } }));
  const executionArn = await cloud.start();
  await cloud.seconds(5);
  expect(chain(await cloud.events(executionArn))).toEqual([started, "0 WaitStateEntered"]);
  await cloud.seconds(10);
  expect(chain(await cloud.events(executionArn))).toEqual([
    started,
    "0 WaitStateEntered",
    "2 WaitStateExited",
    "3 WaitStateEntered",
  ]);
});
