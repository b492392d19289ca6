import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { actorKinds } from "../../shared/api/scopes.ts";
import { countsNow, replayEntry } from "../../shared/domain/abnormal-entry.ts";
import { requesterHash } from "../../shared/domain/abnormal-list.ts";
import { type Actor, workflow } from "../../shared/domain/actor.ts";
import { CalendarNotPublished } from "../../shared/domain/calendar/published-year.ts";
import { brokenAt, digest } from "../../shared/domain/history.ts";
import { Refusal } from "../../shared/domain/refusal.ts";
import { dossiers } from "../../shared/events/dossiers.ts";
import { caller, partner } from "../builders/city.ts";
import {
  appeals,
  approver,
  decides,
  type EntryStory,
  endOf,
  ends,
  hearer,
  hears,
  lifts,
  listedEntryStory,
  proposed,
  proposer,
} from "../builders/entry.ts";
import { day, local, minute } from "../builders/story.ts";
import { secrets } from "../builders/ticket.ts";

const refusal = (code: string) => expect.objectContaining({ code });
const counts = (story: EntryStory, at = story.now) => countsNow({ ...story.entry, movesOnAt: endOf(story) }, at);

describe("a proposal", () => {
  test("lists nobody", () => {
    const story = proposed();
    expect(story.entry).toMatchObject({ stage: "proposed", proposedBy: "proposer" });
    expect(counts(story)).toBe(false);
  });

  test("counts once a second person has agreed, from then until the day so many months later", () => {
    const story = listedEntryStory(6);
    expect(story.entry).toMatchObject({
      ...{ stage: "listed", approvedBy: "approver" },
      ...{ from: local("2026-09-28 09:00"), until: local("2027-03-28 00:00") },
    });
    expect([counts(story), counts(story, local("2027-03-27 23:59")), counts(story, local("2027-03-28 00:00"))]).toEqual(
      [true, true, false],
    );
  });

  test("is not decided by whoever made it, under whichever hat", () => {
    const story = proposed();
    expect(() => decides(story, "list", { kind: "supervisor", id: "proposer" })).toThrow(
      expect.objectContaining({ code: "OwnProposal", kind: "forbidden" }),
    );
  });

  test("that nobody decides on in five working days is refused by silence", () => {
    // National Day lies between, and the Saturday that makes up for it is the fifth.
    const story = proposed();
    expect(endOf(story)).toBe(local("2026-10-10 17:30"));
    expect(ends(story.at(local("2026-10-10 17:29")))).toBe(false);
    story.at(local("2026-10-10 17:30"));
    expect(() => decides(story)).toThrow(refusal("TooLate"));
    expect(ends(story)).toBe(true);
    expect(story.entry.stage).toBe("refused");
    expect(story.history.at(-1)?.data).toEqual({ decision: "refused", by: "silence" });
    expect(ends(story)).toBe(false);
  });

  test("is decided once", () => {
    const story = listedEntryStory();
    expect(() => decides(story)).toThrow(refusal("NotProposed"));
  });
});

describe("an appeal", () => {
  test("comes from the requester's platform or through callback staff", () => {
    for (const actor of [partner, caller]) {
      const story = listedEntryStory();
      appeals(story, actor);
      expect(story.entry).toMatchObject({ stage: "appealed", appeals: 1 });
      expect(counts(story)).toBe(true);
      expect(() => appeals(story, actor)).toThrow(refusal("AppealPending"));
    }
  });

  test("is decided by somebody who neither proposed the entry nor listed the requester", () => {
    const story = listedEntryStory();
    appeals(story);
    expect(() => hears(story, "uphold", { kind: "supervisor", id: "proposer" })).toThrow(refusal("OwnProposal"));
    expect(() => hears(story, "uphold", approver)).toThrow(refusal("OwnDecision"));
    hears(story, "lift");
    expect(story.entry.stage).toBe("lifted");
    expect(endOf(story)).toBe("over");
  });

  test("that is upheld leaves the entry its end, and can be repeated", () => {
    const story = listedEntryStory();
    const { until } = story.entry;
    appeals(story);
    hears(story, "uphold");
    expect(story.entry).toMatchObject({ stage: "listed", until });
    appeals(story);
    expect(story.entry.appeals).toBe(2);
  });

  test("that nobody decides on lifts the entry: from that moment on, whenever it is written down", () => {
    const story = listedEntryStory();
    appeals(story.at(local("2026-11-02 09:00")));
    expect(endOf(story)).toBe(local("2026-11-09 17:30"));
    expect(counts(story, local("2026-11-09 17:29"))).toBe(true);
    expect(counts(story, local("2026-11-09 17:30"))).toBe(false);
    expect(() => hears(story.at(local("2026-11-09 17:30")), "uphold")).toThrow(refusal("TooLate"));
    ends(story);
    expect(story.history.at(-1)).toMatchObject({
      type: "ListingAppealDecided",
      data: { decision: "lifted", by: "silence" },
    });
  });

  test("against nothing is none", () => {
    expect(() => appeals(proposed())).toThrow(refusal("NotListed"));
    const over = listedEntryStory();
    expect(() => appeals(over.at(over.entry.until ?? ""))).toThrow(refusal("NotListed"));
  });
});

test("an entry is over by itself when its time is up, also while an appeal waits", () => {
  const story = listedEntryStory(1);
  expect(story.entry.until).toBe(local("2026-10-28 00:00"));
  appeals(story.at(local("2026-10-26 10:00")));
  expect(endOf(story)).toBe(local("2026-10-28 00:00"));
  ends(story.at(local("2026-10-28 00:00")));
  expect(story.history.at(-1)).toMatchObject({ type: "ListingExpired", data: { until: local("2026-10-28 00:00") } });
  expect(story.entry.stage).toBe("expired");
});

test("an entry is lifted early by a supervisor or the joint office, by whoever listed it too: that favours the requester", () => {
  for (const actor of [approver, hearer]) {
    const story = listedEntryStory();
    lifts(story, actor);
    expect(story.entry.stage).toBe("lifted");
    expect(() => lifts(story, actor)).toThrow(refusal("NotListed"));
  }
});

/** Who may do what: everybody else is refused with 403, whatever scopes their token holds. */
const allowed: Record<string, { may: string[]; act: (actor: Actor) => unknown }> = {
  propose: { may: ["triage-officer", "screening-officer", "workflow"], act: (actor) => proposed(actor) },
  decide: { may: ["supervisor"], act: (actor) => decides(proposed(), "list", actor) },
  appeal: { may: ["partner", "callback"], act: (actor) => appeals(listedEntryStory(), actor) },
  "decide an appeal": {
    may: ["supervisor", "joint-office"],
    act: (actor) => {
      const story = listedEntryStory();
      appeals(story);
      return hears(story, "lift", actor);
    },
  },
  lift: { may: ["supervisor", "joint-office"], act: (actor) => lifts(listedEntryStory(), actor) },
};
const matrix = Object.entries(allowed).flatMap(([what, { may, act }]) =>
  [...actorKinds, "workflow" as const].map((kind) => ({ what, kind, may: may.includes(kind), act })),
);

test.each(matrix)("may $kind $what: $may", ({ kind, may, act }) => {
  const actor: Actor = { kind, id: "somebody", partner: "hotline", unit: "harbour" };
  if (may) expect(act(actor)).toBeTruthy();
  else expect(() => act(actor)).toThrow(expect.objectContaining({ kind: "forbidden" }));
});

/** Anybody does anything at any time; `n` chooses. */
const people: Actor[] = [
  ...[proposer, approver, hearer, partner, caller, workflow("weekly-job")],
  { kind: "supervisor", id: "proposer" },
  { kind: "joint-office", id: "approver" },
  { kind: "triage-officer", id: "approver" },
];
const moves = [
  (story: EntryStory, actor: Actor) => decides(story, "list", actor),
  (story: EntryStory, actor: Actor) => decides(story, "refuse", actor),
  appeals,
  (story: EntryStory, actor: Actor) => hears(story, "uphold", actor),
  (story: EntryStory, actor: Actor) => hears(story, "lift", actor),
  lifts,
  (story: EntryStory) => ends(story),
];
const natural: Record<string, (story: EntryStory) => unknown> = {
  proposed: (story) => decides(story),
  listed: (story) => appeals(story),
  appealed: (story) => hears(story, "uphold"),
};
const lives = fc
  .record({
    months: fc.integer({ min: 1, max: 12 }),
    start: fc.integer({ min: Date.parse("2026-01-01T00:00:00Z"), max: Date.parse("2026-09-01T00:00:00Z") }),
    steps: fc.array(
      fc.record({
        /** Beyond the moves: what would come next if everybody did their work. */
        move: fc.nat(2 * moves.length),
        who: fc.nat(people.length - 1),
        wait: fc.oneof(fc.nat(600), fc.nat(10 * 1440), fc.nat(100 * 1440)),
      }),
      { minLength: 1, maxLength: 40 },
    ),
  })
  .map(({ months, start, steps }) => {
    const story = proposed(proposer, { months, at: new Date(start).toISOString() });
    const moments = [story.now];
    for (const { move, who, wait } of steps) {
      story.at(new Date(Date.parse(story.now) + wait * minute).toISOString());
      moments.push(story.now);
      try {
        const chosen = moves[move];
        if (chosen === undefined) natural[story.entry.stage]?.(story);
        else chosen(story, people[who] ?? proposer);
      } catch (error) {
        if (!(error instanceof Refusal) && !(error instanceof CalendarNotPublished)) throw error;
      }
    }
    return { story, moments };
  });
const holds = (law: (life: { story: EntryStory; moments: string[] }) => void, numRuns = 400) =>
  fc.assert(fc.property(lives, law), { numRuns });

describe("laws", () => {
  test("an entry never counts longer than twelve months, whatever anybody does", () => {
    holds(({ story }) => {
      const from = story.entry.from ?? story.now;
      for (const days of [366, 400, 800]) {
        expect(counts(story, new Date(Date.parse(from) + days * day).toISOString())).toBe(false);
      }
    });
  });

  test("nobody decides on own work: proposer, approver and whoever hears the appeal are three people", () => {
    holds(({ story }) => {
      for (const { type, actor, data } of story.history) {
        const byPerson = "by" in data && data.by === "person";
        if (type === "ListingDecided" && byPerson) expect(actor.id).not.toBe(story.entry.proposedBy);
        if (type === "ListingAppealDecided" && byPerson)
          expect([story.entry.proposedBy, story.entry.approvedBy]).not.toContain(actor.id);
      }
    });
  });

  test("silence is always in the requester's favour, and every entry comes to an end by it alone", () => {
    holds(({ story }) => {
      for (const { data } of story.history)
        if ("by" in data && data.by === "silence" && "decision" in data)
          expect(["refused", "lifted"]).toContain(data.decision);
      story.at("2029-01-01T00:00:00.000Z");
      ends(story);
      expect(endOf(story)).toBe("over");
      expect(ends(story)).toBe(false);
    });
  });

  test("the history is one chain without personal data, its schema holds, and replaying it gives the entry again", () => {
    holds(({ story: { history, entry, records } }) => {
      const stored = JSON.parse(JSON.stringify(history)) as typeof history;
      for (const { type, data } of stored) expect(dossiers["abnormal-entry"][type].parse(data)).toEqual(data);
      expect(brokenAt(stored, entry)).toBeUndefined();
      const { requester, version: _version, ...rest } = entry;
      expect(JSON.parse(JSON.stringify(replayEntry(stored)))).toEqual(
        JSON.parse(JSON.stringify({ ...rest, version: 0 })),
      );
      expect(requester).toBe(requesterHash(secrets.phone));
      for (const secret of [...Object.values(secrets), requester]) expect(JSON.stringify(stored)).not.toContain(secret);
      for (const { seq, content } of records)
        expect(stored[seq - 1]?.data).toMatchObject({ recordHash: digest(content) });
    }, 150);
  });

  test("the random lives reach every kind of event", () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(lives, ({ story }) => {
        for (const { type } of story.history) seen.add(type);
      }),
      { numRuns: 1500, seed: 2026 },
    );
    expect(Object.keys(dossiers["abnormal-entry"]).filter((type) => !seen.has(type))).toEqual([]);
  });
});
