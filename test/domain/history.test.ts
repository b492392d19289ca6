import { describe, expect, test } from "vitest";
import { maySee, ticketSight } from "../../shared/domain/access.ts";
import { evolve, replay } from "../../shared/domain/evolve.ts";
import { digest, genesis, seal } from "../../shared/domain/history.ts";
import { masked } from "../../shared/domain/masking.ts";
import { caller, harbour, north, operator, partner, reviewer, unit } from "../builders/city.ts";
import { accept, accepted, dispatched, giveBack, opened, route } from "../builders/story.ts";

describe("a history", () => {
  test("begins with the opening of its case, once", () => {
    const { history } = accepted();
    expect(() => replay(history.slice(1))).toThrow("begins with CaseOpened");
    expect(() => replay([...history, ...history])).toThrow("opened twice");
    expect(() => replay([])).toThrow(expect.objectContaining({ code: "NoHistory" }));
  });

  test("has one hash for one content, however it is written down", () => {
    expect(digest({ a: 1, b: { c: [1, "二"], d: undefined } })).toBe(digest({ b: { c: [1, "二"] }, a: 1 }));
    expect(digest({ a: 1 })).not.toBe(digest({ a: "1" }));
    expect(digest({ a: [1, 2] })).not.toBe(digest({ a: [2, 1] }));
  });

  test("hashes everything in an event: who, when, what, and the one before", () => {
    const [first] = opened().history;
    if (first === undefined) throw new Error("a case begins with an event");
    const { hash, ...open } = first;
    expect(open.previousHash).toBe(genesis);
    expect(seal(open as typeof first).hash).toBe(hash);
    const others = [{ actor: { kind: "unit", id: "x" } }, { at: "2026-01-01T00:00:00.000Z" }, { previousHash: hash }];
    for (const other of others) expect(seal({ ...open, ...other } as typeof first).hash).not.toBe(hash);
  });

  test("of which a record was altered no longer has that record's hash", () => {
    const [record] = opened().records;
    const { recordHash } = opened().last("CaseOpened").data;
    expect(digest(record?.content)).toBe(recordHash);
    expect(digest({ ...record?.content, body: "另一件事" })).not.toBe(recordHash);
  });

  test("never changes the case it is applied to", () => {
    const story = dispatched();
    const before = JSON.stringify(story.state);
    const events = giveBack(story);
    const [state] = [JSON.parse(before)];
    events.reduce(evolve, state);
    expect(JSON.stringify(state)).toBe(before);
  });
});

describe("who may see a case", () => {
  test("its partner, the units that lead, guide or supervise it, and the centre's staff", () => {
    const { state } = dispatched();
    for (const actor of [partner, harbour, north, unit("bureau"), caller, reviewer, operator]) {
      expect(maySee(actor, state)).toBe(true);
    }
    for (const kind of ["analyst", "administrator"] as const) expect(maySee({ kind, id: "x" }, state)).toBe(false);
    expect(maySee({ ...partner, partner: "other" }, state)).toBe(false);
    expect(maySee({ kind: "unit", id: "nobody" }, state)).toBe(false);
    expect(maySee(unit("water"), state)).toBe(false);
  });

  test("no unit before there is one; the first receiver on, until another unit has accepted", () => {
    const story = dispatched();
    giveBack(story);
    expect([maySee(harbour, story.state), maySee(north, story.state)]).toEqual([true, false]);
    route(story);
    expect([maySee(harbour, story.state), maySee(north, story.state)]).toEqual([true, true]);
    accept(story);
    expect([maySee(harbour, story.state), maySee(north, story.state)]).toEqual([false, true]);
  });

  test("supervisors and guides see the requester masked, short texts not at all", () => {
    const { state } = dispatched();
    expect([harbour, north, caller, operator].map((actor) => ticketSight(actor, state))).toEqual([
      "whole",
      "masked",
      "whole",
      "none",
    ]);
    expect(masked({ name: "𠮷田", phone: "12345", idNumber: "12", enterprise: "澜湾食品厂" })).toEqual({
      ...{ name: "𠮷**", phone: "****", idNumber: "****", enterprise: "澜**" },
    });
    expect(masked({})).toEqual({});
  });
});
