import { functionNameOf } from "../assembly/event-sources.ts";
import { flag, list, members, number, required, text } from "../assembly/properties.ts";
import type { Json, JsonObject } from "../aws.ts";

/** An API's document, read once: what the gateway needs for each request is in it, ready to use. */
export interface ApiDocument {
  operations: Operation[];
  /** By type, for example `DEFAULT_4XX`. */
  gatewayResponses: Map<string, GatewayResponse>;
}

export interface Operation {
  method: string;
  /** As the document writes it: `/v1/cases/{caseId}`. */
  path: string;
  operationId: string;
  functionName: string;
  timeoutMilliseconds: number;
  authorizer: AuthorizerDefinition | undefined;
  /** Parameters that must be present and not blank. */
  requiredParameters: { name: string; place: "path" | "query" | "header" }[];
  /** Draft-4 schemas by media type; none when bodies are not validated. */
  bodySchemas: Map<string, JsonObject>;
}

export interface AuthorizerDefinition {
  name: string;
  functionName: string;
  kind: "TOKEN" | "REQUEST";
  identitySources: { place: "header" | "query"; name: string }[];
  /** A token that does not match is refused without asking the function. */
  tokenPattern: RegExp | undefined;
  ttlSeconds: number;
}

export interface GatewayResponse {
  statusCode: number | undefined;
  headers: { name: string; value: string }[];
  /** Bodies by media type, with `$context` variables. */
  templates: Map<string, string>;
}

const methods = ["get", "post", "put", "delete", "patch", "head", "options"];

/**
 * Reads an OpenAPI 3.0 document with API Gateway's extensions. Throws an Error that names the operation for an
 * integration or authorizer that the local gateway does not do.
 */
export function readDocument(document: JsonObject): ApiDocument {
  const operations: Operation[] = [];
  for (const [path, item] of Object.entries(members(document.paths))) {
    for (const method of methods) {
      const operation = members(item)[method];
      if (operation === undefined) continue;
      const shared = list(members(item).parameters);
      operations.push(readOperation(document, method.toUpperCase(), path, members(operation), shared));
    }
  }
  const responses = Object.entries(members(document["x-amazon-apigateway-gateway-responses"]));
  return {
    operations,
    gatewayResponses: new Map(responses.map(([type, response]) => [type, readGatewayResponse(response)])),
  };
}

function readOperation(
  document: JsonObject,
  method: string,
  path: string,
  operation: JsonObject,
  sharedParameters: Json[],
): Operation {
  const where = `${method} ${path}`;
  const integration = members(operation["x-amazon-apigateway-integration"]);
  if (text(integration.type)?.toLowerCase() !== "aws_proxy") {
    throw new Error(`${where}: the local gateway does Lambda proxy integrations, not ${text(integration.type)}`);
  }
  const validation = validationOf(document, operation);
  const parameters = [...sharedParameters, ...list(operation.parameters)].map((item) => deref(document, item));
  return {
    method,
    path,
    operationId: text(operation.operationId) ?? where,
    functionName: functionIn(required(integration.uri, `the integration of ${where}`), where),
    timeoutMilliseconds: number(integration.timeoutInMillis) ?? 29_000,
    authorizer: authorizerOf(document, operation, where),
    requiredParameters: validation.parameters ? parameters.flatMap(requiredParameter) : [],
    bodySchemas: validation.body ? bodySchemas(document, operation) : new Map(),
  };
}

function validationOf(document: JsonObject, operation: JsonObject): { parameters: boolean; body: boolean } {
  const name = text(
    operation["x-amazon-apigateway-request-validator"] ?? document["x-amazon-apigateway-request-validator"],
  );
  const validators = members(document["x-amazon-apigateway-request-validators"]);
  const { validateRequestParameters, validateRequestBody } = members(validators[name ?? ""]);
  return { parameters: flag(validateRequestParameters) ?? false, body: flag(validateRequestBody) ?? false };
}

function requiredParameter({ name, in: place, required }: JsonObject): Operation["requiredParameters"] {
  if (required !== true || (place !== "path" && place !== "query" && place !== "header")) return [];
  return [{ name: String(name), place }];
}

function bodySchemas(document: JsonObject, operation: JsonObject): Map<string, JsonObject> {
  const content = members(deref(document, operation.requestBody ?? {}).content);
  const schemas = new Map<string, JsonObject>();
  for (const [mediaType, { schema }] of Object.entries(content).map(([key, value]) => [key, members(value)] as const)) {
    // References in it start at the root of the document.
    if (schema !== undefined) schemas.set(mediaType, { allOf: [schema], components: document.components ?? {} });
  }
  return schemas;
}

function authorizerOf(document: JsonObject, operation: JsonObject, where: string): AuthorizerDefinition | undefined {
  const [requirement] = list(operation.security ?? document.security);
  const [name] = Object.keys(members(requirement));
  if (name === undefined) return undefined;
  const scheme = members(members(members(document.components).securitySchemes)[name]);
  const authorizer = members(scheme["x-amazon-apigateway-authorizer"]);
  const kind = text(authorizer.type)?.toUpperCase();
  if (kind !== "TOKEN" && kind !== "REQUEST") {
    throw new Error(`${where}: the local gateway does Lambda authorizers, not ${name} (${text(scheme.type)})`);
  }
  const header = `method.request.header.${text(scheme.name) ?? "Authorization"}`;
  const sources = (text(authorizer.identitySource) ?? header).split(",").map((source) => source.trim());
  const pattern = text(authorizer.identityValidationExpression);
  return {
    name,
    functionName: functionIn(required(authorizer.authorizerUri, `the function of authorizer ${name}`), name),
    kind,
    identitySources: sources.map((source) => identitySource(source, name)),
    tokenPattern: pattern === undefined ? undefined : new RegExp(`^(?:${pattern})$`),
    ttlSeconds: number(authorizer.authorizerResultTtlInSeconds) ?? 300,
  };
}

function identitySource(source: string, authorizer: string): AuthorizerDefinition["identitySources"][number] {
  const [, place, name] = /^method\.request\.(header|querystring)\.(.+)$/.exec(source) ?? [];
  if (name === undefined) throw new Error(`authorizer ${authorizer}: unknown identity source ${source}`);
  return { place: place === "header" ? "header" : "query", name };
}

function readGatewayResponse(response: Json): GatewayResponse {
  const { statusCode, responseParameters, responseTemplates } = members(response);
  const headers = Object.entries(members(responseParameters)).flatMap(([target, value]) => {
    const name = /^gatewayresponse\.header\.(.+)$/.exec(target)?.[1];
    return name === undefined ? [] : [{ name, value: String(value) }];
  });
  const templates = Object.entries(members(responseTemplates)).map(([type, body]) => [type, String(body)] as const);
  return { statusCode: number(statusCode), headers, templates: new Map(templates) };
}

/** `arn:…:lambda:path/2015-03-31/functions/<function ARN>/invocations` */
function functionIn(uri: string, where: string): string {
  const arn = /\/functions\/(arn:[^/]+)\/invocations$/.exec(uri)?.[1];
  if (arn === undefined) throw new Error(`${where}: ${uri} names no function`);
  return functionNameOf(arn);
}

function deref(document: JsonObject, value: Json): JsonObject {
  const reference = members(value).$ref;
  if (typeof reference !== "string") return members(value);
  let found: Json | undefined = document;
  for (const part of reference.replace(/^#\//, "").split("/")) found = members(found)[part];
  return members(found);
}
