import type { Name } from "../directory/names.ts";
import type { HistoryEvent } from "./history.ts";
import type { Instant } from "./instant.ts";
import type { Parts } from "./matter/likeness.ts";

export interface LinkStep {
  seq: number;
  at: Instant;
  type: string;
  by: string;
  other?: string;
  score?: number;
  parts?: Parts;
  explanation: Name;
}

/** Tells from the history alone what a case has had to do with others, in words. */
export function explainLinks(history: readonly HistoryEvent[]): LinkStep[] {
  return history.flatMap((event) => {
    const step = told(event);
    return step === undefined
      ? []
      : [{ seq: event.seq, at: event.at, type: event.type, by: event.actor.kind, ...step }];
  });
}

type Told = Omit<LinkStep, "seq" | "at" | "type" | "by">;

function told({ type, data }: HistoryEvent): Told | undefined {
  switch (type) {
    case "CaseOpened":
      if (data.splitFrom === undefined) return undefined;
      return step(data.splitFrom, {
        en: "Opened for what a ticket of the other case reports or complains of besides.",
        zh: "由另一诉求件的工单拆出。",
      });
    case "CaseLinked":
      return {
        ...step(data.other, {
          en: `Linked: ${data.sameRequester ? "the same requester's case" : "another case"} on this matter; ${words(data.parts, "en")}.`,
          zh: `归组：${data.sameRequester ? "同一诉求人的" : "另有"}诉求件反映同一事项；${words(data.parts, "zh")}。`,
        }),
        ...alike(data),
      };
    case "RepeatFlagged":
      return {
        explanation: {
          en: `Repeat: appeal number ${data.count} of this requester on this matter.`,
          zh: `重复诉求：同一诉求人就同一事项第 ${data.count} 次反映。`,
        },
      };
    case "CaseMerged":
      return {
        ...step(data.into, {
          en: `Merged into the other case ${cause(data, "en")}.`,
          zh: `并入另一诉求件：${cause(data, "zh")}。`,
        }),
        ...alike(data),
      };
    case "TicketMerged":
      return {
        ...step(data.from, {
          en: `Took in ticket ${data.ticketId} of the other case ${cause(data, "en")}.`,
          zh: `并入另一诉求件的工单 ${data.ticketId}：${cause(data, "zh")}。`,
        }),
        ...alike(data),
      };
    case "CaseUnmerged":
      return step(data.from, { en: "No longer merged: goes its own way again.", zh: "撤销并件，重新单独办理。" });
    case "TicketUnmerged":
      return step(data.from, {
        en: `Gave ticket ${data.ticketId} back to its case.`,
        zh: `工单 ${data.ticketId} 退回原件。`,
      });
    case "CaseSplit":
      return step(data.into, {
        en: `Split: the ticket also holds a ${data.kind}, which is a case of its own.`,
        zh: `拆件：工单另含${kinds[data.kind]}，单独成件。`,
      });
    default:
      return undefined;
  }
}

const kinds = {
  consultation: "咨询",
  help: "求助",
  suggestion: "建议",
  complaint: "投诉",
  report: "举报",
  praise: "表扬",
};

function step(other: string, explanation: Name): Told {
  return { other, explanation };
}

function alike({ score, parts }: { score?: number | undefined; parts?: unknown }): Partial<Told> {
  return score === undefined ? {} : { score, parts: parts as Parts };
}

function cause({ by, parts }: { by: string; parts?: unknown }, language: keyof Name): string {
  if (by === "person") return language === "en" ? "by a person" : "人工决定";
  if (by === "supplement") return language === "en" ? "as what came later belongs with it" : "后续补充随案办理";
  return language === "en"
    ? `as it is about the same matter; ${words(parts as Parts, "en")}`
    : `同一事项；${words(parts as Parts, "zh")}`;
}

const labels: Record<keyof Parts, Name> = {
  text: { en: "texts", zh: "文本" },
  category: { en: "category", zh: "类别" },
  place: { en: "region", zh: "区域" },
  names: { en: "names of places and firms", zh: "地名与单位名" },
  respondent: { en: "respondent", zh: "被诉方" },
  address: { en: "address", zh: "地址" },
  numbers: { en: "house and order numbers", zh: "门牌与单号" },
};

function words(parts: object, language: keyof Name): string {
  const told = Object.entries(parts).map(
    ([name, value]) => `${labels[name as keyof Parts][language]} ${Math.round(Number(value) * 100)} %`,
  );
  return told.join(language === "en" ? ", " : "、");
}
