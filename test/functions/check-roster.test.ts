import "../builders/environment.ts";
import { expect, test } from "vitest";
import { newHandler } from "../../functions/directory/check-roster.ts";
import type { Directory } from "../../shared/directory/directory.ts";
import { loadDirectory } from "../../shared/directory/load.ts";
import { NoDirectory } from "../../shared/table/directory.ts";

const sample = loadDirectory(new URL("../../sample", import.meta.url).pathname);
const now = () => "2026-03-02T00:00:00.000Z";
const checked = (active: () => Promise<Directory>) =>
  newHandler({ now, directories: { active, version: () => active() } })();

test("a roster in which every shift of the coming week is taken is in order", async () => {
  expect(await checked(async () => sample)).toEqual({ uncovered: 0 });
});

test("a shift that nobody takes is an error, so that the alarm tells whoever keeps the roster", async () => {
  const [rule] = sample.roster.rules;
  const unit = rule?.units === "members" ? sample.roster.members[0] : rule?.units[0];
  const officers = sample.roster.officers.filter((officer) => officer.unit !== unit);
  const gap = { ...sample, events: [], roster: { ...sample.roster, officers } };
  await expect(checked(async () => gap)).rejects.toThrow(/shifts of the coming week are uncovered/);
});

test("a table without a directory has no roster to look at", async () => {
  const none = () => Promise.reject(new NoDirectory("none"));
  expect(await checked(none)).toEqual({ uncovered: 0 });
});
