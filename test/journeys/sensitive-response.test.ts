import { expect, test } from "vitest";
import type * as z from "zod";
import { redriveOpenCases } from "../../local/recover.ts";
import type { WorkView } from "../../shared/api/case-view.ts";
import type { ResponseView } from "../../shared/api/response-view.ts";
import { type City, functionOf, machineOf, type Person, resolution, startCity } from "./city.ts";

type Work = z.infer<typeof WorkView>;

const fund = {
  title: "理财公司非法集资",
  body: "理财公司承诺高息，现在无法兑付，几十位老人被骗，请查处非法集资。",
  category: "10.01.01",
  kind: "report",
  region: "01.01",
  requester: { name: "欧阳女士", phone: "13800000077" },
};

const dear = {
  title: "大排档天价宰客",
  body: "一条鱼收了三千元，已经上了热搜，要求退还差价。",
  kind: "complaint",
  region: "01.01",
  requester: { name: "李先生", phone: "13800000078" },
};

/** Those who have to do with the response to a case, and what they say to it. */
function round(city: City, caseId: string) {
  const at = `/v1/cases/${caseId}/sensitive-response`;
  const post = (person: Person, path: string, body?: unknown) => person.post<ResponseView>(`${at}/${path}`, body);
  const office = city.staff("joint-office");
  return {
    at,
    post,
    office,
    watch: city.unit("cyberspace-office"),
    publicity: city.person({ kind: "unit", unit: "publicity-office", id: "writer-1" }),
    police: city.unit("public-security"),
    look: async (person: Person = city.staff("auditor")) => (await person.get<ResponseView>(at)).body,
    queue: async () => (await office.get<{ items: Work["items"] }>("/v1/sensitive-responses")).body.items,
    types: async () => ((await city.staff("auditor").get<ResponseView>(at)).body.events ?? []).map(({ type }) => type),
  };
}

async function responseExecutions(city: City, caseId: string) {
  const { arn } = await machineOf("sensitive-response");
  const { executions } = await city.cloud.stepFunctions("ListExecutions", { stateMachineArn: arn }, "test");
  return (executions as { name: string; status: string; executionArn: string }[])
    .filter(({ name }) => name.startsWith(caseId))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function transitionsOf({ cloud }: City): Promise<number> {
  const { name } = await machineOf("sensitive-response");
  const own = cloud.meter.snapshot().transitions.filter(({ machine }) => machine === name);
  return own.reduce((sum, { count }) => sum + count, 0);
}

/** The unit resolves the case and a reviewer approves: handling by law is done. */
async function resolveCase(city: City, caseId: string) {
  const { lead } = await city.case(caseId);
  const unit = city.unit(lead?.unit ?? "");
  const path = `/v1/cases/${caseId}/assignments/lead`;
  await unit.post(`${path}/acceptance`);
  const at = new Date(city.cloud.clock.now()).toISOString();
  await unit.post(`${path}/first-response`, { how: "phone", summary: "已联系" });
  await unit.post(`${path}/resolution`, { ...resolution, told: { ...resolution.told, at } });
  await city.staff("supervisor").post(`/v1/cases/${caseId}/review-decision`, { decision: "approve", reasons: "到位" });
  await city.settled();
}

test("all in step: every task is worked beside the others, nothing is published unapproved, and the joint office settles", {
  timeout: 60_000,
}, async () => {
  const city = await startCity();
  const { caseId, tracks } = await city.open(fund);
  expect(tracks).toContain("sensitive");
  const { at, post, office, watch, publicity, police, look, queue, types } = round(city, caseId);
  const opened = await look();
  expect(opened).toMatchObject({ stage: "working", epoch: 1 });
  expect(opened.tasks.map(({ unit }) => unit)).toEqual([
    ...["cyberspace-office", (await city.case(caseId)).lead?.unit, "public-security", "publicity-office"],
  ]);
  expect((await responseExecutions(city, caseId)).map(({ status }) => status)).toEqual(["RUNNING"]);

  // Everybody finds it on their own list, and who was merely told sees no more than that.
  const list = await watch.get<Work>("/v1/units/cyberspace-office/worklist");
  expect(list.body.items.map(({ task }) => task).sort()).toEqual(["response-task", "signal"]);
  const district = city.unit("district-lanwan");
  const signal = await district.get<ResponseView>(at);
  expect(signal.body.signals).toMatchObject([{ unit: "district-lanwan" }]);
  expect(signal.body.events).toBeUndefined();
  expect((await city.unit("water-company").get(at)).status).toBe(404);
  expect((await city.partner.get(at)).status).toBe(403);
  for (const unit of opened.signals.map(({ unit: told }) => told))
    expect((await post(city.unit(unit), "acknowledgement")).status).toBe(200);
  expect((await queue()).map(({ slot }) => slot).sort()).toEqual(["follow-up", "publication-decision", "risk-report"]);

  await post(watch, "tasks/opinion-watch/taking");
  await post(watch, "tasks/opinion-watch/reports", { text: "话题热度上升，欧阳女士的视频被转发" });
  await post(police, "risk-reports", { to: "市委市政府总值班室", text: "涉及三十余人" });
  await post(police, "tasks/social-control/reports", { text: "现场秩序正常" });
  await post(office, "publication-decision", { decision: "publish", reason: "回应关切" });
  expect((await post(publicity, "drafts", { text: "情况说明" })).body.draft).toMatchObject({ level: "city-bureau" });
  expect((await post(publicity, "drafts/1/publication", { where: "政务新媒体" })).body).toMatchObject({
    code: "NotApproved",
  });
  const writer = city.person({ kind: "supervisor", id: "writer-1" });
  expect((await post(writer, "drafts/1/decision", { decision: "approve", reason: "同意" })).status).toBe(403);
  const chief = city.person({ kind: "supervisor", id: "chief-1" });
  const approvals = await chief.get<Work>("/v1/publication-approvals");
  expect(approvals.body.items).toMatchObject([{ caseId, task: "approval", slot: "city-bureau" }]);
  await post(chief, "drafts/1/decision", { decision: "approve", reason: "同意" });
  expect((await post(office, "drafts/1/decision", { decision: "approve", reason: "同意" })).body.draft).toMatchObject({
    ...{ state: "approved", approvals: 2 },
  });
  expect((await post(publicity, "drafts/1/publication", { where: "政务新媒体" })).status).toBe(200);
  expect((await post(publicity, "tasks/public-guidance/completion", { text: "已发布" })).status).toBe(200);
  await post(watch, "tasks/opinion-watch/completion", { text: "平稳" });
  await post(police, "tasks/social-control/completion", { text: "正常" });
  expect((await post(office, "settlement", { text: "销结" })).body).toMatchObject({ code: "NotAllDone" });

  await resolveCase(city, caseId);
  // The case is done; the response learns of it when it is next looked at.
  const followed = await post(office, "follow-ups", { text: "各项已完成" });
  expect(followed.body).toMatchObject({ stage: "settling" });
  expect((await post(chief, "settlement", { text: "销结" })).status).toBe(403);
  expect((await post(office, "settlement", { text: "处置到位" })).body).toMatchObject({ stage: "settled", clocks: [] });
  await city.settled();
  expect((await responseExecutions(city, caseId)).map(({ status }) => status)).toEqual(["SUCCEEDED"]);
  expect(await queue()).toEqual([]);
  expect((await watch.get<Work>("/v1/units/cyberspace-office/worklist")).body.items).toEqual([]);
  const told = await types();
  expect(told[0]).toBe("ResponseOpened");
  expect(told.at(-1)).toBe("ResponseSettled");
  // The requester's name is covered also in what others say.
  expect(JSON.stringify(await look(watch))).not.toContain("欧阳女士");
  console.log(`a sensitive response in step: ${await transitionsOf(city)} transitions, ${told.length} events`);
  expect(await transitionsOf(city)).toBeLessThanOrEqual(12);
});

test("three days of daily reports cost three dozen transitions at most, and no more tasks than milestones", {
  timeout: 60_000,
}, async () => {
  const city = await startCity();
  const { caseId } = await city.open(dear);
  const { post, office, watch, publicity, police, look } = round(city, caseId);
  for (const { unit } of (await look()).signals) await post(city.unit(unit), "acknowledgement");
  await post(office, "risk-reports", { to: "市委总值班室", text: "情况" });
  const working = { "opinion-watch": watch, "social-control": police, "public-guidance": publicity };
  const lead = city.unit((await city.case(caseId)).lead?.unit ?? "");
  for (let day = 1; day <= 3; day += 1) {
    for (const [task, person] of Object.entries({ ...working, "lawful-handling": lead }))
      expect((await post(person, `tasks/${task}/reports`, { text: "进展" })).status).toBe(200);
    if (day === 1) await post(office, "publication-decision", { decision: "withhold", reason: "影响有限" });
    await post(office, "follow-ups", { text: "跟踪" });
    await city.until("PT23H");
  }
  for (const [task, person] of Object.entries(working))
    await post(person, `tasks/${task}/completion`, { text: "完成" });
  await resolveCase(city, caseId);
  await post(office, "follow-ups", { text: "跟踪" });
  expect((await post(office, "settlement", { text: "销结" })).body).toMatchObject({ stage: "settled" });
  await city.settled();
  const step = await functionOf("functions/response/apply-due-response.ts");
  const tasks = city.cloud.meter
    .snapshot()
    .invocations.filter(({ source, function: name }) => source === "task" && name === step.logicalId)
    .reduce((sum, { count }) => sum + count, 0);
  console.log(
    `a sensitive response of three days: ${await transitionsOf(city)} transitions, ${tasks} task invocations`,
  );
  expect(tasks).toBeLessThanOrEqual(9);
  expect(tasks).toBeGreaterThan(0);
  expect(await transitionsOf(city)).toBeLessThanOrEqual(36);
});

test("a case that is reopened takes its settled response up again; a restart of the stack drives both on", {
  timeout: 60_000,
}, async () => {
  const city = await startCity();
  const { caseId } = await city.open(dear);
  const { post, office, watch, publicity, police, look } = round(city, caseId);
  await post(office, "risk-reports", { to: "市委总值班室", text: "情况" });
  await post(office, "publication-decision", { decision: "withhold", reason: "影响有限" });
  await post(watch, "tasks/opinion-watch/completion", { text: "平稳" });
  await post(police, "tasks/social-control/completion", { text: "正常" });
  await post(publicity, "tasks/public-guidance/completion", { text: "无需发布" });
  await city.partner.post(`/v1/cases/${caseId}/withdrawal`, { reason: "已退款" });
  const withdrawn = { withdrawal: "confirmed" };
  const closed = await city.staff("callback").post(`/v1/cases/${caseId}/callbacks/1/result`, withdrawn);
  expect(closed.body).toMatchObject({ stage: "closed" });
  expect((await post(office, "settlement", { text: "销结" })).body).toMatchObject({ stage: "settled" });
  await city.settled();
  expect((await city.partner.post(`/v1/cases/${caseId}/reopening`, { reason: "没有退款" })).status).toBe(200);
  await city.settled();
  expect(await look()).toMatchObject({ stage: "working", epoch: 2 });
  await redriveOpenCases(city.cloud);
  await city.settled();
  expect(await look()).toMatchObject({ stage: "working", epoch: 3 });
  expect((await responseExecutions(city, caseId)).map(({ status }) => status)).toEqual([
    ...["SUCCEEDED", "SUCCEEDED", "RUNNING"],
  ]);
});

test("silence everywhere: each silence calls the joint office, every day again, and nothing ends by itself", {
  timeout: 60_000,
}, async () => {
  const city = await startCity();
  const { caseId } = await city.open(fund);
  const { look, queue, types } = round(city, caseId);
  await city.until("PT31M");
  const silent = (await queue()).map(({ slot }) => slot);
  expect(silent).toContain("silence-acknowledge-public-security");
  expect(silent).toContain("silence-task-opinion-watch");
  await city.until("P5D");
  const found = await look();
  expect(found).toMatchObject({ stage: "working", riskReports: 0 });
  expect(found.clocks.every(({ escalated }) => escalated)).toBe(true);
  expect(found.clocks.map(({ clock }) => clock)).toEqual(expect.arrayContaining(["follow-up", "risk-report"]));
  const escalations = (await types()).filter((type) => type === "ResponseEscalated").length;
  expect(escalations).toBeGreaterThan(5 * found.clocks.filter(({ clock }) => clock === "task").length);
  expect((await responseExecutions(city, caseId)).map(({ status }) => status)).toEqual(["RUNNING"]);
});

test("a response whose execution somebody stops is marked, listed, and redriven by hand or by the sweeper", {
  timeout: 60_000,
}, async () => {
  const city = await startCity();
  const { caseId } = await city.open(fund);
  const { look } = round(city, caseId);
  const stop = async () => {
    const running = (await responseExecutions(city, caseId)).find(({ status }) => status === "RUNNING");
    await city.cloud.stepFunctions("StopExecution", { executionArn: running?.executionArn ?? "" }, "test");
    await city.settled();
  };
  await stop();
  expect((await look()).stalled?.cause).toContain("ABORTED");
  expect((await city.case(caseId)).stalled).toBeUndefined();
  const operator = city.staff("operator");
  const stalled = await operator.get<{ items: unknown[] }>("/v1/operations/stalled");
  expect(stalled.body.items).toMatchObject([{ caseId, dossier: "sensitive-response", epoch: 1, stage: "working" }]);
  const redrive = `/v1/operations/cases/${caseId}/sensitive-response/redrive`;
  expect((await operator.post(redrive, { epoch: 1 })).body).toMatchObject({ epoch: 2 });
  expect((await operator.post(redrive, { epoch: 1 })).status).toBe(409);
  await city.settled();
  expect((await look()).stalled).toBeUndefined();
  await stop();
  await city.until("PT2H");
  expect(await look()).toMatchObject({ epoch: 3 });
  expect((await responseExecutions(city, caseId)).map(({ status }) => status)).toEqual([
    "ABORTED",
    "ABORTED",
    "RUNNING",
  ]);
});

test("a text that is refused is written anew and goes up from the first level; silence never publishes", {
  timeout: 60_000,
}, async () => {
  const city = await startCity();
  const { caseId } = await city.open(fund);
  const { post, office, publicity, look } = round(city, caseId);
  const chief = city.person({ kind: "supervisor", id: "chief-1" });
  await post(office, "publication-decision", { decision: "publish", reason: "回应关切" });
  await post(publicity, "drafts", { text: "第一稿" });
  await post(chief, "drafts/1/decision", { decision: "refuse", reason: "口径不准" });
  expect((await look()).draft).toMatchObject({ draft: 1, state: "refused" });
  await post(publicity, "drafts", { text: "第二稿" });
  await city.until("PT5H");
  expect((await look()).draft).toMatchObject({ draft: 2, state: "in-approval", level: "joint-office" });
  expect((await post(office, "drafts/2/decision", { decision: "approve", reason: "同意" })).body.draft).toMatchObject({
    ...{ state: "approved", approvals: 1 },
  });
  expect((await post(publicity, "drafts/2/publication", { where: "发布会" })).body.draft).toMatchObject({
    state: "published",
  });
});

test("a rumour becomes a case of the police beside the sensitive one, in one transaction, with no response of its own", {
  timeout: 60_000,
}, async () => {
  const city = await startCity();
  const { caseId } = await city.open(fund);
  const { post, watch } = round(city, caseId);
  const { status, body } = await post(watch, "rumours", {
    title: "网传理财公司跑路死人",
    body: "谣言称非法集资逼死多人",
  });
  expect(status).toBe(201);
  const policeCase = body.rumours[0]?.policeCase ?? "";
  await city.until("PT3H");
  const found = await city.case(policeCase);
  expect(found).toMatchObject({ kind: "report", rumourOf: caseId, lead: { unit: "public-security" } });
  expect((await city.staff("auditor").get(`/v1/cases/${policeCase}/sensitive-response`)).status).toBe(404);
});

test("a plain case starts no response, and one that a person corrects onto the track does", async () => {
  const city = await startCity();
  const { caseId } = await city.open();
  const { look, at } = round(city, caseId);
  expect((await city.staff("auditor").get(at)).status).toBe(404);
  expect(await responseExecutions(city, caseId)).toEqual([]);
  const officer = city.staff("triage-officer");
  const correction = { tracks: ["sensitive"], reason: "涉及多名消费者" };
  expect((await officer.post(`/v1/cases/${caseId}/triage-correction`, correction)).status).toBe(200);
  await city.settled();
  expect(await look()).toMatchObject({ stage: "working" });
  expect(await responseExecutions(city, caseId)).toHaveLength(1);
});

test("steps that fail for a while leave it stalled with its cause, and it goes on from the table", async () => {
  const step = await functionOf("functions/response/apply-due-response.ts");
  let broken = true;
  const fail = (name: string) => (broken && name === step.name ? new Error("the policy is out of order") : undefined);
  const city = await startCity({ faults: { invocation: fail } });
  const { caseId } = await city.open(fund);
  const { look, queue } = round(city, caseId);
  await city.until("PT40M");
  expect((await look()).stalled?.cause).toContain("the policy is out of order");
  broken = false;
  await city.until("PT2H");
  expect((await look()).stalled).toBeUndefined();
  expect((await queue()).map(({ slot }) => slot)).toContain("silence-task-opinion-watch");
});
