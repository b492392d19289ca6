import type { CaseWalk } from "../../local/cost/case-walk.ts";
import { openWalk, plainTicket, plainTicketOf, says } from "../../local/cost/case-walk.ts";
import { takePlainCase } from "../../local/cost/plain-case.ts";
import type { Street } from "./street.ts";

/** A way that a case can go, from its ticket to its end. */
type Path = (street: Street, externalRef: string) => Promise<CaseWalk>;

/** The requester of the screened ticket, whom the bench's directory lists. */
export const listedPhone = "13800000009";

const supervisor = { kind: "supervisor" } as const;
const callback = { kind: "callback" } as const;
const screener = { kind: "screening-officer" } as const;
const jointOffice = { kind: "joint-office" } as const;
const partner = { kind: "partner", partner: plainTicket.channel } as const;
const approved = { decision: "approve", reasons: "事实清楚" };
const notOurs = { reason: "not-our-duty", explanation: "不属本单位职责" };
const because = { reason: "商家已退款" };

/** What is measured, by name: each path once, on a cloud on which nothing else happens. */
export const paths = {
  plain: ({ cloud, callers }, externalRef) => takePlainCase(cloud, callers, externalRef),
  async "with review"(street, externalRef) {
    const walk = await opened(street, externalRef, { severity: "urgent" });
    await handled(street, walk);
    await walk.act(supervisor, "review-decision", approved);
    return calledBack(walk, 1);
  },
  async "review sent back once"(street, externalRef) {
    const walk = await opened(street, externalRef, { severity: "urgent" });
    await handled(street, walk);
    await walk.act(supervisor, "review-decision", { decision: "send-back", reasons: "缺少证据" });
    await resolved(street, walk);
    await walk.act(supervisor, "review-decision", approved);
    return calledBack(walk, 1);
  },
  async "accepted by silence"(street, externalRef) {
    const walk = await opened(street, externalRef);
    await street.workingDays(3);
    await resolved(street, walk);
    return calledBack(walk, 1);
  },
  async "silence to the top of the ladder"(street, externalRef) {
    const walk = await opened(street, externalRef);
    await street.workingDays(11);
    const { level } = await walk.look();
    if (level !== "joint-office") throw new Error(`after eleven working days of silence the case is at level ${level}`);
    await resolved(street, walk);
    return calledBack(walk, 1);
  },
  async "returned once"(street, externalRef) {
    const walk = await opened(street, externalRef);
    await walk.byUnit("return", notOurs);
    await handled(street, walk);
    return calledBack(walk, 1);
  },
  async "dispute and designation"(street, externalRef) {
    const walk = await disputed(street, externalRef);
    await walk.act(jointOffice, "designation", { unit: "market-order", reason: "由支队牵头" });
    await handled(street, walk);
    return calledBack(walk, 1);
  },
  async "dispute left alone"(street, externalRef) {
    const walk = await disputed(street, externalRef);
    await street.workingDays(2);
    await handled(street, walk);
    return calledBack(walk, 1);
  },
  async "no row matches"(street, externalRef) {
    const walk = await opened(street, externalRef, { region: undefined });
    await street.hours(3);
    await handled(street, walk);
    return calledBack(walk, 1);
  },
  async screening(street, externalRef) {
    const walk = await opened(street, externalRef, { requester: { name: "赵先生", phone: listedPhone } });
    await walk.act(screener, "screening-decision", { decision: "accepted", reason: "确有其事" });
    await handled(street, walk);
    return calledBack(walk, 1);
  },
  async "passed down by superiors"(street, externalRef) {
    const walk = await opened(street, externalRef, { channel: "superior" });
    await handled(street, walk);
    return calledBack(walk, 1);
  },
  async "praise passed on"(street, externalRef) {
    const praise = { kind: "praise", title: "表扬", body: "工作人员热情周到，特此表扬。" };
    const walk = await opened(street, externalRef, praise);
    await walk.byUnit("acceptance");
    await resolved(street, walk);
    return walk;
  },
  async "supplement by the partner"(street, externalRef) {
    const walk = await opened(street, externalRef);
    await walk.act(partner, "/v1/tickets", { ...plainTicket, externalRef, body: "补充：还有发票为证。" });
    await handled(street, walk);
    return calledBack(walk, 1);
  },
  async "callback unreached"(street, externalRef) {
    const walk = await opened(street, externalRef);
    await handled(street, walk);
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      if (attempt > 1) await street.workingDays(1);
      await walk.act(callback, "callbacks/1/attempts", { outcome: "no-answer" });
    }
    return walk;
  },
  async rework(street, externalRef) {
    const walk = await opened(street, externalRef);
    await handled(street, walk);
    await walk.act(callback, "callbacks/1/result", says.unsatisfied);
    await resolved(street, walk);
    await walk.act(supervisor, "review-decision", approved);
    return calledBack(walk, 2);
  },
  async withdrawal(street, externalRef) {
    const walk = await opened(street, externalRef);
    await walk.act(partner, "withdrawal", because);
    await walk.act(callback, "callbacks/1/result", { withdrawal: "confirmed" });
    return walk;
  },
  async reopening(street, externalRef) {
    const walk = await opened(street, externalRef);
    await handled(street, walk);
    await calledBack(walk, 1);
    await street.workingDays(3);
    await walk.act(partner, "reopening", { reason: "又缺斤短两" });
    await resolved(street, walk);
    return calledBack(walk, 2);
  },
  async "stalled and redriven"(street, externalRef) {
    const walk = await opened(street, externalRef);
    await street.stopExecution(walk.caseId, 1);
    await walk.act({ kind: "operator" }, `/v1/operations/cases/${walk.caseId}/redrive`, { epoch: 1 });
    await handled(street, walk);
    return calledBack(walk, 1);
  },
} satisfies Record<string, Path>;

export type PathName = keyof typeof paths;

/** A case that has just come in. */
export function opened(
  { cloud, callers, settle }: Pick<Street, "cloud" | "callers" | "settle">,
  externalRef: string,
  other: object = {},
): Promise<CaseWalk> {
  return openWalk(cloud, callers, { ...plainTicketOf(externalRef), ...other }, settle === undefined ? {} : { settle });
}

/** The unit accepts, speaks to the requester, and resolves. */
export async function handled(street: Pick<Street, "cloud">, walk: CaseWalk): Promise<void> {
  await walk.byUnit("acceptance");
  await walk.byUnit("first-response", says.firstResponse);
  await resolved(street, walk);
}

async function resolved({ cloud }: Pick<Street, "cloud">, walk: CaseWalk): Promise<void> {
  await walk.byUnit("resolution", says.resolution(cloud.clock.now()));
}

export async function calledBack(walk: CaseWalk, round: number): Promise<CaseWalk> {
  await walk.act(callback, `callbacks/${round}/result`, says.satisfied);
  return walk;
}

async function disputed(street: Street, externalRef: string): Promise<CaseWalk> {
  const walk = await opened(street, externalRef);
  await walk.byUnit("return", notOurs);
  await walk.byUnit("return", notOurs);
  return walk;
}
