import { describe, expect, test } from "vitest";
import { AwsError } from "../../../local/aws.ts";
import { busyWeek } from "./busy-week.ts";
import { aim, type Fault, passingErrors } from "./call-sites.ts";
import { asPeopleSee, type Ending } from "./ending.ts";

/** As often as an SDK client tries at most: then the function hears of it. */
const sdkTries = 4;
/** Longer than a function tries: then whoever called the function hears of it. */
const functionTries = 8 * sdkTries + 4;

const lost = new AwsError("InternalServerError", "The answer is lost", { statusCode: 500 });

async function week(faults: Fault[]) {
  const { call, onStart, ...aimed } = aim(faults);
  return { ending: await busyWeek({ faults: { call }, onStart }), ...aimed };
}

/** The week without faults, once: it shows which call sites there are, and what the others must come to. */
let first: Promise<{ ending: Ending; sites: Map<string, number> }> | undefined;
function unfaulted() {
  first ??= week([]).then(({ ending, seen }) => ({ ending, sites: seen }));
  return first;
}

/** Runs a week with faults. It must end as the one without did: nothing lost, nothing twice, nothing left lying. */
async function endsAsWithout(faults: Fault[]): Promise<number> {
  const { ending: expected } = await unfaulted();
  const { ending, hit } = await week(faults);
  expect(ending.wrong).toEqual([]);
  expect(asPeopleSee(ending)).toEqual(asPeopleSee(expected));
  expect(ending.republished).toBeGreaterThanOrEqual(expected.republished);
  expect(faults.filter((fault) => !hit.has(fault)).map(({ site }) => site)).toEqual([]);
  return [...hit.values()].reduce((sum, calls) => sum + calls, 0);
}

/** A fault for the first call of every site; which of its errors depends on `turn`. Few are throttled: clients wait long then. */
async function everywhere(turn: number, parts: Pick<Fault, "calls" | "phase">): Promise<Fault[]> {
  const { sites } = await unfaulted();
  return [...sites.keys()].map((site, index) => {
    const { throttling, others } = passingErrors(site);
    const errors = (index + turn) % (parts.calls === 1 ? 6 : 30) === 0 ? throttling : others;
    const error = parts.phase === "after" ? lost : (errors[(index + turn) % errors.length] ?? lost);
    return { site, error, first: 1, ...parts };
  });
}

describe("a week in which every call site fails comes to what it would have come to", () => {
  test("without faults nothing is wrong, and every path has been taken", async () => {
    const { ending, sites } = await unfaulted();
    expect(ending.wrong).toEqual([]);
    expect(ending.republished).toBeGreaterThan(20);
    console.log(`${sites.size} call sites, ${[...sites.values()].reduce((sum, calls) => sum + calls, 0)} calls`);
  });

  test.each([
    ["is refused once: a conflict, throttling, a fault of the service", 0, { calls: 1, phase: "before" }],
    ["is refused until its client gives up", 1, { calls: sdkTries, phase: "before" }],
    ["is done, and no answer ever comes", 0, { calls: sdkTries, phase: "after" }],
  ] as const)("each site's first call %s", { timeout: 120_000 }, async (_what, turn, parts) => {
    const faults = await everywhere(turn, parts);
    const calls = await endsAsWithout(faults);
    console.log(`${faults.length} faults at once, ${calls} calls failed`);
  });
});

/**
 * `JIESU_FAULTS=all`: each fault alone, in a week of its own, which takes hours; `JIESU_FAULTS=<text>`: those whose name
 * has the text, for example `JIESU_FAULTS="route-case"` or `JIESU_FAULTS="call 2 of handling"`.
 */
const wanted = process.env.JIESU_FAULTS;

test.skipIf(wanted === undefined)("each fault alone", { timeout: 24 * 3_600_000 }, async () => {
  const { sites } = await unfaulted();
  const faults = [...sites].flatMap(([site, calls]) =>
    [1, 2, calls]
      .filter((nth, index, all) => nth <= calls && all.indexOf(nth) === index)
      .flatMap((nth) => [
        ...Object.values(passingErrors(site))
          .flat()
          .flatMap((error) =>
            [1, sdkTries, functionTries].map((count) => ({
              site,
              error,
              first: nth,
              calls: count,
              phase: "before" as const,
            })),
          ),
        ...[1, sdkTries].map((count) => ({ site, error: lost, first: nth, calls: count, phase: "after" as const })),
      ]),
  );
  const named = faults
    .map((fault) => ({ fault, name: nameOf(fault) }))
    .filter(({ name }) => wanted === "all" || name.includes(wanted ?? ""));
  const failed: string[] = [];
  for (const [index, { fault, name }] of named.entries()) {
    const outcome = await endsAsWithout([fault]).then(
      () => "as without",
      (error: Error) => error.message,
    );
    console.log(`${index + 1}/${named.length} ${name}: ${outcome}`);
    if (outcome !== "as without") failed.push(`${name}: ${outcome}`);
  }
  expect(failed).toEqual([]);
});

function nameOf({ site, error, first: nth, calls, phase }: Fault): string {
  const reasons = JSON.stringify(error.details.CancellationReasons ?? "").match(/Transaction\w+|Throttling\w+/)?.[0];
  return `call ${nth} of ${site}, ${phase}, ${calls} times ${error.code}${reasons === undefined ? "" : ` ${reasons}`}`;
}
