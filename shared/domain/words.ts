import type { ClockName, Kind, Level, Name, ReferTo, Severity, Track } from "../directory/names.ts";
import type { Effect } from "../directory/policy.ts";
import type { Budget } from "./calendar/budget.ts";
import type { Stage } from "./case.ts";

// What people read instead of the codes of the domain. Complete by type: a new code does not compile without its words.

export const kindWords: Record<Kind, Name> = {
  consultation: { zh: "咨询", en: "consultation" },
  help: { zh: "求助", en: "request for help" },
  suggestion: { zh: "建议", en: "suggestion" },
  complaint: { zh: "投诉", en: "complaint" },
  report: { zh: "举报", en: "report of a violation" },
  praise: { zh: "表扬", en: "praise" },
};

export const severityWords: Record<Severity, Name> = {
  general: { zh: "一般", en: "general" },
  urgent: { zh: "紧急", en: "urgent" },
  major: { zh: "重大", en: "major" },
};

export const trackWords: Record<Track, Name> = {
  enterprise: { zh: "企业诉求", en: "enterprise" },
  sensitive: { zh: "敏感事项", en: "sensitive" },
  event: { zh: "重大活动", en: "event" },
  "green-channel": { zh: "绿色通道", en: "green channel" },
};

export const levelWords: Record<Level, Name> = {
  station: { zh: "所", en: "station" },
  district: { zh: "区局", en: "district bureau" },
  "city-bureau": { zh: "市局", en: "city bureau" },
  "joint-office": { zh: "联席办", en: "joint office" },
};

export const stageWords: Record<Stage, Name> = {
  triage: { zh: "研判", en: "Triage" },
  "triage-check": { zh: "研判复核", en: "Triage check" },
  screening: { zh: "甄别", en: "Screening" },
  routing: { zh: "分派", en: "Routing" },
  dispatch: { zh: "联席办派单、指定办理", en: "Dispatch by hand, designation" },
  acceptance: { zh: "签收或退单", en: "Acceptance or return" },
  resolution: { zh: "办理", en: "Resolution" },
  review: { zh: "审核", en: "Review" },
  callback: { zh: "回访", en: "Callback" },
  closed: { zh: "结案", en: "Close" },
};

export const clockWords: Record<ClockName, Name> = {
  triage: { zh: "研判", en: "triage" },
  "triage-check": { zh: "研判复核", en: "triage check" },
  screening: { zh: "甄别", en: "screening" },
  routing: { zh: "分派", en: "routing" },
  dispatch: { zh: "手工派单", en: "dispatch by hand" },
  designation: { zh: "指定办理", en: "designation" },
  accept: { zh: "签收", en: "accept or return" },
  "first-response": { zh: "首次响应", en: "first response" },
  resolve: { zh: "办结", en: "resolve" },
  assignment: { zh: "承办单位办理", en: "the unit's own work" },
  review: { zh: "审核", en: "review" },
  callback: { zh: "回访", en: "callback" },
  withdrawal: { zh: "撤诉确认", en: "confirming a withdrawal" },
  lowering: { zh: "降级审批", en: "deciding on a lower severity" },
  "report-up": { zh: "信息报送", en: "reporting up" },
  "at-once": { zh: "马上就办的一步", en: "a step of an at-once project" },
  "hand-over": { zh: "承办、督办衔接", en: "beginning a step, or signing for one" },
};

export const effectWords: Record<Effect, Name> = {
  remind: { zh: "提醒", en: "a reminder" },
  "yellow-card": { zh: "黄牌", en: "a yellow card" },
  "red-card": { zh: "红牌", en: "a red card" },
  "supervision-order": { zh: "下达督办单", en: "a supervision order" },
  "escalate-one-level": { zh: "提级一级", en: "one level up" },
  "escalate-to-city-bureau": { zh: "提级至市局", en: "up to the city bureau" },
  "escalate-to-joint-office": { zh: "提级至联席办", en: "up to the joint office" },
  "list-in-ledger": { zh: "列入台账", en: "listed in the ledger" },
  "accept-by-silence": { zh: "默认签收", en: "taken as accepted" },
  "take-best-candidate": { zh: "以最可能的研判结果为准", en: "the best candidate stands" },
  "refuse-lowering": { zh: "视为不同意降级", en: "taken as refused" },
  "accept-screening": { zh: "视为受理", en: "taken as accepted for handling" },
  "designate-first-receiver": { zh: "指定首接单位办理", en: "the first receiver is designated" },
  "dispatch-by-default-row": { zh: "按默认行派单", en: "dispatched by the default row" },
  "name-who-is-late": { zh: "记录谁未按时办理", en: "who is late is named" },
  "escalate-review": { zh: "审核提级", en: "the review goes one level up" },
};

/** A length of time as people say it. */
export function budgetWords(budget: Budget): Name {
  if ("workingDays" in budget)
    return { zh: `${budget.workingDays} 个工作日`, en: counted(budget.workingDays, "working day") };
  if ("workingHours" in budget)
    return { zh: `${budget.workingHours} 个工作小时`, en: counted(budget.workingHours, "working hour") };
  if ("hours" in budget) return { zh: `${budget.hours} 小时`, en: counted(budget.hours, "hour") };
  if ("minutes" in budget) return { zh: `${budget.minutes} 分钟`, en: counted(budget.minutes, "minute") };
  return { zh: `当日 ${budget.sameDayUntil} 前`, en: `until ${budget.sameDayUntil} of the day` };
}

function counted(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}

/** 甄别决定. */
export const screeningWords: Record<"accepted" | "not-accepted" | "returned" | "referred", Name> = {
  accepted: { zh: "受理", en: "accepted" },
  "not-accepted": { zh: "不予受理", en: "not accepted" },
  returned: { zh: "退件", en: "returned" },
  referred: { zh: "引导", en: "referred elsewhere" },
};

/** 引导的去处. */
export const referToWords: Record<ReferTo, Name> = {
  arbitration: { zh: "仲裁", en: "arbitration" },
  litigation: { zh: "诉讼", en: "the courts" },
  reconsideration: { zh: "行政复议", en: "administrative reconsideration" },
  "petition-office": { zh: "信访部门", en: "the petition office" },
};
