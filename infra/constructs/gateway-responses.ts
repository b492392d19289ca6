import { type Problem, problems, problemType } from "../../shared/api/problems.ts";

/** Which parameter is missing, for instance. */
const ownWords = "$context.error.messageString";

/** What the gateway itself answers, by its own name for the case: our problem, and what to do. */
const answers: Record<string, { problem: Problem; detail: string }> = {
  UNAUTHORIZED: { problem: "unauthenticated", detail: "Send a valid token: Authorization: Bearer <token>." },
  ACCESS_DENIED: { problem: "forbidden", detail: "Ask for a token with a scope that this call needs." },
  WAF_FILTERED: { problem: "forbidden", detail: "A rule of the firewall refused the request." },
  // With one of these the gateway says that no route has this path and method, whatever the token.
  MISSING_AUTHENTICATION_TOKEN: { problem: "not-found", detail: "No call has this path and method: see /docs." },
  INVALID_SIGNATURE: { problem: "not-found", detail: "No call has this path and method: see /docs." },
  EXPIRED_TOKEN: { problem: "not-found", detail: "No call has this path and method: see /docs." },
  RESOURCE_NOT_FOUND: { problem: "not-found", detail: "No call has this path and method: see /docs." },
  INVALID_API_KEY: { problem: "forbidden", detail: "The x-api-key header holds no key of this API." },
  BAD_REQUEST_PARAMETERS: { problem: "malformed-request", detail: ownWords },
  BAD_REQUEST_BODY: { problem: "malformed-request", detail: "The body cannot be read: see /docs." },
  REQUEST_TOO_LARGE: { problem: "too-large", detail: "Send less at once: see /docs for the limits." },
  UNSUPPORTED_MEDIA_TYPE: {
    problem: "unsupported-media-type",
    detail: "Send JSON, with Content-Type: application/json.",
  },
  THROTTLED: { problem: "too-many-requests", detail: "Wait a second, then more slowly." },
  QUOTA_EXCEEDED: { problem: "too-many-requests", detail: "The quota of this key is used up." },
  INTEGRATION_TIMEOUT: {
    problem: "unavailable",
    detail: "Try again; with the same Idempotency-Key nothing happens twice.",
  },
  INTEGRATION_FAILURE: {
    problem: "unavailable",
    detail: "Try again; with the same Idempotency-Key nothing happens twice.",
  },
  AUTHORIZER_FAILURE: { problem: "internal", detail: "The token could not be checked. Try again shortly." },
  AUTHORIZER_CONFIGURATION_ERROR: { problem: "internal", detail: "The token could not be checked. Try again shortly." },
  API_CONFIGURATION_ERROR: { problem: "internal", detail: "Tell the operator of this service." },
  DEFAULT_4XX: { problem: "malformed-request", detail: "The request cannot be read: see /docs." },
  DEFAULT_5XX: { problem: "internal", detail: "Try again; if it stays, tell the operator of this service." },
};

/** The gateway's own answers, in the form in which the functions answer. */
export function gatewayResponses(): Record<string, unknown> {
  return Object.fromEntries(Object.entries(answers).map(([name, answer]) => [name, response(answer)]));
}

function response({ problem, detail }: { problem: Problem; detail: string }): Record<string, unknown> {
  const { status, title } = problems[problem];
  const body = {
    type: problemType(problem),
    title: title.en,
    titleZh: title.zh,
    status,
    detail,
    instance: "$context.requestId",
  };
  return {
    statusCode: String(status),
    // The gateway's own words, with quotation marks around them already.
    responseTemplates: { "application/problem+json": JSON.stringify(body).replace(`"${ownWords}"`, ownWords) },
    ...(status === 401 && { responseParameters: { "gatewayresponse.header.WWW-Authenticate": "'Bearer'" } }),
    ...(status === 429 && { responseParameters: { "gatewayresponse.header.Retry-After": "'1'" } }),
  };
}
