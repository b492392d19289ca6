import type { Directory } from "../../shared/directory/directory.ts";
import type { Callers } from "../callers.ts";
import type { Casebook } from "./casebook.ts";
import type { Chance } from "./chance.ts";
import type { Diary } from "./diary.ts";
import type { LocalHours } from "./local-hours.ts";

/** What everybody in the demo shares. */
export interface City {
  directory: Directory;
  diary: Diary;
  callers: Callers;
  casebook: Casebook;
  chance: Chance;
  hours: LocalHours;
}

/** Somebody who looks at their work now and then, and can be called to look sooner. */
export interface Person {
  lookAt(when: number): void;
}

/** Has somebody look a minute later where a case stands, and call whoever must act without waiting for the morning. */
export type Follow = (caseId: string) => void;
