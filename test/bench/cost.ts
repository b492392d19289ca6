import { type MeasuredCase, measureCase } from "../../local/cost/measured-case.ts";
import { assumed, notCounted, priceTable } from "../../local/cost/prices.ts";
import { type BillItem, bill, dollarsOf } from "../../local/cost/usage.ts";
import type { Row } from "../../local/report-table.ts";
import type { Bench, BenchTable } from "./bench.ts";
import { kilobytes, rounded } from "./figures.ts";
import { listedPhone, type PathName, paths } from "./paths.ts";
import { openStreet, type StreetOptions } from "./street.ts";

/** What a plain case may use; dollars are for 1,000 cases. */
const most = { transitions: 12, taskInvocations: 4, dollarsPer1000: 0.45 };

export interface CostResult {
  priceTable: typeof priceTable;
  assumed: typeof assumed;
  paths: Record<string, MeasuredCase & { dollarsPer1000: number }>;
  /** The plain case by price, for 1,000 cases. */
  plainBill: BillItem[];
  reached: boolean;
}

/** Takes a case along each path, alone on the local cloud, and adds up what it used at list prices. */
export async function measureCost({
  only = Object.keys(paths) as PathName[],
  app,
}: { only?: PathName[] } & Pick<StreetOptions, "app"> = {}): Promise<CostResult> {
  const street = await openStreet({ listed: [listedPhone], ...(app && { app }) });
  try {
    const measured: CostResult["paths"] = {};
    for (const name of only) {
      // Functions that start for the first time read what they then keep.
      for (const turn of ["warm", "counted"]) {
        await street.workingDays(1);
        const { cloud, callers } = street;
        const one = await measureCase(cloud, callers, () =>
          paths[name](street, `${name.replaceAll(" ", "-")}-${turn}`),
        );
        measured[name] = { ...one, dollarsPer1000: 1000 * dollarsOf(one) };
      }
    }
    const { plain } = measured;
    const reached =
      plain !== undefined &&
      plain.transitions <= most.transitions &&
      plain.taskInvocations <= most.taskInvocations &&
      plain.dollarsPer1000 <= most.dollarsPer1000;
    const thousand = (item: BillItem) => ({ ...item, quantity: 1000 * item.quantity, dollars: 1000 * item.dollars });
    return { priceTable, assumed, paths: measured, plainBill: plain ? bill(plain).map(thousand) : [], reached };
  } finally {
    await street.close();
  }
}

export const cost: Bench<CostResult> = {
  about: "what a case uses and costs, by the path it goes",
  run: () => measureCost(),
  print: (result) => [byPath(result), byPlace(result), bought(result)],
};

function byPath({ paths, reached }: CostResult): BenchTable {
  const used = Object.entries(paths);
  return {
    title: "One case, by its path",
    rows: [
      [
        "",
        "transitions",
        "task",
        "API",
        "authorizer",
        "readers",
        "write units",
        "read units",
        "requests",
        "events",
        "log KB",
        "$/1,000",
      ],
      ...used.map(
        ([name, one]): Row => [
          ...[name, one.transitions, one.taskInvocations, one.apiInvocations, one.authorizerInvocations],
          ...[one.readerInvocations, rounded(one.writeUnits, 1), rounded(one.readUnits, 1), one.requests, one.events],
          ...[kilobytes(one.logBytes), one.dollarsPer1000.toFixed(4)],
        ],
      ),
    ],
    notes: [
      `A plain case: at most ${most.transitions} transitions, ${most.taskInvocations} task invocations, $${most.dollarsPer1000} per 1,000: ${reached ? "reached" : "missed"}.`,
      "Invocations are of tasks, of the API's functions, of its authorizer, and of stream readers, queue workers and rules' targets. Schedules run without cases too and are left out.",
    ],
  };
}

function byPlace({ paths }: CostResult): BenchTable {
  const places = [...new Set(Object.values(paths).flatMap((one) => one.places.map(({ place }) => place)))];
  const at = (one: MeasuredCase, place: string) => one.places.find((each) => each.place === place);
  return {
    title: "Write / read units by table and index",
    rows: [
      ["", ...places.map((place) => place.split("/")[1] ?? "table")],
      ...Object.entries(paths).map(
        ([name, one]): Row => [
          name,
          ...places.map(
            (place) => `${rounded(at(one, place)?.writeUnits ?? 0, 1)} / ${rounded(at(one, place)?.readUnits ?? 0, 1)}`,
          ),
        ],
      ),
    ],
    notes: [],
  };
}

function bought({ plainBill }: CostResult): BenchTable {
  const total = plainBill.reduce((sum, { dollars }) => sum + dollars, 0);
  return {
    title: "1,000 plain cases",
    rows: [
      ["", "quantity", "$"],
      ...plainBill.map(({ item, quantity, dollars }): Row => [item, rounded(quantity, 3), dollars.toFixed(4)]),
      ["total", "", total.toFixed(4)],
    ],
    notes: [
      `List prices of ${priceTable.of}, ${priceTable.region}, before free tiers.`,
      `Assumed: ${assumed.invocationMilliseconds} ms an invocation; ${assumed.accessLogBytes} bytes of access log a request; ${assumed.executionLogBytes} bytes of log an execution event.`,
      `Not counted: ${notCounted}.`,
    ],
  };
}
