import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { loadDirectory } from "../../shared/directory/load.ts";
import { workflow } from "../../shared/domain/actor.ts";
import { decideReview } from "../../shared/domain/commands/decide-review.ts";
import { designateUnit } from "../../shared/domain/commands/designate-unit.ts";
import type { Ticket } from "../../shared/domain/commands/open-case.ts";
import { triageCase } from "../../shared/domain/commands/triage-case.ts";
import { brokenAt } from "../../shared/domain/history.ts";
import { catalogue } from "../../shared/events/catalogue.ts";
import { jointOffice, reviewer } from "../builders/city.ts";
import { accept, answers, hour, local, opened, resolve, route, type Story, tellFirst } from "../builders/story.ts";

const directory = loadDirectory("sample");
const appeals = readFileSync("sample/appeals.jsonl", "utf8")
  .split("\n")
  .filter((line) => line !== "")
  .map((line) => JSON.parse(line) as Ticket);

function sent(appeal: Ticket): Story {
  const plain = { kind: undefined, category: undefined, region: undefined };
  const story = opened({ ...plain, ...appeal }, { directory, at: local("2026-09-28 09:00") });
  story.by(workflow("triage"), (state, context) => triageCase(state, appeal, undefined, context));
  route(story);
  return story;
}

describe("every appeal of the sample city", () => {
  test("left alone by everybody climbs to the joint office, on the ledger, and is still looked at", () => {
    for (const appeal of appeals) {
      const story = sent(appeal).until(local("2026-11-28 09:00"));
      const { stage, level, overdue, nextDueAt = "" } = story.state;
      expect([stage, level, overdue]).toEqual(["resolution", "joint-office", true]);
      expect(nextDueAt > story.now).toBe(true);
      expect(story.types()).toContain("LedgerEntryListed");
      for (const { type, data } of story.history) catalogue[type].parse(data);
    }
  });

  test("worked as it should be ends satisfied, its history whole and without a name or number of the requester", () => {
    for (const appeal of appeals) {
      const story = sent(appeal);
      if (story.state.stage === "dispatch") {
        const choice = { unit: "city-management", reason: "the nearest" };
        story.by(jointOffice, (state, context) => designateUnit(state, choice, context));
      }
      accept(story);
      story.after(hour);
      if (story.state.tracks.includes("enterprise")) tellFirst(story);
      resolve(story);
      if (story.state.stage === "review") {
        story.by(reviewer, (state, context) => decideReview(state, { decision: "approve", reasons: "…" }, context));
      }
      if (story.state.stage === "callback") answers(story, "satisfied");
      expect(story.state).toMatchObject({ stage: "closed", overdue: false, cards: { yellow: 0, red: 0 } });
      expect(brokenAt(story.history, story.state)).toBeUndefined();
      const { name, phone } = appeal.requester ?? {};
      for (const secret of [name, phone]) if (secret) expect(JSON.stringify(story.history)).not.toContain(secret);
    }
  });
});
