import type { Problem } from "./check.ts";
import type { Directory } from "./directory.ts";
import type { Unit } from "./places-and-people.ts";
import { repeated } from "./repeated.ts";

/**
 * The unit tree is the ladder (station → district → city bureau → joint office): one top, every unit under it, every
 * area with one station at most.
 */
export function unitProblems(directory: Directory): Problem[] {
  const { units, regions } = directory;
  const byId = new Map(units.map((unit) => [unit.id, unit]));
  const codes = new Set(regions.map(({ code }) => code));
  const problems: Problem[] = [];
  for (const { index, key } of repeated(units, ({ id }) => id)) {
    problems.push({ path: ["units", index, "id"], message: `unit ${key} is listed twice; give one another id` });
  }

  for (const [index, unit] of units.entries()) {
    const at = (field: keyof Unit, message: string) => problems.push({ path: ["units", index, field], message });
    const isLocal = unit.kind === "station" || unit.kind === "district";
    if (unit.id === "local-station" || unit.id === "local-district") {
      at("id", `${unit.id} stands for the unit of a case's own region; give the unit another id`);
    }
    if (unit.kind === "joint-office") {
      if (unit.parent !== undefined) at("parent", "the joint office stands above all units; remove its parent");
    } else if (unit.parent === undefined) {
      at("parent", `unit ${unit.id} has no parent; name the unit one level up`);
    } else if (!byId.has(unit.parent)) {
      at("parent", `there is no unit ${unit.parent}; name a unit of this directory`);
    } else if (inCycle(unit)) {
      at("parent", `unit ${unit.id} stands above itself; break the cycle ${unit.id} → ${unit.parent} → …`);
    }
    if (unit.region !== undefined && !codes.has(unit.region)) {
      at("region", `there is no region ${unit.region}; name a region of this directory`);
    }
    if (isLocal && unit.region === undefined) at("region", `a ${unit.kind} answers for an area; name its region`);
  }
  for (const { index, key } of repeated(units, areaOf)) {
    problems.push({ path: ["units", index, "region"], message: `another ${key}; give each its own area` });
  }
  return [...problems, ...officeProblems(units)];

  function inCycle(start: Unit): boolean {
    const passed = new Set<string>();
    let at: Unit | undefined = start;
    while (at?.parent !== undefined && !passed.has(at.id)) {
      passed.add(at.id);
      at = byId.get(at.parent);
      if (at?.id === start.id) return true;
    }
    return false;
  }
}

/** Undefined for units whose region is no area of their own. */
function areaOf({ kind, region }: Unit): string | undefined {
  const isLocal = kind === "station" || kind === "district";
  return isLocal && region ? `${kind} answers for region ${region}` : undefined;
}

function officeProblems(units: readonly Unit[]): Problem[] {
  const offices = units.flatMap(({ kind }, index) => (kind === "joint-office" ? [index] : []));
  if (offices.length === 0) {
    return [{ path: ["units"], message: "there is no joint office; add one unit of kind joint-office" }];
  }
  return offices.slice(1).map((index) => ({
    path: ["units", index, "kind"],
    message: "there is a joint office already; a directory has exactly one",
  }));
}
