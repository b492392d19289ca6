import { describe, expect, test } from "vitest";
import { readFunctions } from "../../../local/assembly/functions.ts";
import { AwsError, FunctionFailed } from "../../../local/aws.ts";
import { routes } from "../../../shared/api/routes.ts";
import { functionOf } from "../city.ts";
import { busyWeek, type Hardship } from "./busy-week.ts";
import { asPeopleSee, type Ending } from "./ending.ts";

/** What Step Functions, Lambda's readers and the gateway see of a function that was cut off. */
const cutOff = new FunctionFailed("Sandbox.Timedout", "Task timed out after 15.00 seconds");
const noRoom = new AwsError("TooManyRequestsException", "Rate Exceeded.", { statusCode: 429 });

let first: Promise<Ending> | undefined;
const unfaulted = () => {
  first ??= busyWeek({});
  return first;
};

/** Runs a week of hardship: it must end as the one without did. */
async function endsAsWithout(hardship: Hardship): Promise<void> {
  const expected = await unfaulted();
  const ending = await busyWeek(hardship);
  expect(ending.wrong).toEqual([]);
  expect(asPeopleSee(ending)).toEqual(asPeopleSee(expected));
}

/** Chooses the first and the fourth invocation of each function. */
function someOfEach() {
  const invocations = new Map<string, number>();
  const failed = new Map<string, number>();
  return {
    failed,
    chosen(name: string): boolean {
      const count = (invocations.get(name) ?? 0) + 1;
      invocations.set(name, count);
      if (count !== 1 && count !== 4) return false;
      failed.set(name, (failed.get(name) ?? 0) + 1);
      return true;
    },
  };
}

describe("a week in which every function fails comes to what it would have come to", () => {
  test.each([
    ["for want of room, before it has begun", "before", noRoom],
    ["cut off when it has done all its work", "after", cutOff],
  ] as const)("%s", { timeout: 120_000 }, async (_what, phase, error) => {
    const { chosen, failed } = someOfEach();
    let all: string[] = [];
    await endsAsWithout({
      onStart: ({ assembly }) => {
        all = readFunctions(assembly).map(({ name }) => name);
      },
      invocation: (name, _payload, at) => (at === phase && chosen(name) ? error : undefined),
    });
    expect([...failed.keys()].sort()).toEqual(all.sort());
  });

  test("every invocation is made twice, every batch of the stream comes twice, and people send everything twice", {
    timeout: 120_000,
  }, async () => {
    const servesApi = new Set(routes.map((route) => `functions/${route.function}/handler.ts`));
    const api = (await Promise.all([...servesApi].map(functionOf))).map(({ name }) => name);
    await endsAsWithout({
      everythingTwice: true,
      faults: { runTwice: (name) => !api.includes(name), deliverTwice: () => true },
    });
  });
});
