import type { Directory } from "../directory/directory.ts";
import type { Case, Slot } from "./case.ts";
import { leadOf } from "./case.ts";
import type { Context, Draft } from "./decision.ts";
import { answering } from "./duty.ts";
import { jointOffice } from "./routing.ts";

/** Who must attend to a case besides the lead, by its grade and risk (三级响应). */
export interface Attendance {
  /**
   * `local`: the local unit attends, the bureau guides on record. `joint-on-site` (高风险): local unit and lead bureau both on
   * site. `joint-enforcement` (重大违法): with the row's other units, and joint sanctions on record.
   */
  mode: "local" | "joint-on-site" | "joint-enforcement";
  /** Units that go there, the lead first. */
  onSite: string[];
  /** Who coordinates them: the joint office. */
  coordinates?: string;
  /** Units that are told. */
  informs: string[];
}

/** Who must attend, given the lead's assignment: a general case is the local unit's alone. */
export function attendanceOf(directory: Directory, subject: Case, slot: Slot): Attendance {
  const row = directory.matrix.find(({ id }) => id === slot.row);
  const office = jointOffice(directory);
  const bureau = slot.guides ?? row?.guides;
  const told = [slot.supervises, office].filter((unit) => unit !== undefined);
  if (subject.severity === "major" && subject.kind === "report") {
    const onSite = distinct([slot.unit, bureau, ...(row?.assists ?? [])]);
    return { mode: "joint-enforcement", onSite, coordinates: office, informs: without(told, onSite) };
  }
  if (subject.highRisk) {
    const onSite = distinct([slot.unit, bureau]);
    return { mode: "joint-on-site", onSite, coordinates: office, informs: without(told, onSite) };
  }
  return { mode: "local", onSite: [slot.unit], informs: [] };
}

/**
 * Sets who must attend to a case that a unit has, where that has changed, and calls the officer on duty of what is urgent
 * or major, at any hour. Where a unit has nobody on duty the nearest above it answers, and the event says so.
 */
export function callIn(draft: Draft, { directory, now }: Context): void {
  const slot = leadOf(draft.case);
  if (slot === undefined || draft.case.stage === "closed") return;
  const wanted = attendanceOf(directory, draft.case, slot);
  const present = draft.case.attendance ?? { mode: "local", onSite: [slot.unit], informs: [] };
  if (JSON.stringify(sorted(wanted)) !== JSON.stringify(sorted(present))) draft.emit("AttendanceSet", wanted);
  if (draft.case.severity === "general") return;
  const { unit: answers, officers } = answering(directory, slot.unit, now);
  draft.emit("DutyOfficerCalled", { unit: slot.unit, answers, officers: officers.length });
}

function sorted({ mode, onSite, coordinates, informs }: Attendance): unknown[] {
  return [mode, onSite, coordinates ?? "", informs];
}

function distinct(units: (string | undefined)[]): string[] {
  return [...new Set(units.filter((unit) => unit !== undefined))];
}

function without(units: string[], others: string[]): string[] {
  return units.filter((unit) => !others.includes(unit));
}
