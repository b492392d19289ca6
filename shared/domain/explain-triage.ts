import type { Directory } from "../directory/directory.ts";
import type { Kind, Name, Severity, Track } from "../directory/names.ts";
import type { Case } from "./case.ts";
import type { HistoryEvent } from "./history.ts";
import type { Instant } from "./instant.ts";
import type { Evidence } from "./triage/weighing.ts";
import { kindWords, referToWords, screeningWords, severityWords, trackWords } from "./words.ts";

/** Why a case is what it is taken for (研判依据), for a person to check. */
export interface TriageExplanation {
  now: { kind: Kind; category: string; categoryName: Name; severity: Severity; highRisk: boolean; tracks: Track[] };
  /** Undefined until the step "Triage" has run. */
  confidence?: number;
  evidence: (Evidence & { explanation: Name })[];
  /** The categories that triage thought of, the best first. */
  candidates: { category: string; name: Name; share: number }[];
  /** What has been decided since, by whom, in order. */
  steps: { seq: number; at: Instant; type: string; by: string; explanation: Name }[];
}

/** Tells from the history alone how a case came by its kind, category, severity and tracks, and who changed them. */
export function explainTriage(
  history: readonly HistoryEvent[],
  current: Case,
  directory: Directory,
): TriageExplanation {
  const { kind, category, severity, highRisk, tracks } = current;
  const triaged = history.find(({ type }) => type === "CaseTriaged") as
    | (HistoryEvent & { type: "CaseTriaged" })
    | undefined;
  const { confidence, evidence = [], candidates = [] } = triaged?.data ?? {};
  return {
    now: { kind, category, categoryName: nameOf(directory, category), severity, highRisk, tracks },
    ...(confidence === undefined ? {} : { confidence }),
    evidence: (evidence as Evidence[]).map((one) => ({ ...one, explanation: because(one, directory) })),
    candidates: candidates.map(({ category: code, share }) => ({
      category: code,
      name: nameOf(directory, code),
      share,
    })),
    steps: history.flatMap((event) => {
      const explanation = told(event, directory);
      return explanation === undefined
        ? []
        : [{ seq: event.seq, at: event.at, type: event.type, by: event.actor.kind, explanation }];
    }),
  };
}

function because({ field, value, rule, words, score }: Evidence, directory: Directory): Name {
  const what = wordsOf(field, value, directory);
  const label = fields[field];
  if (rule === "hint")
    return { en: `${label.en} ${what.en}: given by the platform.`, zh: `${label.zh}「${what.zh}」：来件已注明。` };
  if (rule === "otherwise") {
    return {
      en: `${label.en} ${what.en}: no word of a rule was found, so the default stands.`,
      zh: `${label.zh}「${what.zh}」：没有命中任何规则词，取默认值。`,
    };
  }
  if (rule.startsWith("triage.model.")) {
    const read = rule.slice("triage.model.".length);
    const percent = Math.round(score * 100);
    return {
      en: `${label.en} ${what.en}: the text model takes it for ${read} (${percent} %), above all by ${words.map((word) => `"${word}"`).join(", ")}.`,
      zh: `${label.zh}「${what.zh}」：文本模型判为「${read}」（${percent}%），主要依据${words.map((word) => `「${word}」`).join("、")}。`,
    };
  }
  const weight = Math.round(score * 100) / 100;
  return {
    en: `${label.en} ${what.en}: the text has ${words.map((word) => `"${word}"`).join(", ")} (${rule}, together ${weight}).`,
    zh: `${label.zh}「${what.zh}」：文中有${words.map((word) => `「${word}」`).join("、")}（规则 ${rule}，合计 ${weight}）。`,
  };
}

const fields: Record<Evidence["field"], Name> = {
  kind: { zh: "类型", en: "kind" },
  category: { zh: "类别", en: "category" },
  severity: { zh: "等级", en: "severity" },
  track: { zh: "专项", en: "track" },
  "high-risk": { zh: "高风险", en: "high risk" },
};

function told(event: HistoryEvent, directory: Directory): Name | undefined {
  switch (event.type) {
    case "CaseTriaged": {
      const { confidence, check, screening, listing } = event.data;
      const percent = Math.round(confidence * 100);
      const entry =
        listing?.entryId === undefined
          ? { en: "", zh: "" }
          : { en: ` (entry ${listing.entryId})`, zh: `（条目 ${listing.entryId}）` };
      const first = screening
        ? {
            en: ` The requester is on the abnormal list${entry.en}: a person screens it first.`,
            zh: `诉求人在异常名录中${entry.zh}，先由甄别人员甄别。`,
          }
        : { en: "", zh: "" };
      return {
        en: `Triage read the ticket with a certainty of ${percent} %${check ? ": too little to go on alone, a triage officer looks at it" : ""}.${first.en}`,
        zh: `自动研判完成，把握 ${percent}%${check ? "，低于门槛，转研判人员复核" : ""}。${first.zh}`,
      };
    }
    case "ScreeningDecided": {
      const { decision, by, referTo } = event.data;
      const to = referTo === undefined ? { en: "", zh: "" } : referToWords[referTo];
      return {
        en: `Screening: ${screeningWords[decision].en}${to.en && `, to ${to.en}`}${by === "silence" ? ", as nobody decided in time" : ""}.`,
        zh: `甄别：${screeningWords[decision].zh}${to.zh && `（${to.zh}）`}${by === "silence" ? "（逾期未甄别，视为受理）" : ""}。`,
      };
    }
    case "TriageConfirmed":
      return event.data.by === "person"
        ? { en: "A triage officer found it right.", zh: "研判人员确认无误。" }
        : { en: "Nobody looked at it in time: the best candidate stands.", zh: "逾期未复核：以最可能的结果为准。" };
    case "TriageCorrected": {
      const { from, rerouted, kind, category, tracks } = event.data;
      const others = JSON.stringify(tracks) !== JSON.stringify(from.tracks);
      const on = (language: keyof Name) =>
        tracks.map((track) => trackWords[track][language]).join(language === "zh" ? "、" : ", ");
      const was = nameOf(directory, from.category);
      const is = nameOf(directory, category);
      return {
        en: `A triage officer corrected it from ${kindWords[from.kind].en}, ${was.en}, to ${kindWords[kind].en}, ${is.en}${others ? `; tracks: ${on("en") || "none"}` : ""}${rerouted ? ", and it goes to the unit of that" : ""}.`,
        zh: `研判人员更正：由「${kindWords[from.kind].zh}·${was.zh}」改为「${kindWords[kind].zh}·${is.zh}」${others ? `，专线：${on("zh") || "无"}` : ""}${rerouted ? "，并改派" : ""}。`,
      };
    }
    case "SeverityChanged": {
      const { from, to, cause } = event.data;
      return {
        en: `The severity went from ${from} to ${to} (${cause}).`,
        zh: `等级由「${severityWords[from].zh}」调整为「${severityWords[to].zh}」（${causes[cause]}）。`,
      };
    }
    case "SeverityLoweringProposed":
      return {
        en: `Lowering to ${event.data.to} was proposed; a second person decides.`,
        zh: `申请降为「${severityWords[event.data.to].zh}」，待第二人审批。`,
      };
    case "SeverityLoweringDecided": {
      const { decision, by, to } = event.data;
      const silent = by === "silence";
      return {
        en: `Lowering to ${to} was ${decision}${silent ? ", because nobody decided in time" : ""}.`,
        zh: `降为「${severityWords[to].zh}」的申请${decision === "approved" ? "获批准" : "未获批准"}${silent ? "（逾期未审批）" : ""}。`,
      };
    }
    default:
      return undefined;
  }
}

const causes = { person: "人工", supplement: "补充材料", merge: "合并", track: "专项" } as const;

function wordsOf(field: Evidence["field"], value: string, directory: Directory): Name {
  const known: Partial<Record<Evidence["field"], Record<string, Name>>> = {
    kind: kindWords,
    severity: severityWords,
    track: trackWords,
    "high-risk": {
      "complex-dispute": { zh: "复杂纠纷", en: "complex dispute" },
      "sensitive-persons": { zh: "人员敏感", en: "sensitive persons" },
    },
  };
  return field === "category" ? nameOf(directory, value) : (known[field]?.[value] ?? { zh: value, en: value });
}

function nameOf({ categories }: Directory, code: string): Name {
  return categories.find((one) => one.code === code)?.name ?? { zh: code, en: code };
}
