import type * as z from "zod";
import { type JsonSchema, SchemaComponents } from "./openapi-schemas.ts";
import { type Problem, problems } from "./problems.ts";
import type { Route } from "./route.ts";

export interface Parameter {
  name: string;
  in: "path" | "query" | "header";
  required: boolean;
  description?: string;
  schema: JsonSchema;
}
export interface Content {
  [mediaType: string]: { schema?: JsonSchema; example?: unknown };
}
export interface Operation {
  operationId: string;
  tags: string[];
  summary: string;
  description: string;
  security: Record<string, string[]>[];
  parameters?: Parameter[];
  requestBody?: { required: boolean; content: Content };
  responses: Record<string, { description: string; content?: Content }>;
}
export interface OpenApiDocument {
  openapi: "3.0.1";
  info: { title: string; version: string; description?: string };
  servers?: { url: string; description?: string }[];
  tags: { name: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, JsonSchema>; securitySchemes: Record<string, Record<string, unknown>> };
}

export interface DocumentOptions {
  title: string;
  version: string;
  description?: string;
  /** Addresses under which the API is reached, the reader's own first. */
  servers?: { url: string; description?: string }[];
}

/** The name of the security scheme in the document. */
export const tokenScheme = "token";

/**
 * The OpenAPI 3.0 document of these routes, for people and their tools. The gateway gets its own edition, made from
 * this one. Throws an Error on routes that contradict each other.
 */
export function openApiDocument(routes: Route[], options: DocumentOptions): OpenApiDocument {
  const { title, version, description, servers } = options;
  const components = new SchemaComponents();
  components.schemas.Problem = problemSchema;
  const paths: OpenApiDocument["paths"] = {};
  const operationIds = new Set<string>();
  for (const route of routes) {
    if (operationIds.has(route.operationId)) throw new Error(`two routes are named ${route.operationId}`);
    operationIds.add(route.operationId);
    const path = paths[route.path] ?? {};
    paths[route.path] = path;
    const method = route.method.toLowerCase();
    if (path[method] !== undefined) throw new Error(`two routes answer ${route.method} ${route.path}`);
    path[method] = operation(route, components);
  }
  return {
    openapi: "3.0.1",
    info: { title, version, ...(description && { description }) },
    ...(servers && { servers }),
    tags: [...new Set(routes.map((route) => route.tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas: components.schemas,
      securitySchemes: { [tokenScheme]: { type: "http", scheme: "bearer", bearerFormat: "JWT" } },
    },
  };
}

function operation(route: Route, components: SchemaComponents): Operation {
  const scopes = route.scopes === undefined ? "Open to everybody." : `Needs a token with ${route.scopes.join(" or ")}.`;
  const parameters = [
    ...pathParameters(route, components),
    ...parametersOf(route.query, "query", components),
    ...parametersOf(route.headers, "header", components),
  ];
  return {
    operationId: route.operationId,
    tags: [route.tag],
    summary: route.summary.en,
    description: [route.summary.zh, route.description, scopes].filter(Boolean).join("\n\n"),
    security: route.scopes === undefined ? [] : [{ [tokenScheme]: [] }],
    ...(parameters.length > 0 && { parameters }),
    ...(route.body && { requestBody: requestBody(route, route.body, components) }),
    responses: { [route.success.status]: success(route, components), ...problemResponses(route) },
  };
}

/** Every parameter of the path, checked against the schema that the route gives for them. */
function pathParameters(route: Route, components: SchemaComponents): Parameter[] {
  const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? "");
  const described = parametersOf(route.params, "path", components);
  const names = described.map((parameter) => parameter.name);
  if ([...inPath].sort().join() !== [...names].sort().join()) {
    throw new Error(`${route.operationId}: the path has the parameters {${inPath}}, the schema {${names}}`);
  }
  return described;
}

function parametersOf(
  schema: z.ZodObject | undefined,
  place: Parameter["in"],
  components: SchemaComponents,
): Parameter[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = components.convert(schema, "input") as {
    properties?: Record<string, JsonSchema>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...member }]) => ({
    name,
    in: place,
    required: place === "path" || required.includes(name),
    ...(typeof description === "string" && { description }),
    schema: member,
  }));
}

function requestBody(route: Route, body: z.ZodType, components: SchemaComponents) {
  const schema = components.reference(body, `${capitalised(route.operationId)}Request`, "input");
  const example = route.example === undefined ? {} : { example: route.example };
  return { required: true, content: { "application/json": { schema, ...example } } };
}

function success(route: Route, components: SchemaComponents) {
  const { status, description, schema, contentType = "application/json" } = route.success;
  if (status === 204) return { description };
  // A media type of the document has no parameters such as charset.
  const [mediaType = contentType] = contentType.split(";");
  if (schema === undefined) return { description, content: { [mediaType]: { schema: { type: "string" } } } };
  const reference = components.reference(schema, `${capitalised(route.operationId)}Response`, "output");
  return { description, content: { [mediaType]: { schema: reference } } };
}

const ofTokens: Problem[] = ["unauthenticated", "forbidden"];
const ofParameters: Problem[] = ["malformed-request", "invalid-request"];
const ofBodies: Problem[] = [...ofParameters, "too-large", "unsupported-media-type"];

/** The route's own problems, and those that the gateway or the middleware may give for a route of its kind. */
function problemResponses(route: Route): Operation["responses"] {
  const possible = new Set<Problem>([...route.problems, "too-many-requests", "internal", "unavailable"]);
  if (route.scopes !== undefined) for (const problem of ofTokens) possible.add(problem);
  if (route.params !== undefined) possible.add("not-found");
  if (route.query ?? route.headers) for (const problem of ofParameters) possible.add(problem);
  if (route.body !== undefined) for (const problem of ofBodies) possible.add(problem);
  const byStatus = Object.groupBy([...possible], (problem) => problems[problem].status);
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, names = []]) => [
      status,
      {
        description: names.map((name) => `${problems[name].title.en} (${name})`).join("; "),
        content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
      },
    ]),
  );
}

const problemSchema: JsonSchema = {
  type: "object",
  description: "What went wrong and what to do about it (RFC 9457)",
  required: ["type", "title", "status"],
  properties: {
    type: { type: "string", format: "uri", description: "Which problem it is" },
    title: { type: "string" },
    titleZh: { type: "string" },
    status: { type: "integer" },
    detail: { type: "string", description: "What to do" },
    instance: { type: "string", description: "The request, for whoever looks into it" },
    code: { type: "string", description: "Which rule of the domain refused, where one did" },
    errors: {
      type: "array",
      items: {
        type: "object",
        required: ["pointer", "detail"],
        properties: {
          pointer: { type: "string", description: "Where in the body (JSON pointer), or which parameter" },
          detail: { type: "string" },
        },
      },
    },
  },
};

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
