import { createConnection } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { createApiGateway } from "../../../local/api-gateway/api-gateway.ts";
import { localPlace } from "../../../local/assembly/assembly.ts";
import { FunctionFailed, type InvokeFunction, type Json, type JsonObject } from "../../../local/aws.ts";
import { createClock } from "../../../local/clock.ts";
import { openPort } from "../../../local/ports.ts";

const uri = (name: string) =>
  `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:000000000000:function:${name}/invocations`;
const integration = (name: string, more: JsonObject = {}) => ({
  "x-amazon-apigateway-integration": { type: "aws_proxy", httpMethod: "POST", uri: uri(name), ...more },
});

const document: JsonObject = {
  openapi: "3.0.3",
  components: {
    schemas: {
      Ticket: { type: "object", required: ["title"], properties: { title: { type: "string", maxLength: 5 } } },
    },
    securitySchemes: {
      token: {
        type: "apiKey",
        name: "Authorization",
        in: "header",
        "x-amazon-apigateway-authorizer": {
          type: "token",
          authorizerUri: uri("authorize"),
          identityValidationExpression: "Bearer .+",
          authorizerResultTtlInSeconds: 300,
        },
      },
    },
  },
  "x-amazon-apigateway-request-validators": { all: { validateRequestBody: true, validateRequestParameters: true } },
  "x-amazon-apigateway-request-validator": "all",
  "x-amazon-apigateway-gateway-responses": {
    DEFAULT_4XX: {
      responseParameters: { "gatewayresponse.header.Content-Type": "'application/problem+json'" },
      responseTemplates: {
        "application/json":
          '{"detail":$context.error.messageString,"kind":"$context.error.responseType","instance":"$context.path","id":"$context.requestId"}',
      },
    },
    MISSING_AUTHENTICATION_TOKEN: {
      statusCode: 404,
      responseTemplates: { "application/json": '{"title":"Not found"}' },
    },
  },
  paths: {
    "/v1/tickets": {
      post: {
        operationId: "createTicket",
        security: [{ token: [] }],
        requestBody: {
          required: true,
          content: { "application/json": { schema: { $ref: "#/components/schemas/Ticket" } } },
        },
        ...integration("intake"),
      },
    },
    "/v1/cases": {
      get: {
        parameters: [{ name: "externalRef", in: "query", required: true, schema: { type: "string" } }],
        ...integration("cases"),
      },
    },
    "/v1/cases/{caseId}": { get: integration("cases") },
    "/v1/cases/mine": { get: integration("mine") },
    "/v1/cases/{caseId}/assignments/{slot}/acceptance": { post: integration("handling") },
    "/slow": { get: integration("slow", { timeoutInMillis: 60 }) },
  },
};

type Answer = (event: JsonObject, functionName: string) => Json | Promise<Json>;
const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

const allow = (resource = "*", context: JsonObject = {}): Json => ({
  principalId: "somebody",
  policyDocument: { Statement: [{ Action: "execute-api:Invoke", Effect: "Allow", Resource: resource }] },
  context,
});

/** A gateway whose functions answer what they are told; every call is kept. */
async function gateway(answer: Answer = () => ({ statusCode: 200, body: "ok" }), authorize: Answer = () => allow()) {
  const clock = createClock({ mode: { kind: "manual" }, start: Date.parse("2026-02-14T01:30:00Z") });
  const calls: { functionName: string; event: JsonObject; source: string }[] = [];
  const invoke: InvokeFunction = async (functionName, payload, source) => {
    calls.push({ functionName, event: payload as JsonObject, source });
    return (functionName === "authorize" ? authorize : answer)(payload as JsonObject, functionName);
  };
  const api = {
    logicalId: "Api",
    name: "api",
    apiId: "abc123",
    stage: "v1",
    document,
    binaryMediaTypes: ["image/png"],
  };
  const opened = await openPort(0, "--port");
  opened.serve(createApiGateway({ api, place: localPlace, clock, invoke }));
  closing.push(() => {
    clock.stop();
    opened.close();
  });
  const port = Number(new URL(opened.url).port);
  const send = (path: string, init: RequestInit = {}) => fetch(`http://127.0.0.1:${port}${path}`, init);
  const post = (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
    send("/v1/tickets", { method: "POST", body, headers: { authorization: "Bearer t", ...headers } });
  return { send, post, calls, clock, port };
}

describe("routes", () => {
  test.each([
    ["/v1/cases/mine", "mine", null],
    ["/v1/cases/AB1", "cases", { caseId: "AB1" }],
    ["/v1/cases/%E6%B8%AF", "cases", { caseId: "港" }],
    ["/v1/cases?externalRef=1", "cases", null],
  ])("%s", async (path, functionName, pathParameters) => {
    const { send, calls } = await gateway();
    expect((await send(path)).status).toBe(200);
    expect(calls).toMatchObject([{ functionName, event: { pathParameters }, source: "api" }]);
  });

  test.each(["/", "/v1", "/v1/cases/1/2", "/v1/cases//assignments/lead/acceptance", "/v2/cases"])(
    "%s is none",
    async (path) => {
      const response = await (await gateway()).send(path);
      expect([response.status, await response.json()]).toEqual([404, { title: "Not found" }]);
    },
  );

  test("a path without the method is none", async () => {
    expect((await (await gateway()).send("/v1/cases/1", { method: "DELETE" })).status).toBe(404);
  });
});

test("the proxy event of a REST API, payload format 1.0", async () => {
  const { send, calls } = await gateway();
  await send("/v1/cases/1/assignments/lead/acceptance?a=1&a=2&b=x+y%26", {
    method: "POST",
    body: '{"note":"好"}',
    headers: { "Content-Type": "application/json", "X-Thing": "yes", "User-Agent": "test" },
  });
  const event = calls[0]?.event ?? {};
  expect(event).toMatchObject({
    resource: "/v1/cases/{caseId}/assignments/{slot}/acceptance",
    path: "/v1/cases/1/assignments/lead/acceptance",
    httpMethod: "POST",
    queryStringParameters: { a: "2", b: "x y&" },
    multiValueQueryStringParameters: { a: ["1", "2"], b: ["x y&"] },
    pathParameters: { caseId: "1", slot: "lead" },
    stageVariables: null,
    body: '{"note":"好"}',
    isBase64Encoded: false,
    requestContext: {
      accountId: "000000000000",
      apiId: "abc123",
      stage: "v1",
      httpMethod: "POST",
      resourcePath: "/v1/cases/{caseId}/assignments/{slot}/acceptance",
      protocol: "HTTP/1.1",
      requestTime: "14/Feb/2026:01:30:00 +0000",
      requestTimeEpoch: Date.parse("2026-02-14T01:30:00Z"),
      identity: { sourceIp: "127.0.0.1", userAgent: "test" },
    },
  });
  const headers = event.headers as JsonObject;
  expect(Object.entries(headers).find(([name]) => name.toLowerCase() === "x-thing")?.[1]).toBe("yes");
});

test("binary bodies travel in base64, empty ones are null", async () => {
  const { send, calls } = await gateway();
  const path = "/v1/cases/1/assignments/lead/acceptance";
  await send(path, { method: "POST", body: new Uint8Array([255, 0]), headers: { "content-type": "image/png" } });
  await send(path, { method: "POST" });
  expect(calls.map(({ event }) => [event.body, event.isBase64Encoded])).toEqual([
    ["/wA=", true],
    [null, false],
  ]);
});

describe("answers of functions", () => {
  test("go back with status, headers and body", async () => {
    const { send } = await gateway(() => ({
      statusCode: 201,
      headers: { Location: "/v1/cases/1", "X-Number": 4 },
      multiValueHeaders: { "Set-Cookie": ["a=1", "b=2"] },
      body: '{"案":1}',
    }));
    const response = await send("/v1/cases/1");
    expect(response.status).toBe(201);
    expect([...response.headers]).toEqual(
      expect.arrayContaining([
        ["location", "/v1/cases/1"],
        ["x-number", "4"],
        ["set-cookie", "a=1"],
        ["set-cookie", "b=2"],
        ["content-type", "application/json"],
      ]),
    );
    expect(await response.text()).toBe('{"案":1}');
  });

  test("in base64 go back as bytes", async () => {
    const { send } = await gateway(() => ({ statusCode: 200, isBase64Encoded: true, body: "/wA=" }));
    expect(new Uint8Array(await (await send("/v1/cases/1")).arrayBuffer())).toEqual(new Uint8Array([255, 0]));
  });

  test.each<[string, Json]>([
    ["nothing", null],
    ["no status", { body: "x" }],
    ["an object as body", { statusCode: 200, body: { a: 1 } }],
    ["headers that are none", { statusCode: 200, headers: { a: { b: 1 } } }],
    ["a header HTTP does not have", { statusCode: 200, headers: { "a b": "x" }, body: "" }],
  ])("that are malformed become 502: %s", async (_, answer) => {
    const response = await (await gateway(() => answer)).send("/v1/cases/1");
    expect([response.status, await response.json()]).toEqual([502, { message: "Internal server error" }]);
  });

  test("that fail become 502 without what went wrong", async () => {
    const { send } = await gateway(() => Promise.reject(new FunctionFailed("TypeError", "secret")));
    const response = await send("/v1/cases/1");
    expect([response.status, await response.text()]).toEqual([502, '{"message":"Internal server error"}']);
  });

  test("that come too late become 504", async () => {
    const { send } = await gateway(() => new Promise((resolve) => setTimeout(() => resolve({ statusCode: 200 }), 200)));
    expect((await send("/slow")).status).toBe(504);
  });
});

describe("the authorizer", () => {
  const ticket = '{"title":"hole"}';

  test("gets the token and the method; its context reaches the function as text", async () => {
    const { post, calls } = await gateway(undefined, () =>
      allow("*", { scope: "tickets:write", level: 3, member: true }),
    );
    expect((await post(ticket)).status).toBe(200);
    expect(calls[0]?.event).toEqual({
      type: "TOKEN",
      authorizationToken: "Bearer t",
      methodArn: "arn:aws:execute-api:us-east-1:000000000000:abc123/v1/POST/v1/tickets",
    });
    expect(calls[1]?.event.requestContext).toMatchObject({
      authorizer: { principalId: "somebody", scope: "tickets:write", level: "3", member: "true" },
    });
  });

  test("is asked once while its answer is kept, on the virtual clock", async () => {
    const { post, calls, clock } = await gateway();
    const asked = () => calls.filter(({ functionName }) => functionName === "authorize").length;
    await post(ticket);
    await post(ticket);
    expect(asked()).toBe(1);
    await post(ticket, { authorization: "Bearer other" });
    expect(asked()).toBe(2);
    await clock.advanceTo(clock.now() + 301_000);
    await post(ticket);
    expect(asked()).toBe(3);
  });

  const api = "arn:aws:execute-api:us-east-1:000000000000:abc123";
  test.each([
    ["the method itself", `${api}/v1/POST/v1/tickets`, 200],
    ["a wildcard over segments", `${api}/*/POST/*`, 200],
    ["one character", `${api}/v?/POST/v1/tickets`, 200],
    ["another method", `${api}/v1/GET/*`, 403],
    ["a prefix", `${api}/v1/POST/v1`, 403],
    ["characters that mean something to patterns only", `${api}/v1/POST/v1.tickets`, 403],
  ])("allows by method ARN: %s", async (_, resource, status) => {
    expect((await (await gateway(undefined, () => allow(resource))).post(ticket)).status).toBe(status);
  });

  test("denies over allowing", async () => {
    const statement = (Effect: string) => ({ Action: ["execute-api:*"], Effect, Resource: ["*"] });
    const both = { principalId: "x", policyDocument: { Statement: [statement("Allow"), statement("Deny")] } };
    const response = await (await gateway(undefined, () => both)).post(ticket);
    expect(response.status).toBe(403);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(await response.json()).toMatchObject({ kind: "ACCESS_DENIED", instance: "/v1/tickets" });
  });

  test.each([[undefined], [""], ["Basic x"]])("is not asked about no usable token: %s", async (authorization) => {
    const { send, calls } = await gateway();
    const response = await send("/v1/tickets", {
      method: "POST",
      body: ticket,
      headers: authorization === undefined ? {} : { authorization },
    });
    expect([response.status, calls.length]).toEqual([401, 0]);
    expect(await response.json()).toMatchObject({
      kind: "UNAUTHORIZED",
      detail: "Unauthorized",
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  test.each<[string, Answer, number]>([
    ["says Unauthorized", () => Promise.reject(new FunctionFailed("Error", "Unauthorized")), 401],
    ["fails", () => Promise.reject(new FunctionFailed("Error", "no key set")), 500],
    ["answers no policy", () => ({ principalId: "x" }), 500],
    ["answers a context with objects", () => allow("*", { a: { b: 1 } }), 500],
  ])("that %s", async (_, authorize, status) => {
    expect((await (await gateway(undefined, authorize)).post(ticket)).status).toBe(status);
  });
});

describe("requests that are refused", () => {
  test.each([
    ["a missing parameter", "/v1/cases", 400],
    ["a blank parameter", "/v1/cases?externalRef=", 400],
    ["a bad escape in the path", "/v1/cases/%E6%B8", 400],
    ["half an escape", "/v1/cases/%", 400],
    ["a bad escape in the query", "/v1/cases?externalRef=%FF", 400],
  ])("%s", async (_, path, status) => {
    const { send, calls } = await gateway();
    const response = await send(path);
    expect([response.status, calls.length]).toEqual([status, 0]);
    expect(await response.json()).toMatchObject({ kind: "BAD_REQUEST_PARAMETERS" });
  });

  test.each<[string, string | Uint8Array<ArrayBuffer>, string]>([
    ["a body without what its model requires", "{}", "required property 'title'"],
    ["a body that is too long", '{"title":"abcdef"}', "/title"],
    ["a body that is not JSON", "{", "not JSON"],
    ["no body", "", "not JSON"],
    ["a body that is not UTF-8", new Uint8Array([0x22, 0xff, 0x22]), "UTF-8"],
  ])("%s", async (_, body, detail) => {
    const { post } = await gateway();
    const response = await post(body, { "content-type": "application/json" });
    expect(response.status).toBe(400);
    expect(((await response.json()) as { detail: string }).detail).toContain(detail);
  });

  test("a body of another media type is the function's to refuse", async () => {
    expect((await (await gateway()).post("title=x", { "content-type": "text/plain" })).status).toBe(200);
  });

  test("a body over 10 MB", async () => {
    const { post, calls } = await gateway();
    expect((await post("x".repeat(11 << 20))).status).toBe(413);
    expect(calls).toEqual([]);
  });

  test.each([
    ["no HTTP", "hello\r\n\r\n", "400"],
    ["too many headers", `GET / HTTP/1.1\r\nX: ${"x".repeat(20_000)}\r\n\r\n`, "431"],
    ["a path of raw bytes", "GET /v1/cases/\xff\xfe HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "[24]00"],
  ])("%s", async (_, raw, status) => {
    const { port } = await gateway();
    const answer = await new Promise<string>((resolve) => {
      let text = "";
      const socket = createConnection(port, "127.0.0.1", () => socket.write(Buffer.from(raw, "latin1")));
      socket.on("data", (part) => {
        text += part.toString();
      });
      socket.on("close", () => resolve(text));
    });
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status}`));
  });
});

test("an integration that the local gateway does not do is named", () => {
  const paths = { "/x": { get: { "x-amazon-apigateway-integration": { type: "http_proxy", uri: "http://x" } } } };
  const api = { logicalId: "Api", name: "api", apiId: "a", stage: "v1", document: { paths }, binaryMediaTypes: [] };
  const clock = createClock({ mode: { kind: "manual" } });
  expect(() => createApiGateway({ api, place: localPlace, clock, invoke: async () => null })).toThrow(
    /GET \/x.*http_proxy/,
  );
});
