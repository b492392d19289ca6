import { readFileSync } from "node:fs";
import type { JsonObject } from "../aws.ts";
import { type Assembly, type Resource, resourcesOf } from "./assembly.ts";
import { list, members, required, text } from "./properties.ts";

export interface ApiDefinition {
  logicalId: string;
  name: string;
  apiId: string;
  stage: string;
  /** The OpenAPI document that is the body of the API, resolved. */
  document: JsonObject;
  /** Media types that reach functions in base64. */
  binaryMediaTypes: string[];
}

/** The REST APIs of the app. Throws an Error for an API without a document. */
export function readApis(assembly: Assembly): ApiDefinition[] {
  const stages = resourcesOf(assembly, "AWS::ApiGateway::Stage");
  return resourcesOf(assembly, "AWS::ApiGateway::RestApi").map((resource) => ({
    logicalId: resource.logicalId,
    name: text(resource.properties.Name) ?? resource.name,
    apiId: resource.name,
    stage: stages.find(({ properties }) => properties.RestApiId === resource.ref)?.name ?? "prod",
    document: documentOf(resource, assembly),
    binaryMediaTypes: list(resource.properties.BinaryMediaTypes).map(String),
  }));
}

function documentOf({ name, properties }: Resource, assembly: Assembly): JsonObject {
  if (properties.Body !== undefined) return members(properties.Body);
  const key = required(members(properties.BodyS3Location).Key, `the OpenAPI document of ${name}`);
  return JSON.parse(readFileSync(assembly.asset(key), "utf8")) as JsonObject;
}
