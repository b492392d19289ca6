import type { Directory } from "../../../shared/directory/directory.ts";
import { type ClockName, clockNames, severities } from "../../../shared/directory/names.ts";
import type { MatrixRow } from "../../../shared/directory/places-and-people.ts";
import type { Policy } from "../../../shared/directory/policy.ts";
import { budgetWords, clockWords, kindWords, severityWords, trackWords } from "../../../shared/domain/words.ts";
import type { Machine } from "../machine.ts";
import { elementWords, fieldWords, replyPathWords } from "./field-words.ts";
import { html, type Markup, page, table } from "./page.ts";
import { inLanguage, type Language, sentences } from "./sentences.ts";
import { limit, stepsOf, stepText } from "./steps.ts";
import { trackLimits } from "./track-limits.ts";

/**
 * The printable procedure handbook (办理规程手册) of a city in one language: steps, limits, who does what, from the machine
 * that runs the cases, and from the policy, matrix, channels and reply templates of the directory. One HTML page.
 */
export function handbook(language: Language, directory: Directory, lifecycle: Machine): string {
  const policy = directory.policies.findLast(({ effectiveTo }) => effectiveTo === undefined) ?? directory.policies[0];
  if (policy === undefined) throw new Error("the directory has no policy to write a handbook from");
  const say = sentences[language];
  const title = say.title(policy.name[language]);
  const clock = (name: ClockName) => capital(clockWords[name][language]);
  const steps = stepsOf(lifecycle).map((step, index) => stepText(step, index + 1, policy, clock, language));
  const chapters: [string, Markup[]][] = [
    [say.chapters.steps, steps],
    [say.chapters.limits, [limitTable(policy, clock, language), ...trackLimits(policy, clock, language)]],
    [say.chapters.rules, rules(policy, language)],
    [say.chapters.matrix, [matrixTable(directory, language)]],
    [say.chapters.channels, [channelTable(directory, language)]],
    [say.chapters.replies, replies(directory, language)],
    [say.chapters.duty, [dutyTable(directory, language)]],
  ];
  return page(language, title, [
    html`<h1>${title}</h1><p class="about">${say.about(directory.version, policy.calendar, policy.effectiveFrom)}</p>`,
    html`<nav><ol>${chapters.map(([name], index) => html`<li><a href="#c${index + 1}">${name}</a></li>`)}</ol></nav>`,
    ...chapters.map(
      ([name, body], index) => html`<section><h2 id="c${index + 1}">${index + 1}. ${name}</h2>${body}</section>`,
    ),
  ]);
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
const either = <T>(language: Language, zh: T, en: T): T => (language === "zh" ? zh : en);

function limitTable(policy: Policy, clock: (name: ClockName) => string, language: Language): Markup {
  const rows = clockNames.map((name) => [
    clock(name),
    ...severities.map((severity) => limit(policy, name, severity, language)),
  ]);
  return table(
    either(language, "各环节时限，按等级", "Every clock with its limit, by severity"),
    [either(language, "环节", "clock"), ...severities.map((severity) => severityWords[severity][language])],
    rows,
  );
}

function rules({ returns, review, callback, rework, reopening }: Policy, language: Language): Markup[] {
  const severe = inLanguage(
    review.severities.map((severity) => severityWords[severity]),
    language,
  );
  const lines = either(
    language,
    [
      `退单须在签收时限内提出，理由限于：${inLanguage(
        returns.reasons.map(({ name }) => name),
        "zh",
      )}；第 ${returns.beforeDispute} 次退单即为争议，由联席办指定，指定后不得再退。退单不停表。`,
      `${severe}件${review.sensitive ? "、敏感件" : ""}${review.rework ? "、重办件" : ""}办结后须经审核；办理人不得审核本人或本单位事项。`,
      `回访在 ${callback.window.from} 至 ${callback.window.to} 之间进行，最多 ${callback.attempts} 次，间隔 ${budgetWords(callback.nextAttempt).zh}；满意度五级，${callback.satisfiedFrom} 级及以上为满意。`,
      `不满意或未解决的，提级重办，时限为原时限的 ${Math.round(rework.fraction * 100)}%，不少于 ${budgetWords(rework.atLeast).zh}；第 ${rework.beforeDecision} 次重办仍不满意的，由市局决定。`,
      `结案后 ${reopening.withinDays} 日内，诉求人可要求重新办理。`,
    ],
    [
      `A unit may return a case within the accept limit, for one of: ${inLanguage(
        returns.reasons.map(({ name }) => name),
        "en",
      )}. Return number ${returns.beforeDispute} is a dispute: the joint office designates, and that cannot be returned. Returns stop no clock.`,
      `Cases that are ${severe}${review.sensitive ? ", sensitive" : ""}${review.rework ? " or reworked" : ""} are reviewed when resolved. Nobody reviews their own work or that of their unit.`,
      `People are called from ${callback.window.from} to ${callback.window.to}, ${callback.attempts} times at most, ${budgetWords(callback.nextAttempt).en} apart. Of five levels, ${callback.satisfiedFrom} and above count as satisfied.`,
      `What did not satisfy or solve is worked again one level up, in ${Math.round(rework.fraction * 100)} % of the limit and at least ${budgetWords(rework.atLeast).en}. After rework number ${rework.beforeDecision} the city bureau decides.`,
      `For ${reopening.withinDays} days after the close the requester may have the case reopened.`,
    ],
  );
  return [html`<ul>${lines.map((line) => html`<li>${line}</li>`)}</ul>`];
}

function matrixTable({ matrix, categories, regions, units }: Directory, language: Language): Markup {
  const named = (list: readonly { code: string; name: Record<Language, string> }[], code: string | undefined) =>
    code === undefined
      ? either(language, "全部", "all")
      : `${code} ${list.find((one) => one.code === code)?.name[language] ?? ""}`;
  const local = {
    "local-station": { zh: "属地所", en: "station of the place" },
    "local-district": { zh: "属地区局", en: "district of the place" },
  };
  const unit = (id: string | undefined) =>
    id === undefined
      ? ""
      : ((id in local ? local[id as keyof typeof local] : units.find((one) => one.id === id)?.name)?.[language] ?? id);
  const rows = matrix.map(({ category, region, kinds, track, lead, assists, guides, supervises }: MatrixRow) => [
    named(categories, category),
    named(regions, region),
    [...(kinds ?? []).map((kind) => kindWords[kind][language]), ...(track ? [trackWords[track][language]] : [])].join(
      either(language, "、", ", "),
    ),
    unit(lead),
    (assists ?? []).map(unit).join(either(language, "、", ", ")),
    unit(guides),
    unit(supervises),
  ]);
  const head = either(
    language,
    ["类别", "区域", "类型、专项", "主责", "协办", "指导", "督办"],
    ["category", "region", "kinds, track", "leads", "assists", "guides", "supervises"],
  );
  return table(either(language, "最具体的一行适用", "The most specific row applies"), head, rows);
}

function channelTable({ channels }: Directory, language: Language): Markup {
  const rows = channels.map(({ name, requires, replyPath }) => [
    name[language],
    inLanguage(
      requires.map((field) => fieldWords[field]),
      language,
    ),
    replyPathWords[replyPath][language],
  ]);
  return table("", either(language, ["渠道", "必填", "答复方式"], ["channel", "must bring", "answered by"]), rows);
}

function replies({ replyTemplates, categories }: Directory, language: Language): Markup[] {
  const rows = replyTemplates.map(({ category, version, requires, wording }) => [
    `${category} ${categories.find(({ code }) => code === category)?.name[language] ?? ""}`,
    String(version),
    inLanguage(
      requires.map((element) => elementWords[element]),
      language,
    ),
    wording[language],
  ]);
  const head = either(language, ["类别", "版本", "必备要素", "口径"], ["category", "version", "must say", "wording"]);
  return [
    table(
      either(language, "类别最长、版本最新者适用", "The longest category and the newest version apply"),
      head,
      rows,
    ),
  ];
}

function dutyTable({ roster, units }: Directory, language: Language): Markup {
  const names = (ids: readonly string[]) =>
    ids.map((id) => units.find((one) => one.id === id)?.name[language] ?? id).join(either(language, "、", ", "));
  const rows = roster.rules.map(({ name, units: on, shifts }) => [
    name[language],
    names(on === "members" ? roster.members : on),
    shifts.map(({ from, to }) => `${from}–${to}`).join(", "),
  ]);
  return table("", either(language, ["规则", "单位", "班次"], ["rule", "units", "shifts"]), rows);
}
