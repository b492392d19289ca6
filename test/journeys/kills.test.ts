import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { createChance } from "../../local/demo/chance.ts";
import { dossierName, readContents } from "../../local/demo/table-contents.ts";
import { samplePartner } from "../../local/issuer.ts";
import type { Receipt } from "../../shared/api/ticket.ts";
import { brokenAt, type HistoryEvent } from "../../shared/domain/history.ts";
import { sharedApp } from "../shared-app.ts";
import { busyDays, type Deed, kindOf, routingBroken } from "./busy-days.ts";
import { functionOf } from "./city.ts";
import { type Death, type MortalCity, mortalCity } from "./mortal-city.ts";

const kills = Number(process.env.KILLS ?? 20);
const firstSeed = Number(process.env.SEED ?? 1);
/** In one run; more kills are more runs, each with the next seed. */
const killsInOneRun = 20;
const copies = Number(process.env.COPIES ?? 1);

/** The times of these depend on when somebody drives the case anew, and so on the kill. */
const ofRecovery = new Set(["CaseStalled", "CaseRedriven", "ResponseStalled", "ResponseRedriven"]);

interface Run {
  /** By the partner's reference. */
  histories: Map<string, HistoryEvent[]>;
  outcomes: Map<string, unknown>;
  /** What happened in the response to a sensitive case. Its clocks run side by side, so the order is up to delays. */
  responses: Map<string, string[]>;
  steps: number;
  kills: MortalCity["kills"];
}

/** Lives through the busy days and checks what must hold however often the cloud was killed. */
async function live(deaths: Death[]): Promise<Run> {
  const data = mkdtempSync(join(tmpdir(), "jiesu-kills-"));
  const app = await sharedApp();
  const routing = await functionOf("functions/routing/route-case.ts");
  const [from, until] = [Date.parse(routingBroken.from), Date.parse(routingBroken.until)];
  const city = mortalCity({
    ...{ data, app, deaths },
    fail: (name, now) =>
      name === routing.name && now >= from && now < until ? new Error("the matrix is lost") : undefined,
  });
  onTestFinished(async () => {
    await city.end();
    rmSync(data, { recursive: true, force: true });
  });
  const receipts = new Map<string, Receipt>();
  for (const { at, deeds } of busyDays(copies)) {
    await city.until(at);
    await Promise.all(deeds.map((deed) => act(city, deed, receipts)));
    await city.settled();
  }
  const run = await check(city, receipts);
  await city.end();
  return run;
}

/** A deed whose answer was lost is done again: it may turn out to be done already, and nobody minds. */
async function act(city: MortalCity, deed: Deed, receipts: Map<string, Receipt>): Promise<void> {
  const known = receipts.get(deed.ref)?.caseId ?? "";
  const path = deed.path.replace("{case}", known);
  const { status, body, tries } = await city.send<Receipt>({ ...deed, path });
  if (deed.path === "/v1/tickets") {
    expect(status, `${deed.ref}: ${JSON.stringify(body)}`).toBe(201);
    receipts.set(body.supplement ? `${deed.ref} supplement` : deed.ref, body);
  } else if (status >= 300) {
    expect(tries, `${deed.ref}, ${path}: ${status} ${JSON.stringify(body)}`).toBeGreaterThan(1);
  }
}

async function check(city: MortalCity, receipts: Map<string, Receipt>): Promise<Run> {
  const { cloud } = await city.alive();
  const { cases, histories, dossiers, tickets, references } = await readContents(cloud.table);
  const run: Run = {
    ...{ histories: new Map(), outcomes: new Map(), responses: new Map() },
    ...{ steps: city.steps(), kills: city.kills },
  };

  // Every ticket that was accepted is there, and nothing else.
  const accepted = [...receipts.values()].map(({ caseId, ticketId }) => `${caseId} ${ticketId}`);
  expect([...tickets].sort()).toEqual(accepted.sort());
  expect(cases.size).toBe(new Set([...receipts.values()].map(({ caseId }) => caseId)).size);

  for (const [ref, { caseId, supplement }] of receipts) {
    if (supplement) continue;
    expect(references.get(`PARTNER#${samplePartner}#REF#${ref}`), ref).toBe(caseId);
    const [found, history = []] = [cases.get(caseId), histories.get(caseId)];
    expect(found && brokenAt(history, found), `the chain of ${ref}`).toBeUndefined();
    const unpublished = history.filter(({ seq }) => !city.published.has(`${caseId}-${seq}`));
    expect(unpublished, `unpublished of ${ref}`).toEqual([]);
    const times = history.map(({ at }) => at);
    expect(times, `times of ${ref}`).toEqual([...times].sort());
    const milestones = history.flatMap((event) =>
      event.type === "MilestoneReached" ? [`${event.data.clock} ${event.data.since} ${event.data.milestone}`] : [],
    );
    expect(milestones, `milestones of ${ref}`).toEqual([...new Set(milestones)]);
    run.histories.set(ref, history);
    run.outcomes.set(ref, { stage: found?.stage, ...(found?.stage === "closed" && { outcome: found.outcome }) });
    const response = dossiers.get(dossierName("sensitive-response", caseId));
    if (response === undefined) continue;
    const head = { seq: response.length, headHash: response.at(-1)?.hash ?? "" };
    expect(brokenAt(response, head), `the chain of the response to ${ref}`).toBeUndefined();
    const told = response.filter(({ type }) => !ofRecovery.has(type));
    run.responses.set(ref, told.map(({ type }) => type).sort());
  }
  return run;
}

test(
  `killed at ${kills} moments of five busy days, the cloud tells the same stories as one that was left alone`,
  async () => {
    // A killed process is silent at once; ours goes on saying that it finds no engine any more.
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    onTestFinished(() => void vi.restoreAllMocks());
    const undisturbed = await live([]);
    const report: string[] = [];
    let latest = 0;
    let killCount = 0;
    for (let left = kills, seed = firstSeed; left > 0; left -= killsInOneRun, seed += 1) {
      const chance = createChance(seed);
      const deaths = Array.from({ length: Math.min(left, killsInOneRun) }, (_, index) => ({
        step: 1 + Math.floor(chance("step", index) * undisturbed.steps),
        delay: chance("at once", index) < 0.5 ? 0 : Math.ceil(6 * chance("delay", index)),
      })).sort((a, b) => a.step - b.step);
      const replay = `to replay: KILLS=${deaths.length} SEED=${seed} npx vitest run test/journeys/kills.test.ts`;
      try {
        const killed = await live(deaths);
        expect(killed.kills).toHaveLength(deaths.length);
        expect(killed.outcomes).toEqual(undisturbed.outcomes);
        expect(killed.responses).toEqual(undisturbed.responses);
        expect(killed.responses.size).toBe(copies);
        for (const [ref, history] of undisturbed.histories) {
          const after = killed.histories.get(ref) ?? [];
          expect(toCompare(ref, after), ref).toEqual(toCompare(ref, history));
          latest = Math.max(latest, ...delays(ref, history, after));
        }
        report.push(`seed ${seed}: ${killed.kills.length} kills in ${killed.steps} steps`);
        killCount += killed.kills.length;
      } catch (error) {
        throw new Error(`${error instanceof Error ? error.message : error}\n${replay}`, { cause: error });
      }
    }
    console.log(`${undisturbed.histories.size} cases, ${undisturbed.steps} steps when left alone; ${report.join("; ")}
${killCount} kills, 0 differences, nothing later than ${latest / 1000} s`);
  },
  120_000 + kills * 10_000,
);

/** What must not depend on the kill: all but recovery itself, ids, and numbers that count recovery's events too. */
function toCompare(ref: string, history: HistoryEvent[] = []): unknown[] {
  return history
    .filter(({ type }) => !ofRecovery.has(type))
    .map(({ type, actor, data, clocks }) => {
      if (kindOf(ref) === "stalled") return { type };
      const { since, epoch: _, ...told } = data as { since?: number; epoch?: number };
      const text = JSON.stringify(told).replaceAll(/[0-9A-HJKMNP-TV-Z]{26}/g, "an id");
      return { type, actor, data: JSON.parse(text), since: history.find(({ seq }) => seq === since)?.type, clocks };
    });
}

/**
 * How much later each thing happened, in milliseconds: never earlier, and at most a minute late. A new execution waits a
 * second at least, also for what is due this very moment.
 */
function delays(ref: string, before: HistoryEvent[], after: HistoryEvent[]): number[] {
  if (kindOf(ref) === "stalled") return [];
  const timesOf = (history: HistoryEvent[]) =>
    history.filter(({ type }) => !ofRecovery.has(type)).map(({ at }) => Date.parse(at));
  const times = timesOf(after);
  const late = timesOf(before).map((time, index) => (times[index] ?? 0) - time);
  for (const each of late) expect(each, `${ref} in time`).toSatisfy((delay: number) => delay >= 0 && delay <= 60_000);
  return late;
}
