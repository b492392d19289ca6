import type { Directory } from "../directory/directory.ts";
import type { Name } from "../directory/names.ts";
import type { MatrixRow } from "../directory/places-and-people.ts";
import type { Case, DispatchReason } from "./case.ts";
import { evolve } from "./evolve.ts";
import type { HistoryEvent } from "./history.ts";
import type { Instant } from "./instant.ts";
import { candidates, type RankedRow } from "./routing.ts";
import { kindWords, trackWords } from "./words.ts";

/** A matrix row that spoke about the case, and what came of it. */
export interface Competitor {
  row: string;
  lead: string;
  /** What the row names; what it leaves out matches everything. */
  names: Pick<MatrixRow, "track" | "category" | "region" | "kinds">;
  specificity: number;
  outcome: "chosen" | "less-specific" | "gave-it-back" | "overruled";
}

/** Why a case went to a unit, or to the joint office (为何由该单位承办). */
export interface RoutingStep {
  seq: number;
  at: Instant;
  by: DispatchReason | "no-row" | "dispute";
  unit?: string;
  row?: string;
  explanation: Name;
  /** Every row that matched then, the most specific first. */
  competitors: Competitor[];
}

/**
 * Every step of a case's way to its units, told from the history and the directory version it was routed under: which
 * row won, which others spoke about the case and why they lost.
 */
export function explainRouting(history: readonly HistoryEvent[], directory: Directory): RoutingStep[] {
  const steps: RoutingStep[] = [];
  let before: Case | undefined;
  for (const event of history) {
    if (before !== undefined && event.type === "AssignmentDispatched") {
      const { unit, by, row } = event.data;
      const competitors = competing(directory, before, by === "matrix" ? row : undefined);
      const explanation = reasons[by](naming(directory, unit), before, competitors);
      steps.push({ seq: event.seq, at: event.at, by, unit, ...(row && { row }), explanation, competitors });
    }
    if (before !== undefined && event.type === "DispatchRequested") {
      const { question } = event.data;
      const competitors = competing(directory, before, undefined);
      const explanation = asked[question](before);
      steps.push({ seq: event.seq, at: event.at, by: question, explanation, competitors });
    }
    before = evolve(before, event);
  }
  return steps;
}

function competing(directory: Directory, subject: Case, chosen: string | undefined): Competitor[] {
  return candidates(directory, subject).map((ranked) => {
    const row = directory.matrix.find(({ id }) => id === ranked.row);
    const { track, category, region, kinds } = row ?? {};
    const names = {
      ...(track && { track }),
      ...(category && { category }),
      ...(region && { region }),
      ...(kinds && { kinds }),
    };
    const { specificity, lead } = ranked;
    return { row: ranked.row, lead, names, specificity, outcome: outcomeOf(ranked, subject, chosen) };
  });
}

function outcomeOf({ row, lead }: RankedRow, { returnedBy }: Case, chosen: string | undefined): Competitor["outcome"] {
  if (row === chosen) return "chosen";
  if (returnedBy.includes(lead)) return "gave-it-back";
  return chosen === undefined ? "overruled" : "less-specific";
}

type Explain = (unit: Name, before: Case, competitors: Competitor[]) => Name;

const reasons: Record<DispatchReason, Explain> = {
  matrix(unit, before, competitors) {
    const won = competitors.find(({ outcome }) => outcome === "chosen");
    const others = competitors.filter(({ outcome }) => outcome === "less-specific").length;
    const back = competitors.filter(({ outcome }) => outcome === "gave-it-back");
    return {
      en: `${unit.en} leads by row ${won?.row ?? "?"}, which names ${terms(won, "en")} and matches a ${kindWords[before.kind].en} of category ${before.category}${before.region ? ` in region ${before.region}` : ""}. ${others === 0 ? "No other row was left" : `${others} less specific ${others === 1 ? "row" : "rows"} also matched`}${back.length === 0 ? "" : `; ${back.map(({ lead }) => lead).join(", ")} had given it back`}.`,
      zh: `按职责清单第 ${won?.row ?? "?"} 行由${unit.zh}主责：该行指定${terms(won, "zh")}，与本件（${kindWords[before.kind].zh}，类别 ${before.category}${before.region ? `，区域 ${before.region}` : ""}）相符。${others === 0 ? "没有其他可用的行" : `另有 ${others} 行也相符，但不如该行具体`}${back.length === 0 ? "" : `；${back.map(({ lead }) => lead).join("、")} 已退单`}。`,
    };
  },
  "joint-office": (unit, before) => ({
    en: `The joint office chose ${unit.en}${before.stage === "dispatch" && before.question === "dispute" ? ", bindingly, because the units did not agree" : " by hand, because no row matched"}.`,
    zh: `联席办${before.stage === "dispatch" && before.question === "dispute" ? "因单位之间有争议，指定" : "因职责清单无相符的行，手工派给"}${unit.zh}办理。`,
  }),
  "default-row": (unit) => ({
    en: `No row matched and the joint office did not dispatch in time: the default row gives it to ${unit.en}.`,
    zh: `职责清单无相符的行，联席办未按时派单：按默认行由${unit.zh}办理。`,
  }),
  "first-receiver": (unit) => ({
    en: `The joint office did not designate in time: ${unit.en}, which received it first, is bound to it.`,
    zh: `联席办未按时指定：按首接负责由首接单位${unit.zh}办理，不得再退。`,
  }),
  rework: (unit) => ({
    en: `The requester was not satisfied: ${unit.en} works it again, one level up.`,
    zh: `诉求人不满意：提级由${unit.zh}重办。`,
  }),
  reopening: (unit) => ({
    en: `The requester reopened it: ${unit.en}, which had it, works on.`,
    zh: `诉求人要求重新办理：仍由原承办单位${unit.zh}办理。`,
  }),
};

const asked: Record<"no-row" | "dispute", (before: Case) => Name> = {
  "no-row": ({ kind, category, region }) => ({
    en: `No row of the matrix leads to a unit for a ${kindWords[kind].en} of category ${category} ${region === undefined ? "whose place nobody knows" : `in region ${region}`}: the joint office dispatches by hand.`,
    zh: `职责清单中没有适用于类别 ${category}${region === undefined ? "且地点不明" : `、区域 ${region}`}的单位：由联席办手工派单。`,
  }),
  dispute: ({ returnedBy }) => ({
    en: `The units do not agree (given back by ${returnedBy.join(", ")}): the joint office designates.`,
    zh: `单位之间有争议（${returnedBy.join("、")} 退单）：由联席办指定。`,
  }),
};

function terms(row: Competitor | undefined, language: keyof Name): string {
  const { track, category, region, kinds } = row?.names ?? {};
  const said = [
    track && (language === "en" ? `track ${trackWords[track].en}` : `专项${trackWords[track].zh}`),
    category && (language === "en" ? `category ${category}` : `类别 ${category}`),
    region && (language === "en" ? `region ${region}` : `区域 ${region}`),
    kinds &&
      (language === "en"
        ? `kind ${kinds.map((kind) => kindWords[kind].en).join(" or ")}`
        : `类型${kinds.map((kind) => kindWords[kind].zh).join("、")}`),
  ].filter((one) => one !== undefined);
  if (said.length === 0) return language === "en" ? "nothing in particular" : "全部事项";
  return said.join(language === "en" ? ", " : "、");
}

function naming({ units }: Directory, id: string): Name {
  return units.find((unit) => unit.id === id)?.name ?? { zh: id, en: id };
}
