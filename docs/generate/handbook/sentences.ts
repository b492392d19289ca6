import type { Name } from "../../../shared/directory/names.ts";
import type { Milestone } from "../../../shared/directory/policy.ts";

export type Language = keyof Name;

/** Names one after the other. */
export function inLanguage(names: readonly Name[], language: Language): string {
  return names.map((name) => name[language]).join(language === "zh" ? "、" : ", ");
}

interface Sentences {
  title(city: string): string;
  about(version: string, calendar: string, from: string): string;
  chapters: {
    steps: string;
    limits: string;
    rules: string;
    matrix: string;
    channels: string;
    replies: string;
    duty: string;
  };
  colon: string;
  acts(who: string, waits: boolean): string;
  state(name: string): string;
  long(plan: string): string;
  short(plan: string): string;
  at(at: Milestone["at"]): string;
  every(budget: string, what: string): string;
}

const percent = (fraction: number) => `${Math.round(fraction * 100)}`;

/** The handbook's own words; those of the domain are in shared/domain/words.ts. */
export const sentences: Record<Language, Sentences> = {
  zh: {
    title: (city) => `${city}：办理规程手册`,
    about: (version, calendar, from) =>
      `名录版本 ${version}，工作日历 ${calendar}，自 ${from} 起施行。由系统定义生成，内容与系统实际运行一致。`,
    chapters: {
      steps: "办理步骤",
      limits: "时限一览",
      rules: "退单、审核、回访与重办",
      matrix: "职责清单",
      channels: "受理渠道",
      replies: "答复口径",
      duty: "值班规则",
    },
    colon: "：",
    acts: (who, waits) => (waits ? `由${who}处理。` : `由${who}自动完成。`),
    state: (name) => `对应工作流状态：${name}`,
    long: (plan) => `两个工作日及以上：${plan}。`,
    short: (plan) => `短于两个工作日：${plan}。`,
    at(at) {
      if ("due" in at) return "到期";
      if ("fraction" in at) return `时限的 ${percent(at.fraction)}%`;
      if ("workingDaysBefore" in at) return `到期前 ${at.workingDaysBefore} 个工作日`;
      return `逾期 ${at.workingDaysAfter} 个工作日`;
    },
    every: (budget, what) => `此后每 ${budget}：${what}`,
  },
  en: {
    title: (city) => `${city}: procedure handbook`,
    about: (version, calendar, from) =>
      `Directory version ${version}, working calendar ${calendar}, in force from ${from}. Generated from what the system runs by, so that it says what the system does.`,
    chapters: {
      steps: "Steps of a case",
      limits: "Limits at a glance",
      rules: "Returns, review, callback, rework",
      matrix: "Responsibility matrix",
      channels: "Channels",
      replies: "Reply templates",
      duty: "Duty roster rules",
    },
    colon: ": ",
    acts: (who, waits) => (waits ? `Waits for ${who}.` : `Done by ${who}.`),
    state: (name) => `State of the machine: ${name}`,
    long: (plan) => `Of two working days or more: ${plan}.`,
    short: (plan) => `Shorter: ${plan}.`,
    at(at) {
      if ("due" in at) return "when due";
      if ("fraction" in at) return `at ${percent(at.fraction)} % of the time`;
      if ("workingDaysBefore" in at) return `${at.workingDaysBefore} working day(s) before it is due`;
      return `${at.workingDaysAfter} working day(s) late`;
    },
    every: (budget, what) => `then every ${budget}: ${what}`,
  },
};
