import type { Kind } from "../../directory/names.ts";
import type { TriageRules } from "../../directory/triage-rules.ts";
import { type Evidence, hinted, otherwise } from "./weighing.ts";

/** Equal sums go to the kind that asks most of a unit, so that no complaint is passed on as praise. */
const kindRank: readonly Kind[] = ["report", "complaint", "help", "suggestion", "consultation", "praise"];

/**
 * The kind with the best sum. A partner's hint decides, unless it would take something from the requester or from the
 * public: what reads as a report is followed up as one whatever it was called, and nothing that asks for help, or is grave,
 * is closed as praise.
 */
export function kindOf(
  rules: TriageRules,
  sums: readonly Evidence[],
  hint: Kind | undefined,
  grave: boolean,
): Evidence {
  const rank = ({ value }: Evidence) => kindRank.indexOf(value as Kind);
  const [best] = [...sums].sort((a, b) => b.score - a.score || rank(a) - rank(b));
  const read = best && best.score >= rules.threshold ? best : otherwise("kind", rules.otherwise.kind);
  if (hint === undefined) return read;
  const recognised = read.rule !== "otherwise";
  const isReport = recognised && read.value === "report";
  const isNoPraise = hint === "praise" && (grave || (recognised && read.value !== "praise"));
  if (isReport || (isNoPraise && read.value !== "praise")) return read;
  if (isNoPraise) return otherwise("kind", rules.otherwise.kind);
  return hinted("kind", hint, sums);
}
