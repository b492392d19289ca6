/**
 * Every error of the API (RFC 9457), by the last part of its `type` URI. Titles exist in Chinese and English; what
 * to do stands in `detail`.
 */
export const problems = {
  "malformed-request": { status: 400, title: { en: "The request cannot be read", zh: "请求无法解析" } },
  unauthenticated: { status: 401, title: { en: "No valid token", zh: "令牌缺失或无效" } },
  forbidden: { status: 403, title: { en: "Not allowed for this actor", zh: "无权执行此操作" } },
  "not-found": { status: 404, title: { en: "Not found", zh: "未找到" } },
  conflict: { status: 409, title: { en: "The case's state does not allow this", zh: "诉求件当前状态不允许此操作" } },
  "too-large": { status: 413, title: { en: "The body is too large", zh: "请求体过大" } },
  "unsupported-media-type": { status: 415, title: { en: "The body must be JSON", zh: "请求体须为 JSON" } },
  "invalid-request": { status: 422, title: { en: "The request breaks a rule", zh: "请求内容不符合要求" } },
  "idempotency-key-reused": {
    status: 422,
    title: { en: "The Idempotency-Key belongs to another body", zh: "幂等键已用于其他内容" },
  },
  "too-many-requests": { status: 429, title: { en: "Too many requests", zh: "请求过于频繁" } },
  internal: { status: 500, title: { en: "Internal error", zh: "内部错误" } },
  unavailable: { status: 503, title: { en: "Try again shortly", zh: "服务暂不可用，请稍后重试" } },
} as const;

export type Problem = keyof typeof problems;

/** The `type` URI of a problem, in answers of functions and of the gateway alike. */
export function problemType(problem: Problem): string {
  return `https://jiesu.dev/problems/${problem}`;
}
