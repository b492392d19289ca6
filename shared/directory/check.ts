import { abnormalListProblems } from "./check-abnormal-list.ts";
import { areaProblems } from "./check-areas.ts";
import { calendarProblems } from "./check-calendars.ts";
import { dutyProblems } from "./check-duty.ts";
import { matrixProblems } from "./check-matrix.ts";
import { policyProblems } from "./check-policies.ts";
import { replyProblems } from "./check-replies.ts";
import { sensitiveProblems } from "./check-sensitive.ts";
import { treeProblems } from "./check-trees.ts";
import { triageProblems } from "./check-triage.ts";
import { unitProblems } from "./check-units.ts";
import type { Directory } from "./directory.ts";

/** Something that no single schema sees, and where: a path in the directory, `["matrix", 3, "lead"]`. */
export interface Problem {
  path: readonly (string | number)[];
  /** What is wrong and what to do. */
  message: string;
}

/** Everything that would let a case run into nothing under this directory. An empty list: it may be imported. */
export function checkDirectory(directory: Directory): Problem[] {
  const trees = [...treeProblems(directory), ...unitProblems(directory)];
  return [
    ...trees,
    // Who leads what is asked only over sound trees: over broken ones the answers would repeat the same faults.
    ...matrixProblems(directory, { coverage: trees.length === 0 }),
    ...triageProblems(directory),
    ...policyProblems(directory),
    ...sensitiveProblems(directory),
    ...calendarProblems(directory),
    ...areaProblems(directory),
    ...dutyProblems(directory),
    ...replyProblems(directory),
    ...abnormalListProblems(directory),
  ];
}
