import "../builders/environment.ts";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import type { Route } from "../../shared/api/route.ts";
import { CalendarNotPublished } from "../../shared/domain/calendar/published-year.ts";
import { notAllowed, notNow, notSo, notThere } from "../../shared/domain/refusal.ts";
import { apiHandler, operation } from "../../shared/lambda/api-handler.ts";
import { TableBusy } from "../../shared/table/busy.ts";
import { CaseChanged } from "../../shared/table/commit.ts";
import { call } from "../builders/api-event.ts";
import { caller, harbour } from "../builders/city.ts";
import { secrets } from "../builders/ticket.ts";

const route = {
  operationId: "postNote",
  method: "POST",
  path: "/v1/notes/{noteId}",
  tag: "notes",
  summary: { en: "Note", zh: "记录" },
  scopes: ["cases:work", "cases:supervise"],
  function: "handling",
  params: z.strictObject({ noteId: z.string().regex(/^\d+$/, "digits") }),
  query: z.strictObject({ limit: z.coerce.number().int().default(20) }),
  headers: z.object({ "Idempotency-Key": z.string().optional() }),
  body: z.strictObject({ text: z.string().min(1), told: z.strictObject({ "by/whom": z.string() }).optional() }),
  success: { status: 201, description: "Noted" },
  problems: [],
} as const satisfies Route;

const echo = apiHandler([operation(route, async (request) => request)]);
const failing = (error: Error) => apiHandler([operation(route, () => Promise.reject(error))]);
const sent = { actor: harbour, params: { noteId: "1" }, body: { text: "hello" } };

test("a request comes through parsed, with its defaults, its headers in any case, and who asks", async () => {
  const headers = { "idempotency-KEY": "k1" };
  expect(await call(echo, route, { ...sent, headers })).toEqual({
    status: 201,
    type: "application/json; charset=utf-8",
    body: {
      params: { noteId: "1" },
      query: { limit: 20 },
      headers: { "Idempotency-Key": "k1" },
      body: { text: "hello" },
      actor: { ...harbour, scopes: ["cases:work"] },
    },
  });
});

describe("what is refused, and how it is told", () => {
  test.each([
    ["no scope for this call", { actor: caller }, 403, "forbidden"],
    ["no scope at all", { scopes: "" }, 403, "forbidden"],
    ["a body that is not JSON", { raw: '{"text": ' }, 400, "malformed-request"],
    ["no body", { body: undefined }, 400, "malformed-request"],
    ["bytes that are not UTF-8", { raw: Buffer.from([0x22, 0xff, 0xfe, 0x22]) }, 400, "malformed-request"],
    ["what a lenient decoder has left of such bytes", { raw: '{"text": "\uFFFD"}' }, 400, "malformed-request"],
    ["half a character", { raw: '{"text": "\\ud83d"}' }, 400, "malformed-request"],
    ["another type of content", { headers: { "Content-Type": "text/xml" } }, 415, "unsupported-media-type"],
    ["too much", { body: { text: "长".repeat(90_000) } }, 413, "too-large"],
    ["a path parameter that can name nothing", { params: { noteId: "x" } }, 404, "not-found"],
    ["brackets without an end", { raw: "[".repeat(100_000) }, 400, "malformed-request"],
  ])("%s", async (_what, parts, status, problem) => {
    const answer = await call(echo, route, { ...sent, ...parts });
    expect(answer).toMatchObject({
      status,
      type: "application/problem+json; charset=utf-8",
      body: { type: `https://jiesu.dev/problems/${problem}`, status, instance: "request-1" },
    });
    expect(answer.body.title).toMatch(/\w/);
    expect(answer.body.titleZh).toMatch(/\p{Script=Han}/u);
  });

  test("every field that breaks a rule, by its JSON pointer", async () => {
    const body = { text: "", told: { "by/whom": 7, when: "now" }, colour: "red" };
    const { status, body: problem } = await call(echo, route, { ...sent, body });
    expect(status).toBe(422);
    const pointers = problem.errors.map(({ pointer }: { pointer: string }) => pointer);
    expect(pointers.sort()).toEqual(["/colour", "/text", "/told/by~1whom", "/told/when"]);
  });

  test("a query's field by where it stands", async () => {
    const { status, body } = await call(echo, route, { ...sent, query: { limit: "many" } });
    expect([status, body.errors[0].pointer]).toEqual([422, "query/limit"]);
  });

  test("a call that this function does not serve", async () => {
    expect(await call(echo, { ...route, path: "/v1/other" }, sent)).toMatchObject({ status: 404 });
  });

  test("JSON by another name is JSON", async () => {
    for (const type of ["application/json; charset=utf-8", "APPLICATION/JSON", "application/merge-patch+json"]) {
      expect(await call(echo, route, { ...sent, headers: { "Content-Type": type } })).toMatchObject({ status: 201 });
    }
  });
});

describe("errors of the domain and of the table", () => {
  test.each([
    [notAllowed("OwnWork", "not you"), 403, "forbidden"],
    [notNow("AlreadyAccepted", "not now"), 409, "conflict"],
    [notSo("UnknownUnit", "not so", "/unit"), 422, "invalid-request"],
    [notThere("NoSuchCase", "not there"), 404, "not-found"],
    [new CaseChanged("again"), 409, "conflict"],
    [new TableBusy("slow"), 503, "unavailable"],
    [new CalendarNotPublished("cn", 2027), 503, "unavailable"],
  ])("%s is %i", async (error, status, problem) => {
    const answer = await call(failing(error), route, sent);
    expect(answer).toMatchObject({ status, body: { type: `https://jiesu.dev/problems/${problem}` } });
    if ("code" in error) expect(answer.body.code).toBe(error.code);
  });

  test("an error that nobody foresaw tells nothing of the inside, nor what was sent", async () => {
    const answer = await call(failing(new Error(`${secrets.phone} at table.ts:12`)), route, sent);
    expect(answer.status).toBe(500);
    expect(JSON.stringify(answer)).not.toContain(secrets.phone);
  });
});
