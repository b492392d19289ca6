import { describe, expect, it } from "vitest";
import { openApiDocument } from "../../shared/api/openapi.ts";
import { problems, problemType } from "../../shared/api/problems.ts";
import type { Route } from "../../shared/api/route.ts";
import { routes } from "../../shared/api/routes.ts";
import { someRoutes } from "../infra/some-routes.ts";

const about = { title: "Jiesu", version: "1" };
const document = openApiDocument(someRoutes, { ...about, servers: [{ url: "https://api.example/" }] });
const operation = (path: string, method: string) => {
  const found = document.paths[path]?.[method];
  if (found === undefined) throw new Error(`no ${method} ${path}`);
  return found;
};

describe("the document", () => {
  it("holds each route once, under its path and method", () => {
    expect(Object.keys(document.paths)).toEqual([
      "/openapi.json",
      "/v1/cases/{caseId}",
      "/v1/tickets",
      "/v1/cases/{caseId}/withdrawal",
    ]);
    expect(operation("/v1/tickets", "post").operationId).toBe("createTicket");
    expect(document.servers).toEqual([{ url: "https://api.example/" }]);
  });

  it("names both languages and the scopes", () => {
    const { summary, description } = operation("/v1/cases/{caseId}", "get");
    expect(summary).toBe("Read a case");
    expect(description).toContain("查询诉求件");
    expect(description).toContain("cases:read or cases:work");
  });

  it("secures what has scopes and nothing else", () => {
    expect(operation("/openapi.json", "get").security).toEqual([]);
    expect(operation("/v1/tickets", "post").security).toEqual([{ token: [] }]);
    expect(document.components.securitySchemes.token).toMatchObject({ type: "http", scheme: "bearer" });
  });

  it("describes parameters one by one", () => {
    const [caseId, limit, unit] = operation("/v1/cases/{caseId}", "get").parameters ?? [];
    expect(caseId).toEqual({
      name: "caseId",
      in: "path",
      required: true,
      description: "The case's id",
      schema: { type: "string", maxLength: 40 },
    });
    expect(limit).toMatchObject({
      in: "query",
      required: false,
      schema: { type: "integer", default: 20, maximum: 100 },
    });
    expect(limit?.schema).not.toHaveProperty("minimum");
    expect(unit).toMatchObject({ required: true });
    expect(operation("/v1/tickets", "post").parameters).toMatchObject([{ name: "idempotency-key", in: "header" }]);
  });

  it("shares schemas that have an id, and names the others after their operation", () => {
    const { Case, CreateTicketRequest, CreateTicketResponse } = document.components.schemas;
    expect(Case).toMatchObject({ properties: { dueAt: { type: "string", format: "date-time", nullable: true } } });
    expect(CreateTicketRequest).toMatchObject({ required: ["title", "place"], additionalProperties: false });
    const reference = { $ref: "#/components/schemas/Case" };
    expect(CreateTicketResponse).toMatchObject({ properties: { case: reference, links: { items: reference } } });
    expect(operation("/v1/cases/{caseId}", "get").responses[200]?.content).toEqual({
      "application/json": { schema: reference },
    });
  });

  it("lets answers grow, and refuses unknown members in requests", () => {
    expect(document.components.schemas.Case).not.toHaveProperty("additionalProperties");
    expect(document.components.schemas.CreateTicketRequest).toHaveProperty("additionalProperties", false);
  });

  it("shows the example beside the body's schema", () => {
    expect(operation("/v1/tickets", "post").requestBody).toMatchObject({
      required: true,
      content: { "application/json": { example: { title: "噪声扰民" } } },
    });
  });

  it("documents every problem that a call of its kind may meet", () => {
    const { responses } = operation("/v1/tickets", "post");
    expect(Object.keys(responses)).toEqual("201 400 401 403 409 413 415 422 429 500 503".split(" "));
    expect(responses[422]?.description).toContain("idempotency-key-reused");
    expect(responses[422]?.content).toEqual({
      "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } },
    });
    expect(Object.keys(operation("/openapi.json", "get").responses)).toEqual("200 429 500 503".split(" "));
  });

  it("names media types without their parameters", () => {
    expect(operation("/openapi.json", "get").responses[200]?.content).toHaveProperty(["text/html"]);
  });

  it("says nothing of a body where there is none", () => {
    expect(operation("/v1/cases/{caseId}/withdrawal", "post").responses[204]).toEqual({ description: "Done" });
  });
});

describe("contradictions between routes are refused", () => {
  const [first, second] = someRoutes as [Route, Route];
  const refused: [string, Route[], RegExp][] = [
    ["two of one name", [first, { ...second, operationId: "document" }], /two routes are named document/],
    ["two of one method and path", [first, { ...first, operationId: "again" }], /answer GET \/openapi\.json/],
    [
      "a parameter of the path that no schema describes",
      [{ ...second, params: undefined } as unknown as Route],
      /caseId/,
    ],
  ];
  it.each(refused)("%s", (_, wrong, message) => {
    expect(() => openApiDocument(wrong, about)).toThrow(message);
  });
});

describe("the project's own routes", () => {
  const own = openApiDocument(routes, about);

  it("make a document whose references all lead somewhere", () => {
    const references = [...JSON.stringify(own).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)];
    for (const [, name = ""] of references) expect(own.components.schemas).toHaveProperty(name);
  });

  it("are all secured, but for what anybody may read", () => {
    const open = routes.filter((route) => route.scopes === undefined).map((route) => `${route.method} ${route.path}`);
    const known = ["GET /", "GET /docs", "GET /openapi.json"];
    expect(open.filter((route) => !known.includes(route))).toEqual([]);
  });
});

it("every problem has a type of its own", () => {
  const types = Object.keys(problems).map((name) => problemType(name as keyof typeof problems));
  expect(new Set(types).size).toBe(types.length);
  expect(problemType("not-found")).toBe("https://jiesu.dev/problems/not-found");
});
