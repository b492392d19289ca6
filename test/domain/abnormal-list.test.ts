import { expect, test } from "vitest";
import { listedEntry } from "../../shared/domain/abnormal-list.ts";
import { listed } from "../builders/listed.ts";

const entry = listed("13800000009", { from: "2026-03-01", until: "2026-09-01" });

test("an entry counts from its first day until the day it ends, that day not included", () => {
  const on = (day: string) => listedEntry([entry], "13800000009", day);
  expect(on("2026-02-28")).toBeUndefined();
  expect(on("2026-03-01")).toBe(entry);
  expect(on("2026-08-31")).toBe(entry);
  expect(on("2026-09-01")).toBeUndefined();
});

test("the same phone is the same requester however it is written; nobody else is listed, and nobody without one", () => {
  expect(listedEntry([entry], "+86 138-0000-0009", "2026-03-01")).toBe(entry);
  expect(listedEntry([entry], "13800000008", "2026-03-01")).toBeUndefined();
  expect(listedEntry([entry], undefined, "2026-03-01")).toBeUndefined();
});
