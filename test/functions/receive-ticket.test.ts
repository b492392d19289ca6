import "../builders/environment.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newHandler as cases } from "../../functions/cases/handler.ts";
import { newHandler } from "../../functions/intake/handler.ts";
import { findCases } from "../../shared/api/calls/cases.ts";
import { postTicket } from "../../shared/api/calls/intake.ts";
import type { Actor } from "../../shared/domain/actor.ts";
import type { CaseStore } from "../../shared/table/case-store.ts";
import { caseIdByReference, loadCase, loadHistory, loadTickets } from "../../shared/table/cases.ts";
import { call } from "../builders/api-event.ts";
import { caseStore, startCaseTable } from "../builders/case-table.ts";
import { harbour, partner } from "../builders/city.ts";
import { local } from "../builders/story.ts";
import { ticket } from "../builders/ticket.ts";

let store: CaseStore;
let stop: () => Promise<void>;
let handler: ReturnType<typeof newHandler>;
const at = { now: local("2026-09-28 10:00") };

beforeAll(async () => {
  const started = await startCaseTable();
  stop = started.stop;
  store = await caseStore(started.table, at);
  handler = newHandler(store);
});
afterAll(() => stop());

let references = 0;
const newRef = () => `ref-${++references}`;

const send = (body: unknown, { key, actor = partner }: { key?: string; actor?: Actor } = {}) =>
  call(handler, postTicket, { actor, body, headers: key === undefined ? {} : { "Idempotency-Key": key } });

describe("a ticket", () => {
  test("is durably stored when it is answered, with the moment by which somebody must have responded", async () => {
    const externalRef = newRef();
    const { status, body } = await send(ticket({ externalRef, receivedAt: "2026-09-28T08:00:00+08:00" }));
    expect(status).toBe(201);
    expect(body).toMatchObject({
      ...{ externalRef, stage: "triage", supplement: false },
      receivedAt: local("2026-09-28 08:00"),
      firstResponseDueAt: local("2026-09-29 08:00"),
    });
    expect(await loadCase(store.table, body.caseId)).toMatchObject({
      stage: "triage",
      partner: "hotline",
      externalRef,
    });
    expect(await loadTickets(store.table, body.caseId)).toMatchObject([{ ticketId: body.ticketId }]);
    expect(await caseIdByReference(store.table, "hotline", externalRef)).toBe(body.caseId);
  });

  test("is found again by its partner's own reference, and by no other partner", async () => {
    const externalRef = newRef();
    const { caseId } = (await send(ticket({ externalRef }))).body;
    const find = async (actor: Actor, reference = externalRef) =>
      (await call(cases(store), findCases, { actor, query: { externalRef: reference } })).body.items;
    expect(await find(partner)).toMatchObject([{ caseId, externalRef }]);
    expect(await find({ kind: "partner", id: "p2", partner: "platform" })).toEqual([]);
    expect(await find(partner, "never-sent")).toEqual([]);
  });

  test("comes from a partner", async () => {
    const scoped = { actor: harbour, scopes: "tickets:write", body: ticket({ externalRef: newRef() }) };
    expect(await call(handler, postTicket, scoped)).toMatchObject({ status: 403, body: { code: "NoPartner" } });
  });

  test("that breaks a rule of the domain leaves nothing behind, and its reference free", async () => {
    const externalRef = newRef();
    const refused = await send(ticket({ externalRef, category: "99" }));
    expect(refused).toMatchObject({
      status: 422,
      body: { code: "UnknownCategory", errors: [{ pointer: "/category" }] },
    });
    expect((await send(ticket({ externalRef }))).body.supplement).toBe(false);
  });
});

describe("the same ticket again", () => {
  test("by its reference has the same answer, word for word, however the body's fields are ordered", async () => {
    const sent = ticket({ externalRef: newRef() });
    const first = await send(sent);
    at.now = local("2026-09-28 11:00");
    const again = await send(Object.fromEntries(Object.entries(sent).reverse()));
    expect(again).toEqual(first);
    expect(await loadHistory(store.table, first.body.caseId)).toHaveLength(1);
  });

  test("ten times at once is one case", async () => {
    const sent = ticket({ externalRef: newRef() });
    const answers = await Promise.all(Array.from({ length: 10 }, () => send(sent, { key: "burst" })));
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.caseId} ${body.ticketId}`)).size).toBe(1);
  });

  test("by its Idempotency-Key has the same answer, with no reference at all", async () => {
    const sent = { ...ticket({ channel: "mailbox" }), externalRef: undefined };
    const first = await send(sent, { key: "k-1" });
    expect(first.status).toBe(201);
    expect(await send(sent, { key: "k-1" })).toEqual(first);
    expect((await send(sent, { key: "k-2" })).body.caseId).not.toBe(first.body.caseId);
  });

  test("from another partner is another case", async () => {
    const sent = ticket({ externalRef: newRef() });
    const other: Actor = { kind: "partner", id: "p2", partner: "platform" };
    const [mine, theirs] = [await send(sent, { key: "same" }), await send(sent, { key: "same", actor: other })];
    expect(theirs.body.caseId).not.toBe(mine.body.caseId);
  });
});

describe("something else under the same name", () => {
  test("an Idempotency-Key with another body is refused, whatever its reference", async () => {
    const externalRef = newRef();
    await send(ticket({ externalRef }), { key: "k-3" });
    const problem = { status: 422, body: { type: expect.stringContaining("idempotency-key-reused") } };
    expect(await send(ticket({ externalRef: newRef(), title: "别的事" }), { key: "k-3" })).toMatchObject(problem);
    expect(await send(ticket({ externalRef, title: "别的事" }), { key: "k-3" })).toMatchObject(problem);
  });

  test("a reference with another body is a supplement to its case, once", async () => {
    const externalRef = newRef();
    const { body: first } = await send(ticket({ externalRef }));
    const more = ticket({ externalRef, body: "还有发票照片" });
    const supplement = await send(more, { key: "k-4" });
    expect(supplement).toMatchObject({ status: 201, body: { caseId: first.caseId, supplement: true } });
    expect(supplement.body.ticketId).not.toBe(first.ticketId);
    expect(await send(more, { key: "k-4" })).toEqual(supplement);
    expect(await send(more)).toEqual(supplement);
    expect(await send(ticket({ externalRef }))).toMatchObject({ body: first });
    const tickets = await loadTickets(store.table, first.caseId);
    expect(tickets.map(({ content }) => content.body)).toEqual([ticket().body, "还有发票照片"]);
    expect((await loadHistory(store.table, first.caseId)).map(({ type }) => type)).toEqual([
      "CaseOpened",
      "SupplementAdded",
    ]);
  });

  test("supplements that come at once all stay", async () => {
    const externalRef = newRef();
    const { body: first } = await send(ticket({ externalRef }));
    const bodies = Array.from({ length: 6 }, (_, index) => `补充 ${index}`);
    await Promise.all(bodies.map((body) => send(ticket({ externalRef, body }))));
    const tickets = await loadTickets(store.table, first.caseId);
    expect(tickets.map(({ content }) => content.body).sort()).toEqual([ticket().body, ...bodies].sort());
  });
});
