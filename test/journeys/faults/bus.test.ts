import { expect, test } from "vitest";
import type { JsonObject } from "../../../local/aws.ts";
import { type City, seafoodOf, startCity } from "../city.ts";
import { leftInQueues } from "./ending.ts";

const idOf = (entry: JsonObject) => (JSON.parse(String(entry.Detail)) as { id: string }).id;

/** How often each event came to the bus, by `<caseId>-<seq>`; the seq it carries must be that of its id. */
function onBus({ cloud }: City): Map<string, number> {
  const times = new Map<string, number>();
  for (const { event } of cloud.eventBridge.recentEvents().filter(({ event }) => event.source === "jiesu.cases")) {
    const { id, caseId, seq } = event.detail as { id: string; caseId: string; seq: number };
    expect(id).toBe(`${caseId}-${seq}`);
    times.set(id, (times.get(id) ?? 0) + 1);
  }
  return times;
}

/** Ids of a case's events, as its history has them. */
async function idsOf(city: City, caseId: string): Promise<string[]> {
  return (await city.events(caseId)).map(({ seq }) => `${caseId}-${seq}`);
}

async function fiveCases(city: City): Promise<string[]> {
  const caseIds: string[] = [];
  for (let index = 0; index < 5; index += 1) {
    const { body } = await city.partner.post("/v1/tickets", seafoodOf(`bus-${index}`));
    caseIds.push(body.caseId);
  }
  await city.until("PT10M");
  return (await Promise.all(caseIds.map((caseId) => idsOf(city, caseId)))).flat();
}

test("when the bus refuses some entries of a call, only those go again: each event comes once, with its seq", async () => {
  const refused = new Set<string>();
  let entries = 0;
  const city = await startCity({
    faults: {
      // Every third event is refused the first time.
      refuseEntry(entry) {
        entries += 1;
        const id = idOf(entry);
        if (entries % 3 !== 0 || refused.has(id)) return false;
        refused.add(id);
        return true;
      },
    },
  });
  const ids = await fiveCases(city);
  expect(refused.size).toBeGreaterThan(3);
  expect(onBus(city)).toEqual(new Map(ids.map((id) => [id, 1])));
});

test("a bus that refuses everything for minutes gets everything later, by itself", async () => {
  let refusing = true;
  const city = await startCity({ faults: { refuseEntry: () => refusing } });
  const { body } = await city.partner.post("/v1/tickets", seafoodOf("later"));
  await city.until("PT1M");
  expect(onBus(city).size).toBe(0);
  refusing = false;
  await city.until("PT1H");
  expect([...onBus(city).keys()].sort()).toEqual((await idsOf(city, body.caseId)).sort());
  expect(await leftInQueues(city.cloud)).toEqual([]);
});
