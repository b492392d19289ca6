import type * as z from "zod";
import type { Problem } from "./problems.ts";
import type { Scope } from "./scopes.ts";

/** The functions that serve the API, grouped by actor and least privilege. */
export type ApiFunction =
  | "intake"
  | "cases"
  | "handling"
  | "supervision"
  | "listing"
  | "response"
  | "callback"
  | "operations"
  | "directory"
  | "reference";

/**
 * One call of the API. The list of all routes makes the OpenAPI document, which is the body of the REST API, the
 * validation in the functions, the local gateway's routes and the docs page.
 */
export interface Route {
  operationId: string;
  method: "GET" | "POST" | "PUT" | "DELETE";
  /** Parameters are whole segments: `/v1/cases/{caseId}`. */
  path: string;
  tag: string;
  summary: { en: string; zh: string };
  description?: string;
  /** The scope that a token must hold: one of these. Undefined: open to everybody. */
  scopes: readonly Scope[] | undefined;
  function: ApiFunction;
  params?: z.ZodObject;
  query?: z.ZodObject;
  headers?: z.ZodObject;
  body?: z.ZodType;
  /** Bytes that a body may have; 256 KiB unless told. */
  largestBody?: number;
  /** An example of the body, shown in the document. */
  example?: unknown;
  success: { status: 200 | 201 | 202 | 204; description: string; schema?: z.ZodType; contentType?: string };
  problems: readonly Problem[];
}
