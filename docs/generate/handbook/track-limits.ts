import type { ClockName, Name, Track } from "../../../shared/directory/names.ts";
import { type TimelinessMark, timelinessMarks } from "../../../shared/directory/names.ts";
import type { Policy } from "../../../shared/directory/policy.ts";
import { budgetWords, severityWords, trackWords } from "../../../shared/domain/words.ts";
import { type Markup, table } from "./page.ts";
import type { Language } from "./sentences.ts";

/** What the tracks (专线) limit besides, and the five marks of an event's cases (五及时). */
export function trackLimits(policy: Policy, clock: (name: ClockName) => string, language: Language): Markup[] {
  const zh = language === "zh";
  const rows = Object.entries(policy.tracks).flatMap(([track, special]) => {
    const name = trackWords[track as Track][language];
    const as = special.as === undefined ? [] : [[name, zh ? "全部" : "all", asWords(severityWords[special.as], zh)]];
    const clocks = Object.entries(special.limits).map(([of, budget]) => [
      name,
      clock(of as ClockName),
      budgetWords(budget)[language],
    ]);
    return [...as, ...clocks];
  });
  const marks = timelinessMarks.map((mark) => [
    markWords[mark][language],
    budgetWords(policy.events.timeliness[mark])[language],
  ]);
  const closeOut = policy.events.closeOutAt;
  return [
    table(
      zh
        ? "专线时限：与上表相比，以先到期者为准"
        : "Tracks: of these and the limits above the one that ends first counts",
      zh ? ["专线", "环节", "时限"] : ["track", "clock", "limit"],
      rows,
    ),
    table(
      zh
        ? `活动保障五及时；每日 ${closeOut} 日结，活动最后一日未结件交联席办，直至清零`
        : `The five marks of an event's cases. Each day is closed out at ${closeOut}; what the last day leaves open goes to the joint office, until nothing is`,
      zh ? ["标志", "时限"] : ["mark", "limit"],
      marks,
    ),
  ];
}

const asWords = (severity: Name, zh: boolean) => (zh ? `按${severity.zh}件` : `as for ${severity.en} cases`);

const markWords: Record<TimelinessMark, Name> = {
  received: { zh: "及时接诉", en: "received" },
  accepted: { zh: "及时受理", en: "accepted" },
  "passed-on": { zh: "及时转办", en: "passed on" },
  handled: { zh: "及时办理", en: "handled" },
  answered: { zh: "及时反馈", en: "answered" },
};
