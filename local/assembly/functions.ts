import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { type Assembly, resourcesOf } from "./assembly.ts";
import { members, number, required, text } from "./properties.ts";

export interface FunctionDefinition {
  logicalId: string;
  name: string;
  arn: string;
  /** The bundle's main file, and its text when the template holds it inline. */
  file: string;
  inline: string | undefined;
  /** The name under which the bundle exports the handler. */
  handler: string;
  environment: Record<string, string>;
  timeoutSeconds: number;
  memoryMegabytes: number;
  runtime: string;
  /** The name of the role it runs under. */
  role: string;
  logs: { format: "Text" | "JSON"; system: "DEBUG" | "INFO" | "WARN" };
}

/** The functions of the app, each with the bundle that would be deployed. */
export function readFunctions(assembly: Assembly): FunctionDefinition[] {
  return resourcesOf(assembly, "AWS::Lambda::Function").map(({ logicalId, name, arn, properties }) => {
    const { S3Key, ZipFile } = members(properties.Code);
    const [module = "index", handler = "handler"] = required(properties.Handler, `the handler of ${name}`).split(".");
    const inline = text(ZipFile);
    const folder = inline === undefined ? assembly.asset(required(S3Key, `the code of ${name}`)) : `/inline/${name}`;
    const variables = members(members(properties.Environment).Variables);
    const { LogFormat, SystemLogLevel } = members(properties.LoggingConfig);
    return {
      logicalId,
      name,
      arn,
      file: inline === undefined ? bundleIn(folder, module) : join(folder, `${module}.js`),
      inline,
      handler,
      environment: Object.fromEntries(Object.entries(variables).map(([key, value]) => [key, String(value)])),
      timeoutSeconds: number(properties.Timeout) ?? 3,
      memoryMegabytes: number(properties.MemorySize) ?? 128,
      runtime: text(properties.Runtime) ?? "nodejs24.x",
      role: text(properties.Role)?.split("/").at(-1) ?? "",
      logs: {
        format: LogFormat === "JSON" ? "JSON" : "Text",
        system: SystemLogLevel === "WARN" || SystemLogLevel === "DEBUG" ? SystemLogLevel : "INFO",
      },
    };
  });
}

/** The text of a function's bundle. */
export function codeOf({ file, inline }: FunctionDefinition): string {
  return inline ?? readFileSync(file, "utf8");
}

function bundleIn(folder: string, module: string): string {
  for (const extension of [".js", ".cjs"]) {
    const file = join(folder, module + extension);
    if (statSync(file, { throwIfNoEntry: false })?.isFile()) return file;
  }
  throw new Error(`${folder} has no ${module}.js: the local cloud runs CommonJS bundles`);
}
