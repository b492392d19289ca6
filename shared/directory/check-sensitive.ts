import type { Problem } from "./check.ts";
import type { Directory } from "./directory.ts";
import { repeated } from "./repeated.ts";
import { responseClocks, responseTasks } from "./response-names.ts";
import type { ResponseOwner, SensitivePolicy } from "./sensitive.ts";

const local = new Set<ResponseOwner>(["lead", "local-station", "local-district"]);

/**
 * The response to sensitive matters names units, a channel and a category that are there, and its milestones stand in the
 * order in which they fall due, one of them at the limit itself.
 */
export function sensitiveProblems(directory: Directory): Problem[] {
  return directory.policies.flatMap(({ sensitive }, index) =>
    problemsOf(sensitive, directory).map(({ path, message }) => ({
      path: ["policies", index, "sensitive", ...path],
      message,
    })),
  );
}

function problemsOf({ tasks, signals, rumours, milestones }: SensitivePolicy, directory: Directory): Problem[] {
  const problems: Problem[] = [];
  const known = (unit: ResponseOwner) => local.has(unit) || directory.units.some(({ id }) => id === unit);
  const noUnit = (unit: string) => `there is no unit ${unit}; name a unit of this directory`;
  for (const task of responseTasks) {
    const { owner } = tasks[task];
    if (!known(owner)) problems.push({ path: ["tasks", task, "owner"], message: noUnit(owner) });
  }
  for (const [line, { category, units }] of signals.to.entries()) {
    for (const [place, unit] of units.entries())
      if (!known(unit)) problems.push({ path: ["signals", "to", line, "units", place], message: noUnit(unit) });
    if (category !== undefined && !directory.categories.some(({ code }) => code === category))
      problems.push({ path: ["signals", "to", line, "category"], message: `there is no category ${category}` });
  }
  if (!directory.channels.some(({ code }) => code === rumours.channel))
    problems.push({ path: ["rumours", "channel"], message: `there is no channel ${rumours.channel}` });
  if (!directory.categories.some(({ code }) => code === rumours.category))
    problems.push({ path: ["rumours", "category"], message: `there is no category ${rumours.category}` });
  for (const clock of responseClocks) {
    const plan = milestones[clock].milestones;
    const path = ["milestones", clock, "milestones"];
    const [twice] = repeated(plan, ({ key }) => key);
    if (twice) problems.push({ path: [...path, twice.index], message: `milestone ${twice.key} is named twice` });
    const late = plan.findIndex(({ at }, place) => at < (plan[place - 1]?.at ?? 0));
    if (late >= 0) problems.push({ path: [...path, late], message: "milestones stand in the order of time" });
    if (plan.filter(({ at }) => at === 1).length !== 1)
      problems.push({
        path: [...path, 0],
        message: "a plan has exactly one milestone at the limit itself: write at: 1",
      });
  }
  return problems;
}
