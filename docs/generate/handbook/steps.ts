import type { Name } from "../../../shared/directory/names.ts";
import { type ClockName, type Severity, severities } from "../../../shared/directory/names.ts";
import type { Effect, MilestonePlan, Policy } from "../../../shared/directory/policy.ts";
import type { Budget } from "../../../shared/domain/calendar/budget.ts";
import type { Stage } from "../../../shared/domain/case.ts";
import { budgetWords, effectWords, kindWords, severityWords, stageWords } from "../../../shared/domain/words.ts";
import type { Machine } from "../machine.ts";
import { html, type Markup } from "./page.ts";
import { inLanguage, type Language, sentences } from "./sentences.ts";

/** A stage of the case, and the state of the machine that it is worked or waited in. */
export interface Step {
  stage: Stage;
  state: string;
  waits: boolean;
}

/** The steps of a case in the order in which the machine's hub asks for them. */
export function stepsOf({ StartAt, States }: Machine): Step[] {
  return (States[StartAt]?.Choices ?? []).flatMap(({ Condition, Next }) => {
    const stage = /stage = '([\w-]+)'/.exec(Condition ?? "")?.[1];
    if (stage === undefined) return [];
    return [
      { stage: stage as Stage, state: Next, waits: States[Next]?.Resource?.endsWith(".waitForTaskToken") ?? false },
    ];
  });
}

/** Which clocks urge a stage on, and who has to act: what the machine cannot tell. */
const acting: Record<Stage, { who: Name; clocks: ClockName[] }> = {
  triage: { who: { zh: "系统", en: "the system" }, clocks: ["triage"] },
  "triage-check": { who: { zh: "研判人员", en: "a triage officer" }, clocks: ["triage-check"] },
  screening: { who: { zh: "甄别人员", en: "a screening officer" }, clocks: ["screening"] },
  routing: { who: { zh: "系统", en: "the system" }, clocks: ["routing"] },
  dispatch: { who: { zh: "联席办", en: "the joint office" }, clocks: ["dispatch", "designation"] },
  acceptance: { who: { zh: "承办单位", en: "the handling unit" }, clocks: ["accept", "first-response"] },
  resolution: { who: { zh: "承办单位", en: "the handling unit" }, clocks: ["resolve", "assignment", "report-up"] },
  review: {
    who: { zh: "审核人员（不得审核本单位办理事项）", en: "a reviewer, never of the handling unit" },
    clocks: ["review"],
  },
  callback: {
    who: { zh: "回访人员（非承办单位）", en: "callback staff, never of the handling unit" },
    clocks: ["callback"],
  },
  closed: { who: { zh: "系统", en: "the system" }, clocks: [] },
};

/** A step as people read it: who acts, within what, and what happens when nobody does. */
export function stepText(
  step: Step,
  number: number,
  policy: Policy,
  clockName: (clock: ClockName) => string,
  language: Language,
): Markup {
  const { who, clocks } = acting[step.stage];
  const say = sentences[language];
  return html`<div class="step"><h3>${number}. ${stageWords[step.stage][language]}</h3>
<p>${say.acts(who[language], step.waits)}</p>
${clocks.map(
  (clock) => html`<p><strong>${clockName(clock)}</strong>${say.colon}${limits(policy, clock, language)}</p>
<p class="note">${course(policy, clock, language)}</p>`,
)}
<p class="note">${say.state(step.state)}</p></div>`;
}

/** The limits of a clock, one severity after the other. */
function limits(policy: Policy, clock: ClockName, language: Language): string {
  const parts = severities.flatMap((severity) => {
    const said = limit(policy, clock, severity, language);
    return said === "" ? [] : [`${severityWords[severity][language]} ${said}`];
  });
  return parts.join(language === "zh" ? "；" : "; ");
}

/** The limit of a clock for a severity, of resolution by kind; empty where there is none. */
export function limit({ limits: all }: Policy, clock: ClockName, severity: Severity, language: Language): string {
  // The plan of a project sets the limit of each step.
  if (clock === "at-once") return "";
  const of = clock === "assignment" ? "resolve" : clock === "withdrawal" ? "callback" : clock;
  if (of === "resolve" && severity === "general") return byKind(all.resolve.general, language);
  const budget = (all[of] as Partial<Record<Severity, Budget>>)[severity];
  return budget === undefined ? "" : budgetWords(budget)[language];
}

function byKind(general: Policy["limits"]["resolve"]["general"], language: Language): string {
  const groups = Map.groupBy(Object.entries(general), ([, budget]) => budgetWords(budget)[language]);
  return [...groups]
    .map(([budget, entries]) => {
      const kinds = entries.map(([kind]) => kindWords[kind as keyof typeof kindWords][language]);
      return `${kinds.join(language === "zh" ? "、" : ", ")} ${budget}`;
    })
    .join(language === "zh" ? "，" : ", ");
}

/** What happens at each milestone of a clock, where something does. */
function course({ milestones }: Policy, clock: ClockName, language: Language): string {
  const { long, short } = milestones[clock];
  const same = JSON.stringify(long) === JSON.stringify(short);
  const say = sentences[language];
  return same ? plan(long, language) : `${say.long(plan(long, language))} ${say.short(plan(short, language))}`;
}

function plan({ milestones, every }: MilestonePlan, language: Language): string {
  const say = sentences[language];
  const steps = milestones
    .filter(({ effects }) => effects.length > 0)
    .map(({ at, effects }) => `${say.at(at)}${say.colon}${happenings(effects, language)}`);
  const then =
    every.effects.length === 0
      ? []
      : [say.every(budgetWords(every.budget)[language], happenings(every.effects, language))];
  return [...steps, ...then].join(language === "zh" ? "；" : "; ");
}

function happenings(effects: readonly Effect[], language: Language): string {
  return inLanguage(
    effects.map((effect) => effectWords[effect]),
    language,
  );
}
