import { ulid } from "ulid";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Directory } from "../../shared/directory/directory.ts";
import {
  activateDirectory,
  activationHistory,
  activeDirectory,
  rollBackDirectory,
} from "../../shared/table/activation.ts";
import type { Table } from "../../shared/table/client.ts";
import { commit } from "../../shared/table/commit.ts";
import { listVersions, putDirectory } from "../../shared/table/directory.ts";
import { startCaseTable } from "../builders/case-table.ts";
import { city, nextCity } from "../builders/city.ts";
import { opened } from "../builders/story.ts";

let table: Table;
let stop: (() => Promise<void>) | undefined;
beforeEach(async () => {
  ({ table, stop } = await startCaseTable());
});
afterEach(() => stop?.());

const version = (name: string): Directory => ({ ...city, version: name });
const put = async (...names: string[]) => {
  for (const name of names) await putDirectory(table, version(name));
};
const active = async () => (await activeDirectory(table))?.version;

test("versions are listed, the newest first, once they are whole", async () => {
  expect(await putDirectory(table, version("one"), { by: "ann", at: "2026-01-01T00:00:00.000Z" })).toBe(true);
  expect(await putDirectory(table, version("two"), { by: "bo", at: "2026-01-02T00:00:00.000Z" })).toBe(true);
  expect(await putDirectory(table, version("one"), { by: "cy", at: "2026-01-03T00:00:00.000Z" })).toBe(false);
  expect(await listVersions(table)).toMatchObject([
    { version: "two", importedBy: "bo" },
    { version: "one", importedBy: "ann", importedAt: "2026-01-01T00:00:00.000Z" },
  ]);
});

test("only what has been imported can be activated", async () => {
  await expect(activateDirectory(table, "never")).rejects.toMatchObject({ code: "NoSuchVersion", kind: "unknown" });
});

test("a rollback goes to the version before, the next one further back, until there is none", async () => {
  await put("one", "two", "three");
  for (const name of ["one", "two", "three"]) await activateDirectory(table, name);
  await rollBackDirectory(table, { by: "ann" });
  expect(await active()).toBe("two");
  await rollBackDirectory(table);
  expect(await active()).toBe("one");
  await expect(rollBackDirectory(table)).rejects.toMatchObject({ code: "NothingBefore", kind: "state" });
  expect((await activationHistory(table, 10)).map((entry) => entry.version)).toEqual([
    ...["one", "two", "three", "two", "one"],
  ]);
  expect((await activationHistory(table, 2))[1]).toMatchObject({ revision: 4, version: "two", by: "ann" });
});

test("activating what is active changes nothing", async () => {
  await put("one");
  const first = await activateDirectory(table, "one");
  expect(await activateDirectory(table, "one")).toEqual(first);
  expect(await activationHistory(table, 10)).toHaveLength(1);
});

describe("two administrators do not overwrite each other", () => {
  test("who has seen another version active is refused", async () => {
    await put("one", "two", "three");
    await activateDirectory(table, "one");
    await activateDirectory(table, "two", { replaces: "one" });
    await expect(activateDirectory(table, "three", { replaces: "one" })).rejects.toMatchObject({
      code: "DirectoryChanged",
    });
    await expect(rollBackDirectory(table, { replaces: "one" })).rejects.toMatchObject({ code: "DirectoryChanged" });
    expect(await active()).toBe("two");
  });

  test("of several at the same moment one is the first, and the others are told", async () => {
    await put("one", "two", "three", "four");
    await activateDirectory(table, "one");
    const tries = await Promise.allSettled(["two", "three", "four"].map((name) => activateDirectory(table, name)));
    const refused = tries.filter((one) => one.status === "rejected").map(({ reason }) => reason.code);
    expect(refused).toEqual(Array(refused.length).fill("DirectoryChanged"));
    const history = await activationHistory(table, 10);
    expect(history).toHaveLength(1 + tries.length - refused.length);
    expect(history.map(({ revision }) => revision)).toEqual(history.map((_, index) => history.length - index));
    expect(await active()).toBe(history[0]?.version);
  });
});

test("a directory that was activated before activations were counted is replaced like any other", async () => {
  const { PutItemCommand } = await import("@aws-sdk/client-dynamodb");
  const key = { S: "DIRECTORY#ACTIVE" };
  await put("one", "two");
  await table.client.send(
    new PutItemCommand({ TableName: table.name, Item: { pk: key, sk: key, version: { S: "one" } } }),
  );
  expect(await activateDirectory(table, "two")).toMatchObject({ revision: 1, version: "two" });
  await expect(rollBackDirectory(table)).rejects.toMatchObject({ code: "NothingBefore" });
});

describe("a calendar that drops a year the active one has", () => {
  test("is refused while cases are open, which may run into that year", async () => {
    await putDirectory(table, city);
    await putDirectory(table, nextCity);
    await activateDirectory(table, nextCity.version);
    for (const decision of opened({}, { caseId: ulid() }).decisions) await commit(table, decision);
    const refusal = { code: "CalendarYearDropped", message: expect.stringContaining("no calendar for 2027") };
    await expect(activateDirectory(table, city.version)).rejects.toMatchObject(refusal);
    expect(await active()).toBe(nextCity.version);
  });

  test("is taken while none is", async () => {
    await putDirectory(table, city);
    await putDirectory(table, nextCity);
    await activateDirectory(table, nextCity.version);
    await activateDirectory(table, city.version);
    expect(await active()).toBe(city.version);
  });

  test("in a calendar that no policy counts in does not matter", async () => {
    const [calendar] = nextCity.calendars as [Directory["calendars"][number]];
    const wider = { ...city, version: "wider", calendars: [...city.calendars, calendar] };
    await putDirectory(table, wider);
    await putDirectory(table, city);
    await activateDirectory(table, wider.version);
    for (const decision of opened({}, { caseId: ulid() }).decisions) await commit(table, decision);
    await activateDirectory(table, city.version);
    expect(await active()).toBe(city.version);
  });
});
