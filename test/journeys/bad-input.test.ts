import { readFileSync } from "node:fs";
import { request } from "node:http";
import { expect, test } from "vitest";
import { type City, seafood, startCity } from "./city.ts";

interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  errors?: { pointer: string; detail: string }[];
}

const bad = readFileSync(new URL("../../sample/appeals-bad.jsonl", import.meta.url), "utf8")
  .split("\n")
  .filter((line) => line !== "")
  .map((line) => JSON.parse(line) as { body: unknown; why: string; expect: number });

/** Sends bytes exactly as they are. */
function send(
  city: City,
  path: string,
  options: { method?: string; token?: string; body?: string | Buffer; type?: string },
) {
  const { method = "POST", token, body = "", type = "application/json" } = options;
  const { hostname, port } = new URL(city.cloud.apiUrl);
  return new Promise<{ status: number; type: string; body: Problem }>((resolve, reject) => {
    const headers = { "content-type": type, ...(token === undefined ? {} : { authorization: token }) };
    const sent = request({ hostname, port, path, method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => {
        const text = Buffer.concat(chunks).toString();
        resolve({
          status: response.statusCode ?? 0,
          type: response.headers["content-type"] ?? "",
          body: JSON.parse(text),
        });
      });
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

async function itemsInTable({ cloud }: City): Promise<number> {
  const { Count } = await cloud.dynamoDb("Scan", { TableName: cloud.table.name, Select: "COUNT" }, "test");
  return Number(Count);
}

test("every bad ticket of the sample gets its problem, says where it is wrong, and leaves nothing behind", async () => {
  const city = await startCity();
  const token = `Bearer ${await city.cloud.tokenFor("partner")}`;
  const before = await itemsInTable(city);
  const answers: { why: string; status: number }[] = [];
  for (const { body, why } of bad) {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const answer = await send(city, "/v1/tickets", { token, body: text });
    expect(answer.type, why).toContain("application/problem+json");
    expect(answer.body, why).toMatchObject({ status: answer.status, type: expect.stringContaining("/problems/") });
    expect(answer.body.detail.length, why).toBeGreaterThan(10);
    answers.push({ why, status: answer.status });
  }
  expect(answers).toEqual(bad.map(({ why, expect: status }) => ({ why, status })));
  expect(await itemsInTable(city)).toBe(before);
});

test("a refused field is named by its JSON pointer", async () => {
  const city = await startCity();
  const refused = await city.partner.post<Problem>("/v1/tickets", { ...seafood, tittle: "x", requester: { phone: 5 } });
  expect(refused.body.errors?.map(({ pointer }) => pointer).sort()).toEqual(["/requester/phone", "/tittle"]);
});

test("wrong tokens, scopes, paths, methods and encodings get a clear answer", async () => {
  const city = await startCity();
  const { cloud } = city;
  const token = `Bearer ${await cloud.tokenFor("partner")}`;
  const ticket = JSON.stringify(seafood);
  const cases = [
    { status: 401, answer: await send(city, "/v1/tickets", { body: ticket }) },
    { status: 401, answer: await send(city, "/v1/tickets", { body: ticket, token: "Bearer nonsense" }) },
    { status: 401, answer: await send(city, "/v1/tickets", { body: ticket, token: `${token.slice(0, -4)}AAAA` }) },
    {
      status: 401,
      answer: await send(city, "/v1/tickets", { body: ticket, token: token.replace("Bearer ", "Basic ") }),
    },
    {
      status: 403,
      answer: await send(city, "/v1/tickets", { body: ticket, token: `Bearer ${await cloud.tokenFor("auditor")}` }),
    },
    { status: 404, answer: await send(city, "/v1/nothing", { token, body: ticket }) },
    { status: 404, answer: await send(city, "/v1/cases/0", { method: "GET", token }) },
    { status: 404, answer: await send(city, "/v1/cases/01KJX4Q2Q0000000000000000Z", { method: "GET", token }) },
    { status: 415, answer: await send(city, "/v1/tickets", { token, body: ticket, type: "text/plain" }) },
    { status: 400, answer: await send(city, "/v1/tickets", { token, body: Buffer.from([0x7b, 0xff, 0xfe, 0x7d]) }) },
    { status: 413, answer: await send(city, "/v1/tickets", { token, body: Buffer.alloc(11 * 1024 * 1024, 0x20) }) },
  ];
  for (const { status, answer } of cases) {
    expect(answer).toMatchObject({ status, body: { status, type: expect.stringContaining("/problems/") } });
  }
  const expired = await cloud.tokenFor({ kind: "partner", lifetime: 60 });
  await city.until("PT1H");
  expect((await send(city, "/v1/tickets", { token: `Bearer ${expired}`, body: ticket })).status).toBe(401);
});

test("whoever has nothing to do with a case learns nothing of it", async () => {
  const city = await startCity();
  const { caseId } = await city.open();
  const stranger = city.unit("station-dengta");
  expect((await stranger.get(`/v1/cases/${caseId}`)).status).toBe(404);
  expect((await stranger.get(`/v1/cases/${caseId}/timeline`)).status).toBe(404);
  expect((await stranger.post(`/v1/cases/${caseId}/assignments/lead/acceptance`)).status).toBe(404);
  expect((await stranger.get("/v1/units/station-gangqian/worklist")).status).toBe(404);
  const { tickets } = (await city.unit("district-lanwan").get(`/v1/cases/${caseId}`)).body;
  expect(tickets?.[0]?.requester).toEqual({ name: "王**", phone: "138****0001" });
  expect((await city.unit("station-gangqian").get(`/v1/cases/${caseId}`)).body.tickets?.[0]?.requester).toEqual(
    seafood.requester,
  );
  // Names and numbers in the texts are covered like those in the fields, and a partner's own number is its own.
  const told = await city.open({
    externalRef: "13700001111",
    body: "我是王女士，电话 137-0000-1111，身份证110101199001011234。",
  });
  const masked = (await city.unit("district-lanwan").get(`/v1/cases/${told.caseId}`)).body;
  expect(masked.tickets?.[0]?.body).toBe("我是**，电话 ****，身份证****。");
  expect(JSON.stringify(masked)).not.toContain("13700001111");
  expect(JSON.stringify(city.cloud.eventBridge.recentEvents())).not.toContain("13700001111");
});

test("the same ticket twice is the same case; another body under the same reference is a supplement", async () => {
  const city = await startCity();
  const ticket = { ...seafood, externalRef: "ref-1" };
  const first = await city.partner.post("/v1/tickets", ticket, { "idempotency-key": "k1" });
  expect(first.status).toBe(201);
  expect(await city.partner.post("/v1/tickets", ticket)).toEqual(first);
  expect(await city.partner.post("/v1/tickets", ticket, { "idempotency-key": "k1" })).toEqual(first);
  const reused = await city.partner.post(
    "/v1/tickets",
    { ...seafood, externalRef: "ref-2" },
    { "idempotency-key": "k1" },
  );
  expect(reused).toMatchObject({ status: 422, body: { type: expect.stringContaining("idempotency-key-reused") } });

  const more = { ...ticket, body: "补充：摊位号是 32 号。" };
  const supplement = await city.partner.post("/v1/tickets", more);
  expect(supplement).toMatchObject({ status: 201, body: { caseId: first.body.caseId, supplement: true } });
  expect(await city.partner.post("/v1/tickets", more)).toEqual(supplement);
  await city.settled();
  expect((await city.story(first.body.caseId)).filter((type) => type === "SupplementAdded")).toHaveLength(1);

  const crowd = await Promise.all(
    Array.from({ length: 8 }, () => city.partner.post("/v1/tickets", { ...seafood, externalRef: "ref-3" })),
  );
  expect(new Set(crowd.map(({ body }) => body.caseId)).size).toBe(1);
});
