import { createHash } from "node:crypto";
import type { CaseView } from "../../shared/api/case-view.ts";
import type { Receipt } from "../../shared/api/ticket.ts";
import { leadOf } from "../../shared/domain/case.ts";
import type { WrittenCase } from "../../shared/domain/decision.ts";
import { loadCase } from "../../shared/table/cases.ts";
import type { Callers } from "../callers.ts";
import type { Cloud } from "../cloud.ts";
import type { TokenRequest } from "../issuer.ts";
import { ownWords } from "./own-words.ts";

/** One case that is taken along a path by calls of the API alone, each with everything that follows from it at once. */
export interface CaseWalk {
  caseId: string;
  /** Posts to `/v1/cases/<id>/<path>`, or to a path that begins at the root. Throws an Error when that is refused. */
  act(actor: TokenRequest, path: string, body?: object): Promise<void>;
  /** The unit that has the case, which then acts on its assignment. */
  byUnit(path: string, body?: object): Promise<void>;
  /** The case as the table holds it, read past the API: a call would be part of the figures. */
  look(): Promise<WrittenCase>;
}

/** A complaint to which nothing special happens, about the harbour of the sample city. */
export const plainTicket = {
  channel: "hotline-12345",
  kind: "complaint",
  category: "01.01.01",
  region: "01.01",
  title: "海鲜市场缺斤短两",
  body: "今天上午在海鲜市场买虾，回家复称少了三两，摊主拒绝退款，请协调处理。",
  requester: { name: "王女士", phone: "13800000001" },
};

/** The same from somebody else and in words of their own: two that are word for word alike would be one matter. */
export function plainTicketOf(externalRef: string): typeof plainTicket & { externalRef: string } {
  const digits = createHash("sha256").update(externalRef).digest().readUIntBE(0, 6) % 1e8;
  const requester = { ...plainTicket.requester, phone: `139${String(digits).padStart(8, "0")}` };
  return { ...plainTicket, ...ownWords(externalRef), requester, externalRef };
}

export interface WalkOptions {
  /** What happens after each call before the next is made. Default: everything that follows from it at once. */
  settle?: () => Promise<void>;
}

/** Sends a ticket and lets the workflow take the case as far as it goes by itself. The clock must be manual. */
export async function openWalk(
  cloud: Cloud,
  callers: Callers,
  ticket: { channel: string; [field: string]: unknown },
  { settle = cloud.clock.idle }: WalkOptions = {},
): Promise<CaseWalk> {
  const post = async <Body>(actor: TokenRequest, path: string, body?: object): Promise<Body> => {
    const { status, body: answer } = await callers.as(actor).post<Body>(path, body);
    if (status < 300) return answer;
    throw new Error(`${path} was refused: ${status} ${JSON.stringify(answer)}`);
  };
  // The clock stands still while somebody acts, and moves on afterwards.
  const step = async <Result>(task: () => Promise<Result>): Promise<Result> => {
    const result = await cloud.clock.work(task);
    await settle();
    return result;
  };
  const partner = { kind: "partner", partner: ticket.channel } as const;
  const { caseId } = await step(() => post<Receipt>(partner, "/v1/tickets", ticket));
  const act = (actor: TokenRequest, path: string, body?: object) =>
    post<CaseView>(actor, path.startsWith("/") ? path : `/v1/cases/${caseId}/${path}`, body);
  const walk: CaseWalk = {
    caseId,
    async act(actor, path, body) {
      await step(() => act(actor, path, body));
    },
    async byUnit(path, body) {
      await step(async () => {
        const unit = leadOf(await walk.look())?.unit ?? "";
        await act({ kind: "unit", unit }, `assignments/lead/${path}`, body);
      });
    },
    async look() {
      const found = await loadCase(cloud.table, caseId);
      if (found === undefined) throw new Error(`the case ${caseId} is not in the table`);
      return found;
    },
  };
  return walk;
}

/** What the actors of a plain case say. */
export const says = {
  firstResponse: { how: "phone", summary: "已联系" },
  satisfied: { resolved: "yes", satisfiedWithHandling: 5, satisfiedWithResult: 5, words: "满意" },
  unsatisfied: { resolved: "partly", satisfiedWithHandling: 3, satisfiedWithResult: 2, words: "没有退款" },
  resolution: (now: number) => ({
    ...{ result: "solved", measures: "责令摊主退还差价并校秤", evidence: ["现场照片"] },
    replyText: "您反映的问题已处理。",
    told: { by: "王工", how: "phone", at: new Date(now).toISOString() },
  }),
};
