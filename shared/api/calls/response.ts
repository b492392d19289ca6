import * as z from "zod";
import { Id } from "../../directory/names.ts";
import { ResponseTaskName } from "../../directory/response-names.ts";
import { WorkView } from "../case-view.ts";
import { ResponseView } from "../response-view.ts";
import type { Route } from "../route.ts";
import { CaseId } from "../ticket.ts";
import { Page } from "./handling.ts";
import { CasePath } from "./intake.ts";

const text = z.string().trim().min(1).max(4000);
const Said = z.strictObject({ text });
const TaskPath = z.strictObject({ caseId: CaseId, task: ResponseTaskName });
const DraftPath = z.strictObject({ caseId: CaseId, draft: z.coerce.number().int().min(1) });
const at = "/v1/cases/{caseId}/sensitive-response";

const respond = { method: "POST", tag: "sensitive-response", function: "response" } as const;
const changed = { status: 200, description: "The response after it", schema: ResponseView } as const;
/** The units that own tasks, and the joint office for its own and for those nobody else has. */
const owners = ["cases:work", "cases:coordinate"] as const;
const problems = ["not-found", "conflict", "forbidden"] as const;

export const getResponse = {
  operationId: "getSensitiveResponse",
  method: "GET",
  path: at,
  tag: "sensitive-response",
  function: "response",
  scopes: ["cases:work", "cases:supervise", "cases:triage", "cases:coordinate", "audit:read", "operations"],
  summary: { en: "What is done in step about a sensitive case", zh: "敏感事项三同步处置" },
  description: "A unit that has only been told of the matter sees its own signal and what the matter is about.",
  params: CasePath,
  success: { status: 200, description: "The response, as the actor may see it", schema: ResponseView },
  problems: ["not-found"],
} as const satisfies Route;

export const getResponses = {
  operationId: "getSensitiveResponses",
  method: "GET",
  path: "/v1/sensitive-responses",
  tag: "sensitive-response",
  function: "response",
  scopes: ["cases:coordinate"],
  summary: { en: "What the joint office has to see to in sensitive matters", zh: "联席办敏感事项待办" },
  description: "`slot` tells what: a report, a decision, a follow-up, the settlement, or whose silence.",
  query: Page,
  success: { status: 200, description: "The earliest due first", schema: WorkView },
  problems: [],
} as const satisfies Route;

export const getApprovals = {
  operationId: "getPublicationApprovals",
  method: "GET",
  path: "/v1/publication-approvals",
  tag: "sensitive-response",
  function: "response",
  scopes: ["cases:supervise", "cases:coordinate"],
  summary: { en: "Texts that wait for an approval", zh: "待审批的发布稿" },
  description: "`slot` is the level whose turn it is.",
  query: Page,
  success: { status: 200, description: "The earliest due first", schema: WorkView },
  problems: [],
} as const satisfies Route;

export const postTaskAssignment = {
  ...respond,
  operationId: "postResponseTaskAssignment",
  path: `${at}/tasks/{task}/assignment`,
  scopes: ["cases:coordinate"],
  summary: { en: "Give a task to a unit", zh: "指派任务" },
  description: "A task that was done is to be done again.",
  params: TaskPath,
  body: z.lazy(() => z.strictObject({ unit: Id, reason: text })),
  example: { unit: "public-security", reason: "现场秩序由公安负责" },
  success: changed,
  problems,
} as const satisfies Route;

export const postTaskTaking = {
  ...respond,
  operationId: "postResponseTaskTaking",
  path: `${at}/tasks/{task}/taking`,
  scopes: owners,
  summary: { en: "Answer for a task of one's unit", zh: "领取任务" },
  params: TaskPath,
  success: changed,
  problems,
} as const satisfies Route;

export const postTaskReport = {
  ...respond,
  operationId: "postResponseTaskReport",
  path: `${at}/tasks/{task}/reports`,
  scopes: owners,
  summary: { en: "Report how a task stands", zh: "报告任务进展" },
  params: TaskPath,
  body: Said,
  example: { text: "相关话题热度回落，未见新增" },
  success: changed,
  problems,
} as const satisfies Route;

export const postTaskCompletion = {
  ...respond,
  operationId: "postResponseTaskCompletion",
  path: `${at}/tasks/{task}/completion`,
  scopes: owners,
  summary: { en: "The task is done", zh: "完成任务" },
  description: "Handling by law is done when the case is resolved.",
  params: TaskPath,
  body: Said,
  example: { text: "连续三日无新增，转常态监测" },
  success: changed,
  problems,
} as const satisfies Route;

export const postRiskReport = {
  ...respond,
  operationId: "postRiskReport",
  path: `${at}/risk-reports`,
  scopes: owners,
  summary: { en: "Report the risk to the level above", zh: "风险上报" },
  body: z.lazy(() => z.strictObject({ to: z.string().trim().min(1).max(200), text })),
  example: { to: "市委市政府总值班室", text: "涉及二十余人，情绪平稳" },
  params: CasePath,
  success: changed,
  problems,
} as const satisfies Route;

export const postPublicationDecision = {
  ...respond,
  operationId: "postPublicationDecision",
  path: `${at}/publication-decision`,
  scopes: ["cases:coordinate"],
  summary: { en: "Decide whether anything is published", zh: "决定是否发布" },
  params: CasePath,
  body: z.lazy(() => z.strictObject({ decision: z.enum(["publish", "withhold"]), reason: text })),
  example: { decision: "publish", reason: "公众关注，需及时回应" },
  success: changed,
  problems,
} as const satisfies Route;

export const postDraft = {
  ...respond,
  operationId: "postPublicationDraft",
  path: `${at}/drafts`,
  scopes: owners,
  summary: { en: "Hand in a text to be published", zh: "报送发布稿" },
  description: "The owner of public guidance writes it; it goes up the chain, level by level.",
  params: CasePath,
  body: Said,
  example: { text: "关于网传某餐馆事件的情况说明" },
  success: changed,
  problems,
} as const satisfies Route;

export const postDraftDecision = {
  ...respond,
  operationId: "postPublicationDraftDecision",
  path: `${at}/drafts/{draft}/decision`,
  scopes: ["cases:supervise", "cases:coordinate"],
  summary: { en: "Approve or refuse a text", zh: "审批发布稿" },
  description: "Another person at each level, and never one of the unit that wrote it.",
  params: DraftPath,
  body: z.lazy(() => z.strictObject({ decision: z.enum(["approve", "refuse"]), reason: text })),
  example: { decision: "approve", reason: "事实清楚，口径一致" },
  success: changed,
  problems,
} as const satisfies Route;

export const postPublication = {
  ...respond,
  operationId: "postPublication",
  path: `${at}/drafts/{draft}/publication`,
  scopes: owners,
  summary: { en: "The approved text is out", zh: "登记已发布" },
  params: DraftPath,
  body: z.lazy(() => z.strictObject({ where: z.string().trim().min(1).max(500) })),
  example: { where: "市政务新媒体" },
  success: changed,
  problems,
} as const satisfies Route;

export const postSignal = {
  ...respond,
  operationId: "postSignal",
  path: `${at}/signals`,
  scopes: ["cases:coordinate"],
  summary: { en: "Tell one more unit", zh: "增发敏感信息" },
  params: CasePath,
  body: z.lazy(() => z.strictObject({ unit: Id, reason: text })),
  example: { unit: "education", reason: "涉及学校食堂" },
  success: changed,
  problems,
} as const satisfies Route;

export const postAcknowledgement = {
  ...respond,
  operationId: "postSignalAcknowledgement",
  path: `${at}/acknowledgement`,
  scopes: ["cases:work"],
  summary: { en: "One's unit knows", zh: "签收敏感信息" },
  params: CasePath,
  success: changed,
  problems,
} as const satisfies Route;

export const postFollowUp = {
  ...respond,
  operationId: "postFollowUp",
  path: `${at}/follow-ups`,
  scopes: ["cases:coordinate"],
  summary: { en: "Follow the matter, every day", zh: "每日跟踪" },
  params: CasePath,
  body: Said,
  example: { text: "各单位进展已核，明日续报" },
  success: changed,
  problems,
} as const satisfies Route;

export const postRumour = {
  ...respond,
  operationId: "postRumour",
  path: `${at}/rumours`,
  scopes: owners,
  summary: { en: "Report a rumour: it becomes a case of the police", zh: "谣言移送公安" },
  params: CasePath,
  body: z.lazy(() => z.strictObject({ title: z.string().trim().min(1).max(200), body: text })),
  example: { title: "网传已有人死亡", body: "某短视频账号称已致三人死亡，与事实不符" },
  success: { ...changed, status: 201 },
  problems,
} as const satisfies Route;

export const postSettlement = {
  ...respond,
  operationId: "postSettlement",
  path: `${at}/settlement`,
  scopes: ["cases:coordinate"],
  summary: { en: "The joint office ends the response", zh: "联席办销结" },
  params: CasePath,
  body: Said,
  example: { text: "处置到位，舆情平稳" },
  success: changed,
  problems,
} as const satisfies Route;

export const postResponseRedrive = {
  operationId: "postSensitiveResponseRedrive",
  method: "POST",
  path: "/v1/operations/cases/{caseId}/sensitive-response/redrive",
  tag: "operations",
  scopes: ["operations"],
  function: "operations",
  summary: { en: "Have the response driven by a new execution", zh: "重新驱动敏感事项处置" },
  description: "`epoch` is the one you saw, as for a case.",
  params: CasePath,
  body: z.lazy(() => z.strictObject({ epoch: z.int().min(1) })),
  example: { epoch: 1 },
  success: changed,
  problems: ["not-found", "conflict"],
} as const satisfies Route;
