import { readFileSync } from "node:fs";
import type { Json, JsonObject } from "../aws.ts";
import { type Assembly, type Resource, resourcesOf } from "./assembly.ts";
import { members, required, text } from "./properties.ts";

export interface MachineDefinition {
  logicalId: string;
  name: string;
  arn: string;
  kind: "STANDARD" | "EXPRESS";
  /** The name of the role it runs under. */
  role: string;
  /** How much of its executions goes to its log group: `OFF`, `ERROR`, `FATAL` or `ALL`. */
  loggingLevel: string;
  /** The definition with the template's values in its placeholders. */
  definition: JsonObject;
}

/** The state machines of the app. Throws an Error for a placeholder without a value, or a file that is not JSON. */
export function readMachines(assembly: Assembly): MachineDefinition[] {
  return resourcesOf(assembly, "AWS::StepFunctions::StateMachine").map((resource) => ({
    logicalId: resource.logicalId,
    name: resource.name,
    arn: resource.arn,
    kind: resource.properties.StateMachineType === "EXPRESS" ? "EXPRESS" : "STANDARD",
    role: text(resource.properties.RoleArn)?.split("/").at(-1) ?? "",
    loggingLevel: text(members(resource.properties.LoggingConfiguration).Level) ?? "OFF",
    definition: definitionOf(resource, assembly),
  }));
}

function definitionOf({ name, properties }: Resource, assembly: Assembly): JsonObject {
  if (properties.Definition !== undefined) return members(properties.Definition);
  const key = members(properties.DefinitionS3Location).Key;
  const source =
    key === undefined
      ? required(properties.DefinitionString, `the definition of ${name}`)
      : readFileSync(assembly.asset(required(key, `the definition file of ${name}`)), "utf8");
  const filled = fill(source, members(properties.DefinitionSubstitutions), name);
  try {
    return JSON.parse(filled) as JsonObject;
  } catch (error) {
    throw new Error(`the definition of ${name} is not JSON: ${error instanceof Error ? error.message : error}`);
  }
}

/** Placeholders stand inside JSON strings, so the values are escaped as such. */
function fill(source: string, values: Record<string, Json>, machine: string): string {
  return source.replace(/\$\{([A-Za-z0-9_]+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`the definition of ${machine} has no value for \${${name}}`);
    return JSON.stringify(String(value)).slice(1, -1);
  });
}
