import type { ClockName } from "../directory/names.ts";
import { leadOf } from "../domain/case.ts";
import type { WrittenCase } from "../domain/decision.ts";
import { awaitedOf } from "../domain/project.ts";
import { eventWork, shardOf, slotKey, staffWork, taskKey, unitWork } from "./keys.ts";

/** What somebody has to do about a case, in the order in which it is due. */
export interface WorkItem {
  pk: string;
  sk: string;
  workPk: string;
  workSk: string;
  caseId: string;
  task: Task;
  slot?: string;
  kind: string;
  severity: string;
  category: string;
  dueAt: string;
  /** When the clock of this task started. */
  since: string;
}

export type Task =
  | "accept"
  | "resolve"
  | "review"
  | "dispatch"
  | "screening"
  | "triage-check"
  | "lowering"
  | "report-up"
  | "at-once"
  | "event"
  | "tail"
  | "callback"
  | "withdrawal"
  // Of a sensitive response: see `responseWork`.
  | "response"
  | "response-task"
  | "signal"
  | "approval";

/** The open tasks of a case: entries of the worklist index, derived from the case and written with it. */
export function workItems(state: WrittenCase): WorkItem[] {
  const { caseId, kind, severity, category } = state;
  const item = (
    task: Task,
    clock: ClockName,
    place: { pk: string; sk: string; workPk: string; slot?: string },
  ): WorkItem => {
    const running = state.clocks.find((one) => one.clock === clock);
    const dueAt = running?.dueAt ?? state.receivedAt;
    const since = running?.startAt ?? state.receivedAt;
    return { ...place, workSk: `${dueAt}#${caseId}`, caseId, task, kind, severity, category, dueAt, since };
  };
  const slot = (unit: string) => ({ ...slotKey(caseId, "lead"), workPk: unitWork(unit), slot: "lead" });
  const staff = (task: Task) => ({ ...taskKey(caseId, task), workPk: staffWork(task, shardOf(caseId)) });
  const work: WorkItem[] = [];
  switch (state.stage) {
    case "acceptance":
      work.push(item("accept", "accept", slot(state.lead.unit)));
      break;
    case "resolution":
      work.push(item("resolve", "resolve", slot(state.lead.unit)));
      break;
    case "review":
    case "dispatch":
    case "screening":
    case "callback":
      work.push(item(state.stage, clockOf(state), staff(state.stage)));
      break;
    default:
  }
  if (state.clocks.some(({ clock }) => clock === "triage-check")) {
    work.push(item("triage-check", "triage-check", staff("triage-check")));
  }
  if (state.clocks.some(({ clock }) => clock === "report-up")) {
    const unit = leadOf(state)?.unit;
    const own = unit === undefined ? staff("report-up") : { ...taskKey(caseId, "report-up"), workPk: unitWork(unit) };
    work.push(item("report-up", "report-up", own));
  }
  const awaited = awaitedOf(state);
  if (awaited !== undefined) {
    const clock = awaited.waitsFor === "finish" ? "at-once" : "hand-over";
    work.push(item("at-once", clock, { ...taskKey(caseId, "at-once"), workPk: unitWork(awaited.unit) }));
  }
  if (state.stage !== "closed" && state.event !== undefined) {
    // In the order in which they came, which never changes: a close-out goes through the list page by page.
    const listed = item("event", "resolve", { ...taskKey(caseId, "event"), workPk: eventWork(state.event) });
    work.push({ ...listed, workSk: `${state.openedAt}#${caseId}` });
  }
  if (state.closeOut?.tail) {
    const [soonest] = state.clocks.toSorted((a, b) => (a.dueAt < b.dueAt ? -1 : 1));
    if (soonest !== undefined) work.push(item("tail", soonest.clock, staff("tail")));
  }
  if (state.lowering !== undefined) work.push(item("lowering", "lowering", staff("lowering")));
  if (state.stage !== "closed" && state.withdrawal !== undefined)
    work.push(item("withdrawal", "withdrawal", staff("withdrawal")));
  return work;
}

function clockOf(state: WrittenCase): ClockName {
  if (state.stage === "dispatch") return state.question === "dispute" ? "designation" : "dispatch";
  return state.stage as ClockName;
}
