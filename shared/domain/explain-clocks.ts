import type { DeadlinesView } from "../api/case-view.ts";
import type { Policy } from "../directory/policy.ts";
import type { Budget } from "./calendar/budget.ts";
import type { Calendar } from "./calendar/calendar.ts";
import { CalendarNotPublished } from "./calendar/published-year.ts";
import { type CaseClock, momentOf, planOf } from "./case-clock.ts";
import type { HistoryEvent } from "./history.ts";
import { trackWords } from "./words.ts";

type Explained = DeadlinesView["clocks"][number];

/**
 * Why each deadline of a case is when it is: every clock that ever ran, with its start, budget, calendar version and
 * milestones. Told from the history alone, so that it can be checked against what is stored.
 */
export function explainClocks(history: HistoryEvent[], policy: Policy, calendar: Calendar): Explained[] {
  const clocks: (Explained & { running: CaseClock })[] = [];
  for (const event of history) {
    const { started = [], stopped = [], submitted = [], sentBack = [] } = event.clocks ?? {};
    const runs = (name: string) =>
      clocks.filter(({ clock, state }) => clock === name && (state === "running" || state === "under-review"));
    for (const name of stopped) {
      for (const clock of runs(name)) {
        // An approved resolution counts from its submission.
        clock.stoppedAt = clock.running.submittedAt ?? event.at;
        clock.state = "stopped";
        clock.kept = clock.stoppedAt <= clock.dueAt;
      }
    }
    for (const name of submitted) for (const clock of runs(name)) mark(clock, event.at);
    for (const name of sentBack) for (const clock of runs(name)) mark(clock, undefined);
    for (const terms of started) {
      for (const clock of runs(terms.clock)) clock.state = "restarted";
      const running: CaseClock = { ...terms, since: event.seq, fired: 0 };
      clocks.push({
        ...terms,
        state: "running",
        startedBySeq: event.seq,
        milestones: planned(running, policy, calendar),
        explanation: explanationOf(running),
        running,
      });
    }
    if (event.type === "MilestoneReached") reached(clocks, event);
  }
  return clocks.map(({ running: _running, ...explained }) => explained);
}

function mark(clock: Explained & { running: CaseClock }, submittedAt: string | undefined): void {
  clock.state = submittedAt === undefined ? "running" : "under-review";
  clock.running = { ...clock.running, submittedAt };
}

function planned(running: CaseClock, policy: Policy, calendar: Calendar): Explained["milestones"] {
  return planOf(policy, running).milestones.map((milestone) => {
    try {
      return { key: milestone.key, dueAt: momentOf(milestone, calendar, running) };
    } catch (error) {
      // The deadline itself is known; this step of its ladder lies in a year that is not published yet.
      if (error instanceof CalendarNotPublished) return { key: milestone.key };
      throw error;
    }
  });
}

function reached(clocks: Explained[], { at, data }: HistoryEvent & { type: "MilestoneReached" }): void {
  const clock = clocks.find(({ clock: name, startedBySeq }) => name === data.clock && startedBySeq === data.since);
  const milestone = clock?.milestones.find(({ key }) => key === data.milestone);
  if (milestone !== undefined) milestone.reachedAt = at;
  else clock?.milestones.push({ key: data.milestone, dueAt: data.reachedAt, reachedAt: at });
}

function explanationOf({ startAt, budget, calendar, dueAt, track }: CaseClock): Explained["explanation"] {
  const { en, zh } = inWords(budget, calendar);
  const of =
    track === undefined
      ? { en: "", zh: "" }
      : { en: ` (limit of track ${track})`, zh: `（${trackWords[track].zh}时限）` };
  return {
    en: `started ${startAt}, plus ${en}${of.en}, is ${dueAt}`,
    zh: `自 ${startAt} 起，加 ${zh}${of.zh}，至 ${dueAt}`,
  };
}

function inWords(budget: Budget, calendar: string): { en: string; zh: string } {
  if ("workingDays" in budget) {
    return {
      en: `${budget.workingDays} working days of calendar ${calendar} (the start day does not count; until the closing hour)`,
      zh: `${budget.workingDays} 个工作日（日历 ${calendar}，起始日不计，至当日下班）`,
    };
  }
  if ("workingHours" in budget) {
    return {
      en: `${budget.workingHours} working hours of calendar ${calendar}`,
      zh: `${budget.workingHours} 个工作小时（日历 ${calendar}）`,
    };
  }
  if ("hours" in budget) return { en: `${budget.hours} hours of clock time`, zh: `${budget.hours} 小时（自然时间）` };
  if ("minutes" in budget)
    return { en: `${budget.minutes} minutes of clock time`, zh: `${budget.minutes} 分钟（自然时间）` };
  return { en: `until ${budget.sameDayUntil} of the same day`, zh: `当日 ${budget.sameDayUntil} 前` };
}
