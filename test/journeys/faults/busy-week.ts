import { fileURLToPath } from "node:url";
import { readMachines } from "../../../local/assembly/machines.ts";
import { type Cloud, startCloud } from "../../../local/cloud.ts";
import type { Faults } from "../../../local/faults.ts";
import { loadDirectory } from "../../../shared/directory/load.ts";
import { activateDirectory } from "../../../shared/table/activation.ts";
import { putDirectory } from "../../../shared/table/directory.ts";
import { listed } from "../../builders/listed.ts";
import { sharedApp } from "../../shared-app.ts";
import {
  type City,
  cityOf,
  functionOf,
  mondayMorning,
  resolution,
  satisfied,
  seafoodOf,
  unsatisfied,
} from "../city.ts";
import { deskOf } from "./desk.ts";
import { type Ending, endingOf } from "./ending.ts";

/** Of the requester on the list. */
const listedPhone = "13800000009";

/** What a week is to stand. */
export interface Hardship {
  faults?: Omit<Faults, "invocation">;
  invocation?: NonNullable<Faults["invocation"]>;
  /** Everybody sends every request a second time, although the first was answered. */
  everythingTwice?: boolean;
  /** Told of the cloud before the week begins. */
  onStart?: (cloud: Cloud) => void;
}

/** A busy week of the sample city, with one requester on its list of those whose appeals a person looks at first. */
export async function busyWeek({ faults, invocation, everythingTwice = false, onStart }: Hardship): Promise<Ending> {
  let broken = true;
  const routing = await functionOf("functions/routing/route-case.ts");
  const cloud = await startCloud({
    ...{ clock: { kind: "manual" }, clockStart: Date.parse(mondayMorning), app: await sharedApp() },
    faults: {
      ...faults,
      invocation(name, payload, phase) {
        if (broken && name === routing.name) return new Error("the matrix is out of order");
        return invocation?.(name, payload, phase);
      },
    },
    async prepare({ table }) {
      const sample = loadDirectory(fileURLToPath(new URL("../../../sample", import.meta.url)));
      const abnormalList = [listed(listedPhone)];
      const directory = { ...sample, version: "busy-city", abnormalList };
      await putDirectory(table, directory);
      await activateDirectory(table, directory.version);
    },
  });
  try {
    onStart?.(cloud);
    const mend = () => {
      broken = false;
    };
    return await everyPath(cityOf(cloud), mend, everythingTwice);
  } finally {
    await cloud.kill();
  }
}

/**
 * A week in which every path is taken once: cases that are screened, returned, designated, reviewed, sent back, called
 * back, worked again, withdrawn, reopened, left alone, stalled, stopped. `mend` ends what has kept routing from working
 * since the start. People repeat what got no clear answer; the rest is the system's.
 */
async function everyPath(city: City, mend: () => void, twice: boolean): Promise<Ending> {
  const desk = (kind: Parameters<City["staff"]>[0]) => deskOf(city, city.staff(kind), twice);
  const unit = (id: string) => deskOf(city, city.unit(id), twice);
  const [partner, caller, reviewer, office] = [
    deskOf(city, city.partner, twice),
    desk("callback"),
    desk("supervisor"),
    desk("joint-office"),
  ];
  const harbour = unit("station-gangqian");
  const district = unit("district-lanwan");
  const returned = { reason: "not-our-duty", explanation: "不属本单位" };
  const decide = (decision: string) => ({ decision, reasons: "见材料" });
  const pause = () => city.until("PT5M");
  // Told at one and the same moment in every week, so that records can be compared by their hashes.
  const solved = { ...resolution, told: { ...resolution.told, at: "2026-03-02T09:50:00+08:00" } };
  const send = async (externalRef: string, ticket: Record<string, unknown> = {}) => {
    const receipt = await partner.post("/v1/tickets", { ...seafoodOf(externalRef), ...ticket });
    return String(receipt?.caseId);
  };
  const lead = (caseId: string, what: string) => `/v1/cases/${caseId}/assignments/lead/${what}`;
  const callback = (caseId: string, round: number, what: string) => `/v1/cases/${caseId}/callbacks/${round}/${what}`;
  // Routing is broken: the first case stalls, and an operator has it driven again.
  const stalled = await send("stalled");
  await city.until("PT10M");
  mend();
  await desk("operator").get("/v1/operations/stalled");
  await desk("operator").post(`/v1/operations/cases/${stalled}/redrive`, { epoch: 1 });
  await pause();

  const plain = await send("plain");
  const urgent = await send("urgent", { severity: "urgent" });
  const disputed = await send("disputed");
  const withdrawn = await send("withdrawn");
  const listed = await send("listed", { requester: { name: "王女士", phone: listedPhone } });
  const stopped = await send("stopped");
  await send("left-alone", { severity: "urgent" });
  const nowhere = await send("nowhere", {
    region: undefined,
    category: undefined,
    title: "缺斤短两",
    body: "买虾缺斤短两，请处理",
  });
  const praise = await send("praise", { kind: "praise", title: "表扬", body: "感谢王所长" });
  const sensitive = await send("sensitive");
  await pause();

  await harbour.get("/v1/units/station-gangqian/worklist");
  await harbour.post(lead(plain, "acceptance"));
  await harbour.post(lead(urgent, "acceptance"));
  await harbour.post(lead(disputed, "return"), returned);
  await partner.post(`/v1/cases/${withdrawn}/withdrawal`, { reason: "算了" });
  await desk("screening-officer").get("/v1/screenings");
  const accepted = { decision: "accepted", reason: "诉求有具体事实" };
  await desk("screening-officer").post(`/v1/cases/${listed}/screening-decision`, accepted);
  const onTrack = { tracks: ["sensitive"], reason: "涉及多名消费者" };
  await desk("triage-officer").post(`/v1/cases/${sensitive}/triage-correction`, onTrack);
  await stop(city.cloud, `${stopped}-1`);
  await send("plain", { body: "补充：摊位号 12" });
  await pause();

  await harbour.post(lead(plain, "first-response"), { how: "phone", summary: "已联系" });
  await harbour.note(plain, "ProgressReported", lead(plain, "progress"), { note: "已到现场" });
  await harbour.post(lead(plain, "resolution"), solved);
  await harbour.post(lead(urgent, "resolution"), solved);
  await district.post(lead(disputed, "return"), returned);
  await caller.post(callback(withdrawn, 1, "result"), { withdrawal: "confirmed" });
  await pause();

  await reviewer.get("/v1/reviews");
  await reviewer.post(`/v1/cases/${urgent}/review-decision`, decide("send-back"));
  await office.get("/v1/dispatches");
  await office.get("/v1/sensitive-responses");
  await unit("public-security").post(`/v1/cases/${sensitive}/sensitive-response/acknowledgement`);
  await desk("triage-officer").get("/v1/abnormal-list");
  await desk("administrator").get("/v1/directory/versions");
  await office.post(`/v1/cases/${disputed}/designation`, { unit: "market-order", reason: "牵头" });
  await caller.get("/v1/callbacks");
  await caller.post(callback(plain, 1, "attempts"), { outcome: "no-answer" });
  await pause();

  await harbour.post(lead(urgent, "resolution"), solved);
  await pause();
  await reviewer.post(`/v1/cases/${urgent}/review-decision`, decide("approve"));
  await pause();
  await caller.post(callback(urgent, 1, "result"), unsatisfied);
  await pause();

  await city.until("2026-03-03T10:00:00+08:00");
  await caller.note(plain, "CallbackAttempted", callback(plain, 1, "attempts"), { outcome: "call-later" });
  await caller.post(callback(plain, 1, "result"), satisfied);
  await district.post(lead(urgent, "resolution"), solved);
  await pause();
  await reviewer.post(`/v1/cases/${urgent}/review-decision`, decide("approve"));
  await partner.post(`/v1/cases/${plain}/reopening`, { reason: "又缺斤短两" });
  await pause();
  await caller.post(callback(urgent, 2, "result"), satisfied);
  await harbour.post(lead(plain, "resolution"), solved);
  await pause();
  await caller.post(callback(plain, 2, "result"), satisfied);
  for (const path of ["", "/timeline", "/deadlines"]) await partner.get(`/v1/cases/${plain}${path}`);
  await partner.get("/v1/cases?externalRef=plain");
  await partner.get("/openapi.json");

  // The one that is left alone gets all there is: reminders, cards, silence, escalation. The others are taken back.
  for (const [caseId, round] of [
    [stalled, 1],
    [disputed, 1],
    [listed, 1],
    [stopped, 1],
    [nowhere, 1],
    [praise, 1],
    [sensitive, 1],
  ] as const) {
    await partner.post(`/v1/cases/${caseId}/withdrawal`, { reason: "算了" });
    await pause();
    await caller.post(callback(caseId, round, "result"), { withdrawal: "confirmed" });
  }
  await city.until("2026-03-04T18:00:00+08:00");
  const ending = await endingOf(city.cloud);
  return { ...ending, republished: await republished(city) };
}

/** Somebody stops an execution by hand, and tries again when that fails. */
export async function stop(cloud: Cloud, name: string): Promise<void> {
  const [machine] = readMachines(cloud.assembly);
  const executionArn = `${machine?.arn.replace(":stateMachine:", ":execution:")}:${name}`;
  await cloud.stepFunctions("StopExecution", { executionArn }, "operator");
}

/** An operator has the first three hours published again, and repeats it until it has worked. */
async function republished({ cloud }: City): Promise<number> {
  const job = await functionOf("functions/publish/republish-events.ts");
  const range = { from: "2026-03-02T01:00:00Z", to: "2026-03-02T03:59:59Z" };
  for (let attempt = 1; ; attempt += 1) {
    try {
      return ((await cloud.lambda.invoke(job.name, range, "direct")) as { published: number }).published;
    } catch (error) {
      if (attempt === 10) throw error;
    }
  }
}
