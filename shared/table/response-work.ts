import type { SensitiveResponse } from "../domain/response/response.ts";
import type { ResponseClock } from "../domain/response/response-clock.ts";
import { dossierTaskKey, shardOf, staffWork, unitWork } from "./keys.ts";
import type { Task, WorkItem } from "./work-items.ts";

/**
 * The open work of a response: every task and every signal on the list of its unit, the approval that is due on that of the
 * approvers, and on the joint office's what it has to decide, to follow, or to see to because somebody is silent.
 * `office` is the joint office, whose own tasks stand on its queue.
 */
export function responseWork(state: SensitiveResponse, office: string): WorkItem[] {
  const { caseId, kind, severity, category, clocks, tasks, signals, draft } = state;
  const item = (name: string, task: Task, workPk: string, clock: ResponseClock, slot: string): WorkItem => ({
    ...dossierTaskKey("sensitive-response", caseId, name),
    ...{ workPk, workSk: `${clock.dueAt}#${caseId}#${name}`, caseId, task, slot },
    ...{ kind, severity, category, dueAt: clock.dueAt, since: clock.startAt },
  });
  const staff = (task: Task) => staffWork(task, shardOf(caseId));
  return clocks.flatMap((clock): WorkItem[] => {
    const name = clock.of === undefined ? clock.clock : `${clock.clock}-${clock.of}`;
    const called = clock.escalated
      ? [item(`${name}-silence`, "response", staff("response"), clock, `silence-${name}`)]
      : [];
    switch (clock.clock) {
      case "task": {
        const unit = tasks.find(({ task }) => task === clock.of)?.unit ?? office;
        const list = unit === office ? staff("response") : unitWork(unit);
        return [item(name, "response-task", list, clock, clock.of ?? ""), ...called];
      }
      case "acknowledge": {
        const told = signals.some(({ unit }) => unit === clock.of);
        return [...(told ? [item(name, "signal", unitWork(clock.of ?? office), clock, "signal")] : []), ...called];
      }
      case "approval":
        return [item(name, "approval", staff("approval"), clock, draft?.level ?? ""), ...called];
      case "follow-up":
        return [
          item(name, "response", staff("response"), clock, state.stage === "settling" ? "settlement" : "follow-up"),
        ];
      // What the joint office sees to itself: the risk report and the decision to publish.
      default:
        return [item(name, "response", staff("response"), clock, clock.clock)];
    }
  });
}
