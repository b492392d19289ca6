import type { Problem } from "./check.ts";
import type { Directory } from "./directory.ts";
import { repeated } from "./repeated.ts";
import type { Days } from "./roster.ts";

/** Roster and events: what they name exists, and an officer can be on duty at all. Uncovered shifts are no problem but a warning. */
export function dutyProblems(directory: Directory): Problem[] {
  return [...rosterProblems(directory), ...eventProblems(directory)];
}

function rosterProblems({ roster, units, events }: Directory): Problem[] {
  const known = new Set(units.map(({ id }) => id));
  const { members, seasons, rules, officers } = roster;
  const problems: Problem[] = [];
  const at = (path: Problem["path"], message: string) => problems.push({ path: ["roster", ...path], message });
  for (const [part, entries] of Object.entries({ seasons, rules, officers })) {
    for (const { index, key } of repeated<{ id: string }>(entries, ({ id }) => id)) {
      at([part, index, "id"], `${key} is listed twice; give one of them another id`);
    }
  }
  const unknownUnit = (unit: string, path: Problem["path"]) => {
    if (!known.has(unit)) at(path, `there is no unit ${unit}; name a unit of this directory`);
  };
  for (const [index, unit] of members.entries()) unknownUnit(unit, ["members", index]);
  for (const [index, rule] of rules.entries()) {
    const missing = missingDays(rule.days);
    if (missing) at(["rules", index, "days"], missing);
    if (rule.units === "members" && members.length === 0)
      at(["rules", index, "units"], "the roster has no members; list them under members");
    if (rule.units !== "members")
      for (const [unit, id] of rule.units.entries()) unknownUnit(id, ["rules", index, "units", unit]);
    for (const { index: shift, key } of repeated(rule.shifts, ({ id }) => id))
      at(["rules", index, "shifts", shift, "id"], `shift ${key} is listed twice; rename one`);
  }
  for (const [index, officer] of officers.entries()) {
    unknownUnit(officer.unit, ["officers", index, "unit"]);
    const asked = rules.filter(({ units: on }) => (on === "members" ? members : on).includes(officer.unit));
    if (known.has(officer.unit) && asked.length === 0)
      at(["officers", index, "unit"], `no rule has unit ${officer.unit} on duty; add one, or remove the officer`);
    for (const [position, shift] of (officer.shifts ?? []).entries()) {
      if (asked.length === 0 || asked.some(({ shifts }) => shifts.some(({ id }) => id === shift))) continue;
      at(["officers", index, "shifts", position], `unit ${officer.unit} has no shift ${shift}; name one of its rules`);
    }
    if (officer.from !== undefined && officer.until !== undefined && officer.until <= officer.from)
      at(["officers", index, "until"], `${officer.id} ends before beginning; correct the dates`);
    for (const [position, { from, to }] of officer.leave.entries())
      if (to < from)
        at(["officers", index, "leave", position, "to"], "a leave ends before it begins; correct the dates");
  }
  return problems;

  function missingDays(days: Days): string | undefined {
    if (typeof days === "string") return undefined;
    if ("season" in days) {
      if (seasons.some(({ id }) => id === days.season)) return undefined;
      return `there is no season ${days.season}; list it under seasons`;
    }
    return events.some(({ id }) => id === days.event) ? undefined : `there is no event ${days.event}; add it to events`;
  }
}

function eventProblems({ events, regions, channels, units }: Directory): Problem[] {
  const twice = repeated(events, ({ id }) => id).map(({ index, key }) => ({
    path: ["events", index, "id"],
    message: `event ${key} is listed twice; give one of them another id`,
  }));
  const dangling = events.flatMap((event, index) => {
    const problems: Problem[] = [];
    const at = (path: Problem["path"], message: string) => problems.push({ path: ["events", index, ...path], message });
    if (!regions.some(({ code }) => code === event.region))
      at(["region"], `there is no region ${event.region}; name a region of this directory`);
    if (!channels.some(({ code }) => code === event.desk))
      at(["desk"], `there is no channel ${event.desk}; name a channel of this directory`);
    for (const [position, { unit }] of event.officers.entries())
      if (!units.some(({ id }) => id === unit))
        at(["officers", position, "unit"], `there is no unit ${unit}; name a unit of this directory`);
    return problems;
  });
  return [...twice, ...dangling];
}
