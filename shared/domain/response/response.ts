import type { Kind, Level, Severity } from "../../directory/names.ts";
import type { ResponseTaskName } from "../../directory/response-names.ts";
import type { DossierCore } from "../dossier.ts";
import type { Instant } from "../instant.ts";
import type { ResponseClock } from "./response-clock.ts";

/** One of the tasks done in step (三同步). */
export interface ResponseTask {
  task: ResponseTaskName;
  unit: string;
  /** It goes with the case: its lead owns it, until the joint office gives it to somebody. */
  follows: boolean;
  /** The person who answers for it. */
  person?: string;
  reports: number;
  doneAt?: Instant;
}

/** 敏感信息: what one unit was told, and whether it has said that it knows. */
export interface Signal {
  unit: string;
  because: "duty" | "handling" | "joint-office";
  sentAt: Instant;
  acknowledgedAt?: Instant;
}

/** What may be published: by whom it was written, who has approved it so far, and who decides next. */
export interface Draft {
  draft: number;
  unit: string;
  author: string;
  approvedBy: string[];
  state: "in-approval" | "approved" | "refused" | "published";
  /** Whose approval it waits for. */
  level?: Level;
}

/**
 * `working` while something is to be done, `settling` when everything is done and the joint office has to end it,
 * `settled` when it has.
 */
export type ResponseStage = "working" | "settling" | "settled";

/** The response to one sensitive matter: named after its case, driven beside it, ended by the joint office alone. */
export interface SensitiveResponse extends DossierCore {
  caseId: string;
  /** Goes up only when the workflow must look: another stage or epoch, or `nextDueAt` moved earlier. */
  turn: number;
  epoch: number;
  stage: ResponseStage;
  /** When somebody must look at it next; none when it is settled. */
  nextDueAt?: Instant | undefined;
  directoryVersion: string;
  policy: string;
  kind: Kind;
  severity: Severity;
  category: string;
  openedAt: Instant;
  tasks: ResponseTask[];
  signals: Signal[];
  /** How often the risk has been reported up, and the signals were followed. */
  riskReports: number;
  followUps: number;
  publication?: "publish" | "withhold";
  draft?: Draft;
  rumours: { number: number; policeCase: string }[];
  clocks: ResponseClock[];
  stalled?: { at: Instant; cause: string };
  stalls: number;
  settledAt?: Instant;
}

/**
 * Whether everything is done: every task, the risk reported, and what is published decided and out, or withheld. Units
 * that never answered their signal hold nothing up: the joint office, which was called, answers for them when it settles.
 */
export function allDone({ tasks, riskReports, publication, draft }: SensitiveResponse): boolean {
  const decided = publication === "withhold" || draft?.state === "published";
  return decided && riskReports > 0 && tasks.every(({ doneAt }) => doneAt !== undefined);
}
