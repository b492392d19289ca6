import type { APIGatewayProxyResult } from "aws-lambda";
import { type Problem, problems, problemType } from "../api/problems.ts";
import { CalendarNotPublished } from "../domain/calendar/published-year.ts";
import { Refusal } from "../domain/refusal.ts";
import { TableBusy } from "../table/busy.ts";
import { CaseChanged } from "../table/commit.ts";
import { NoDirectory } from "../table/directory.ts";

export interface FieldError {
  /** JSON pointer into the body, or the name of a header or parameter. */
  pointer: string;
  detail: string;
}

/** The request itself is at fault, before any rule of the domain. */
export class BadRequest extends Error {
  override readonly name = "BadRequest";
  readonly problem: Problem;
  readonly errors: FieldError[];

  constructor(problem: Problem, detail: string, errors: FieldError[] = []) {
    super(detail);
    this.problem = problem;
    this.errors = errors;
  }
}

const problemOfRefusal: Record<Refusal["kind"], Problem> = {
  forbidden: "forbidden",
  state: "conflict",
  invalid: "invalid-request",
  unknown: "not-found",
};

/**
 * The one place where errors become HTTP (RFC 9457). Unknown errors are 500 without internals; `instance` lets the
 * operator find the request in the logs.
 */
export function problemOf(error: unknown, instance: string): APIGatewayProxyResult {
  if (error instanceof Refusal) {
    const errors = error.pointer === undefined ? [] : [{ pointer: error.pointer, detail: error.message }];
    return answer(problemOfRefusal[error.kind], error.message, instance, { code: error.code, errors });
  }
  if (error instanceof BadRequest) return answer(error.problem, error.message, instance, { errors: error.errors });
  if (error instanceof CaseChanged) {
    return answer("conflict", "others keep changing this case: read it again and repeat", instance, {
      code: error.name,
    });
  }
  if (error instanceof TableBusy)
    return answer("unavailable", "the table is busy: repeat in a second", instance, { retryAfter: 1 });
  if (error instanceof NoDirectory) return answer("unavailable", error.message, instance, { code: error.name });
  if (error instanceof CalendarNotPublished) {
    const detail = `${error.message}. Nothing was changed; the operator must import the calendar of ${error.year}`;
    return answer("unavailable", detail, instance, { code: error.name });
  }
  return answer(
    "internal",
    "something went wrong on our side; nothing was half-written. Repeat, then report the instance",
    instance,
    {},
  );
}

function answer(
  problem: Problem,
  detail: string,
  instance: string,
  more: { code?: string; errors?: FieldError[]; retryAfter?: number },
): APIGatewayProxyResult {
  const { status, title } = problems[problem];
  const { code, errors = [], retryAfter } = more;
  const body = {
    type: problemType(problem),
    title: title.en,
    titleZh: title.zh,
    status,
    detail,
    instance,
    code,
    errors: errors.length > 0 ? errors : undefined,
  };
  return {
    statusCode: status,
    headers: {
      "content-type": "application/problem+json; charset=utf-8",
      ...(retryAfter === undefined ? {} : { "retry-after": String(retryAfter) }),
    },
    body: JSON.stringify(body),
  };
}
