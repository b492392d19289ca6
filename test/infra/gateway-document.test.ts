import { describe, expect, it } from "vitest";
import { gatewayDocument } from "../../infra/constructs/gateway-document.ts";
import { openApiDocument } from "../../shared/api/openapi.ts";
import { type Problem, problems } from "../../shared/api/problems.ts";
import type { Route } from "../../shared/api/route.ts";
import { routes } from "../../shared/api/routes.ts";
import { someRoutes } from "./some-routes.ts";

type Json = { [key: string]: Json } & Json[] & string;

function gateway(of: Route[]): Json {
  const options = { integrationUri: (id: string) => `uri:${id}`, authorizerUri: "uri:authorizer" };
  return gatewayDocument(openApiDocument(of, { title: "Jiesu", version: "1" }), options) as Json;
}

/** Every operation, by method and path. */
function operations(document: Json): [string, Json][] {
  return Object.entries(document.paths as object).flatMap(([path, methods]) =>
    Object.entries(methods as object).map(([method, operation]): [string, Json] => [`${method} ${path}`, operation]),
  );
}

/** The names of all keywords in a schema, members of objects apart. */
function keywords(schema: unknown): string[] {
  if (typeof schema !== "object" || schema === null) return [];
  if (Array.isArray(schema)) return schema.flatMap(keywords);
  return Object.entries(schema).flatMap(([keyword, value]) => [
    keyword,
    ...(keyword === "properties" ? Object.values(value as object).flatMap(keywords) : keywords(value)),
  ]);
}

describe.each([
  ["routes of each kind", someRoutes],
  ["the project's routes", routes],
])("what the gateway gets of %s", (_, of) => {
  const document = gateway(of);

  it("asks for a token wherever the route has scopes", () => {
    const open = of.filter((route) => route.scopes === undefined).map((route) => route.operationId);
    for (const [, operation] of operations(document)) {
      const expected = open.includes(operation.operationId as string) ? [] : [{ token: [] }];
      expect(operation.security).toEqual(expected);
    }
  });

  it("integrates every operation with a function", () => {
    for (const [, operation] of operations(document)) {
      expect(operation["x-amazon-apigateway-integration"]).toMatchObject({
        type: "aws_proxy",
        httpMethod: "POST",
        uri: `uri:${operation.operationId}`,
      });
    }
  });

  it("has only keywords that its models know", () => {
    const schemas = Object.values(document.components?.schemas as object).flatMap(keywords);
    const bad = [
      "nullable",
      "discriminator",
      "example",
      "exclusiveMinimum",
      "exclusiveMaximum",
      "$schema",
      "const",
      "definitions",
    ];
    expect(schemas.filter((keyword) => bad.includes(keyword))).toEqual([]);
  });

  it("names models by letters and digits, and refers to none that is not there", () => {
    const names = Object.keys(document.components?.schemas as object);
    for (const name of names) expect(name).toMatch(/^[A-Za-z0-9]+$/);
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)];
    for (const [, name] of references) expect(names).toContain(name);
  });

  it("has parameters only as whole segments of a path", () => {
    for (const path of Object.keys(document.paths as object)) {
      for (const segment of path.split("/").slice(1)) expect(segment).toMatch(/^(\{\w+\}|[\w.,:-]*)$/);
    }
  });
});

describe("the gateway's own part", () => {
  const document = gateway(someRoutes);

  it("hands a bearer token to the authorizer, and remembers the answer for five minutes", () => {
    const scheme = document.components?.securitySchemes?.token;
    expect(scheme).toMatchObject({ type: "apiKey", name: "Authorization", in: "header" });
    const authorizer = scheme?.["x-amazon-apigateway-authorizer"];
    expect(authorizer).toMatchObject({
      type: "token",
      authorizerUri: "uri:authorizer",
      authorizerResultTtlInSeconds: 300,
    });
    const valid = new RegExp(authorizer?.identityValidationExpression as string);
    expect(valid.test("Bearer eyJhbGciOi.eyJzdWIi.c2ln_-")).toBe(true);
    expect(valid.test("Basic dXNlcjpwYXNz")).toBe(false);
  });

  it("checks that parameters are there and leaves bodies to the functions", () => {
    const used = document["x-amazon-apigateway-request-validator"] as string;
    expect(document["x-amazon-apigateway-request-validators"]?.[used]).toEqual({
      validateRequestBody: false,
      validateRequestParameters: true,
    });
    const read = operations(document).find(([name]) => name === "get /v1/cases/{caseId}")?.[1];
    expect(read?.parameters).toEqual([
      { name: "caseId", in: "path", required: true, schema: { type: "string" } },
      { name: "limit", in: "query", required: false, schema: { type: "string" } },
      { name: "unit", in: "query", required: true, schema: { type: "string" } },
    ]);
  });

  it("keeps members that are named like keywords", () => {
    const body = document.components?.schemas?.CreateTicketRequest;
    expect(Object.keys(body?.properties as object)).toContain("pattern");
    expect(body?.properties?.pattern).toEqual({ type: "string" });
  });

  it("answers in problem documents of the API, status and type in accord", () => {
    const responses = Object.entries(document["x-amazon-apigateway-gateway-responses"] as object);
    expect(responses.length).toBeGreaterThan(15);
    for (const [, { statusCode, responseTemplates }] of responses) {
      const template: string = responseTemplates["application/problem+json"];
      const body = JSON.parse(template.replace("$context.error.messageString", '"Missing"'));
      const name = body.type.split("/").at(-1) as Problem;
      expect(body).toMatchObject({ title: problems[name].title.en, status: problems[name].status });
      expect(statusCode).toBe(String(body.status));
      expect(body.detail).not.toBe("");
    }
  });

  it("says 404 where AWS would say that a token is missing", () => {
    const responses = document["x-amazon-apigateway-gateway-responses"];
    expect(responses?.MISSING_AUTHENTICATION_TOKEN?.statusCode).toBe("404");
  });
});
