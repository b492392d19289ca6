import * as z from "zod";
import type { Route } from "../route.ts";

const open = { method: "GET", tag: "reference", scopes: undefined, function: "reference", problems: [] } as const;

export const getOpenApi = {
  ...open,
  operationId: "getOpenApi",
  path: "/openapi.json",
  summary: { en: "This API as an OpenAPI document", zh: "OpenAPI 文档" },
  success: { status: 200, description: "OpenAPI 3.0", schema: z.looseObject({}) },
} as const satisfies Route;

export const getDocs = {
  ...open,
  operationId: "getDocs",
  path: "/docs",
  summary: { en: "This API as a page", zh: "接口说明页" },
  success: { status: 200, description: "A page", contentType: "text/html; charset=utf-8" },
} as const satisfies Route;
