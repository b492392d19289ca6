import { fromMillis } from "../../shared/domain/instant.ts";
import type { Cloud } from "../cloud.ts";
import type { PlainCase } from "../cost/plain-case.ts";
import { dollarsOf, type Usage, usageBetween } from "../cost/usage.ts";
import type { MeterSnapshot } from "../meter.ts";
import { findLost, type Lost } from "./lost.ts";
import type { Month } from "./month.ts";
import { countOutcomes, type Outcomes } from "./outcomes.ts";
import { readContents } from "./table-contents.ts";

/** Everything the demo tells at the end. */
export interface DemoResult {
  seed: number;
  days: number;
  /** Tickets that were accepted, and lines that were refused. */
  tickets: number;
  refused: number;
  sentTwice: number;
  doubled: number;
  outcomes: Outcomes;
  lost: Lost[];
  refusals: Record<string, number>;
  usage: Usage;
  plainCase: PlainCase;
  dollarsPer1000: { plainCase: number; thisRun: number };
  virtualSeconds: number;
  wallSeconds: number;
}

export interface Ran {
  seed: number;
  days: number;
  plainCase: PlainCase;
  month: Month;
  /** The meter before the month. */
  before: MeterSnapshot;
}

/** Reads the table and adds everything up. Looks at the meter first: its own reading is not part of the figures. */
export async function sumUp(cloud: Cloud, { seed, days, plainCase, month, before }: Ran): Promise<DemoResult> {
  const after = cloud.meter.snapshot();
  const contents = await readContents(cloud.table);
  const { casebook, calls, virtualSeconds, wallSeconds } = month;
  const outcomes = countOutcomes(contents, fromMillis(cloud.clock.now()), new Set(plainCase.caseIds));
  const usage = usageBetween(before, after, {
    functions: cloud.lambda.functions,
    requests: calls.requests,
    events: outcomes.events,
    executionEventsPerTransition: plainCase.executionEventsPerTransition,
  });
  const thousand = (dollars: number, cases: number) => (cases === 0 ? 0 : (1000 * dollars) / cases);
  return {
    ...{ seed, days, tickets: casebook.posted.length, refused: casebook.refused },
    ...{ sentTwice: casebook.sentTwice, doubled: casebook.doubled, outcomes },
    lost: findLost(casebook.posted, contents),
    refusals: Object.fromEntries([...calls.refusals].sort(([, a], [, b]) => b - a)),
    ...{ usage, plainCase },
    dollarsPer1000: {
      plainCase: thousand(dollarsOf(plainCase), 1),
      thisRun: thousand(dollarsOf(usage), outcomes.cases),
    },
    ...{ virtualSeconds, wallSeconds },
  };
}
