import type { TokenRequest } from "../../local/issuer.ts";
import { resolution, satisfied, seafoodOf, unsatisfied } from "./city.ts";

/** One thing that somebody does about a case, which is known here by its partner's reference. */
export interface Deed {
  ref: string;
  by: TokenRequest;
  /** `{case}` stands for the case's id; tickets have none yet. */
  path: string;
  body?: unknown;
}

/** What is done at one moment, all of it at once. */
export interface Turn {
  at: string;
  deeds: Deed[];
}

/** Functions that route fail in these minutes: what comes in then stalls. */
export const routingBroken = { from: "2026-03-02T09:40:00+08:00", until: "2026-03-02T09:50:00+08:00" };

const station: TokenRequest = { kind: "unit", unit: "station-gangqian" };
const district: TokenRequest = { kind: "unit", unit: "district-lanwan" };
const partner: TokenRequest = { kind: "partner" };
const caller: TokenRequest = { kind: "callback" };
const reviewer: TokenRequest = { kind: "supervisor" };

type Doing = (ref: string, at: string) => Deed;

const ticket =
  (more: Record<string, unknown> = {}): Doing =>
  (ref) => ({ ref, by: partner, path: "/v1/tickets", body: { ...seafoodOf(ref), ...more } });
const on =
  (by: TokenRequest, path: string, body?: unknown): Doing =>
  (ref) => ({ ref, by, path: `/v1/cases/{case}/${path}`, body });
const accepts = (by: TokenRequest) => on(by, "assignments/lead/acceptance");
const responds = (by: TokenRequest) => on(by, "assignments/lead/first-response", { how: "phone", summary: "已联系" });
const returns = on(station, "assignments/lead/return", { reason: "not-our-duty", explanation: "不属本单位职责" });
/** The requester is told at that moment. */
const resolves =
  (by: TokenRequest): Doing =>
  (ref, at) =>
    on(by, "assignments/lead/resolution", { ...resolution, told: { ...resolution.told, at } })(ref, at);
const reviews = (decision: string) => on(reviewer, "review-decision", { decision, reasons: "核实情况" });
const answers = (round: number, answer: unknown) => on(caller, `callbacks/${round}/result`, answer);
const notReached = on(caller, "callbacks/1/attempts", { outcome: "no-answer" });

/** What becomes of the cases: for each kind, what is done about it and when, on the days of March 2026. */
const kinds: Record<string, [at: string, doing: Doing][]> = {
  plain: [
    ["02 09:31", ticket()],
    ["02 10:07", accepts(station)],
    ["02 10:08", responds(station)],
    ["02 14:11", resolves(station)],
    ["02 15:02", answers(1, satisfied)],
  ],
  urgent: [
    ["02 09:31", ticket({ severity: "urgent" })],
    ["02 10:07", accepts(station)],
    ["02 14:11", resolves(station)],
    ["02 15:02", reviews("send-back")],
    ["02 16:12", resolves(station)],
    ["03 10:13", reviews("approve")],
    ["03 10:14", answers(1, unsatisfied)],
    ["04 10:14", resolves(district)],
    ["04 11:04", reviews("approve")],
    ["05 10:15", answers(2, satisfied)],
  ],
  silent: [["02 09:31", ticket()]],
  returned: [
    ["02 09:31", ticket()],
    ["02 10:07", returns],
    ["02 11:03", accepts(district)],
    ["02 16:12", resolves(district)],
    ["03 10:13", answers(1, satisfied)],
  ],
  withdrawn: [
    ["02 09:31", ticket()],
    ["02 11:03", on(partner, "withdrawal", { reason: "已退款" })],
    ["02 15:02", answers(1, { withdrawal: "confirmed" })],
  ],
  reopened: [
    ["02 09:31", ticket()],
    ["02 10:07", accepts(station)],
    ["02 14:11", resolves(station)],
    ["02 15:02", answers(1, satisfied)],
    ["04 11:04", on(partner, "reopening", { reason: "又缺斤短两" })],
    ["05 10:15", resolves(station)],
    ["05 11:05", answers(2, satisfied)],
  ],
  unreached: [
    ["02 09:31", ticket()],
    ["02 10:07", accepts(station)],
    ["02 11:03", ticket({ body: "补充：摊位号是 32 号。" })],
    ["02 14:11", resolves(station)],
    ["02 15:02", notReached],
    ["03 10:13", notReached],
    ["04 10:14", notReached],
  ],
  nowhere: [["02 09:31", ticket({ region: undefined, title: "缺斤短两", body: "买虾缺斤短两，请处理" })]],
  // Its response runs beside it, and everything in it is left to silence.
  sensitive: [["02 09:31", ticket({ title: "非法集资", body: "小区门口有人以高息理财名义非法集资，老人被骗" })]],
  praise: [["02 10:07", ticket({ kind: "praise", title: "表扬", body: "感谢王所长", category: undefined })]],
  stalled: [
    ["02 09:41", ticket()],
    ["02 11:03", accepts(station)],
    ["02 14:11", resolves(station)],
    ["02 15:02", answers(1, satisfied)],
  ],
};

export const kindOf = (ref: string) => ref.slice(0, ref.lastIndexOf("-"));

/** Five busy days of `copies` cases of each kind. The last turn, without deeds, lets everything end that was begun. */
export function busyDays(copies: number): Turn[] {
  const turns = new Map<string, Deed[]>([[moment("06 18:00"), []]]);
  for (const [kind, doings] of Object.entries(kinds)) {
    for (const [day, doing] of doings) {
      const at = moment(day);
      const deeds = turns.get(at) ?? [];
      for (let copy = 1; copy <= copies; copy += 1) deeds.push(doing(`${kind}-${copy}`, at));
      turns.set(at, deeds);
    }
  }
  return [...turns].sort(([a], [b]) => (a < b ? -1 : 1)).map(([at, deeds]) => ({ at, deeds }));
}

const moment = (day: string) => `2026-03-${day.replace(" ", "T")}:00+08:00`;
