import { createRequire } from "node:module";
import type { ErrorObject, ValidateFunction } from "ajv";
import type AjvDraft04 from "ajv-draft-04";
import type { JsonObject } from "../aws.ts";
import { type HttpRequest, headerOf, mediaTypeOf, Refused } from "./http-request.ts";
import type { Match } from "./routes.ts";

/** Checks a request against what the document asks of its operation. Throws Refused with what is wrong. */
export type Validate = (request: HttpRequest, match: Match) => void;

/** The package's types and its module disagree for ES modules about where the class is. */
const Ajv = createRequire(import.meta.url)("ajv-draft-04") as typeof AjvDraft04.default;

/** Makes the request validators; a schema is compiled at its first use. */
export function createValidate(): Validate {
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
  const compiled = new Map<JsonObject, ValidateFunction>();

  return (request, { operation, pathParameters }) => {
    const missing = operation.requiredParameters.filter(({ name, place }) => {
      const value = { path: pathParameters[name], query: request.query.get(name)?.at(-1), header: undefined }[place];
      return ((place === "header" ? headerOf(request.headers, name) : value) ?? "") === "";
    });
    if (missing.length > 0) {
      const names = missing.map(({ name }) => name).join(", ");
      throw new Refused("BAD_REQUEST_PARAMETERS", 400, `Missing required request parameters: [${names}]`);
    }
    const schema = operation.bodySchemas.get(mediaTypeOf(headerOf(request.headers, "content-type")));
    if (schema === undefined) return;
    const validate = compiled.get(schema) ?? ajv.compile(schema);
    compiled.set(schema, validate);
    if (!validate(parse(request.body))) throw invalid((validate.errors ?? []).map(inWords).join(", "));
  };
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    throw invalid("the body is not JSON");
  }
}

function invalid(what: string): Refused {
  return new Refused("BAD_REQUEST_BODY", 400, `Invalid request body: [${what}]`);
}

function inWords({ instancePath, message }: ErrorObject): string {
  return `${instancePath === "" ? "/" : instancePath} ${message}`;
}
