import type { OpenApiDocument, Operation, Parameter } from "../../shared/api/openapi.ts";
import { tokenScheme } from "../../shared/api/openapi.ts";
import { gatewayResponses } from "./gateway-responses.ts";

export interface GatewayOptions {
  /** The invocation address of the function that serves an operation. */
  integrationUri: (operationId: string) => string;
  /** The invocation address of the authorizer. */
  authorizerUri: string;
}

const validators = {
  parameters: { validateRequestBody: false, validateRequestParameters: true },
};

/**
 * The edition of the document that API Gateway imports: with its extensions, and without what it does not accept.
 * The gateway checks parameters; bodies are checked by the functions alone, which answer better.
 */
export function gatewayDocument(document: OpenApiDocument, options: GatewayOptions): Record<string, unknown> {
  const paths = Object.entries(document.paths).map(([path, methods]) => [
    path,
    Object.fromEntries(
      Object.entries(methods).map(([method, operation]) => [method, gatewayOperation(operation, options)]),
    ),
  ]);
  return {
    openapi: document.openapi,
    info: document.info,
    paths: Object.fromEntries(paths),
    components: {
      schemas: accepted(document.components.schemas),
      securitySchemes: { [tokenScheme]: authorizer(options.authorizerUri) },
    },
    "x-amazon-apigateway-request-validators": validators,
    "x-amazon-apigateway-request-validator": "parameters",
    "x-amazon-apigateway-gateway-responses": gatewayResponses(),
  };
}

function gatewayOperation(operation: Operation, options: GatewayOptions): Record<string, unknown> {
  return {
    ...(accepted(operation) as Record<string, unknown>),
    ...(operation.parameters && { parameters: operation.parameters.map(parameter) }),
    "x-amazon-apigateway-integration": {
      type: "aws_proxy",
      httpMethod: "POST",
      uri: options.integrationUri(operation.operationId),
      passthroughBehavior: "when_no_match",
    },
  };
}

/** The gateway knows whether a parameter must be there, and nothing else about it. */
function parameter({ name, in: place, required }: Parameter): Record<string, unknown> {
  return { name, in: place, required, schema: { type: "string" } };
}

/** It wants the header named as if it were an API key, whatever the token is. */
function authorizer(authorizerUri: string): Record<string, unknown> {
  return {
    type: "apiKey",
    name: "Authorization",
    in: "header",
    "x-amazon-apigateway-authtype": "custom",
    "x-amazon-apigateway-authorizer": {
      type: "token",
      authorizerUri,
      // What cannot be a token costs no invocation.
      identityValidationExpression: "^[Bb]earer +[-0-9A-Za-z_]+\\.[-0-9A-Za-z_]+\\.[-0-9A-Za-z_]+$",
      authorizerResultTtlInSeconds: 300,
    },
  };
}

/** Models are of JSON Schema draft 4, less some of it; what they leave out, the functions check. */
const unaccepted = new Set([
  "default",
  "discriminator",
  "example",
  "exclusiveMaximum",
  "exclusiveMinimum",
  "nullable",
  "pattern",
]);

function accepted(value: unknown, keyword?: string): unknown {
  if (Array.isArray(value)) return value.map((item) => accepted(item));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value)
    // Members of an object may have any name, these words included.
    .filter(([name]) => keyword === "properties" || !unaccepted.has(name))
    .map(([name, member]) => [name, accepted(member, keyword === "properties" ? undefined : name)]);
  return Object.fromEntries(entries);
}
