import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { JsonObject } from "../aws.ts";
import { list, members, text } from "./properties.ts";

/** One stack of a synthesized app, as its files say it, nothing resolved. */
export interface StackFiles {
  name: string;
  template: JsonObject;
  /** Absolute path of each file asset by its object key, the part of `S3Key` that the template names. */
  assets: Map<string, string>;
}

/** Reads the manifest of a cloud assembly and the templates and asset lists it names, stages included. */
export function readStacks(folder: string): StackFiles[] {
  const manifest = readJson(join(folder, "manifest.json"));
  const stacks: StackFiles[] = [];
  for (const artifact of Object.values(members(manifest.artifacts))) {
    const { type, properties, displayName } = members(artifact);
    const { directoryName, templateFile, stackName } = members(properties);
    if (type === "cdk:cloud-assembly") stacks.push(...readStacks(join(folder, String(directoryName))));
    if (type !== "aws:cloudformation:stack") continue;
    const file = String(templateFile);
    stacks.push({
      name: text(stackName) ?? text(displayName) ?? file.replace(/\.template\.json$/, ""),
      template: readJson(join(folder, file)),
      assets: readAssets(folder, file.replace(/\.template\.json$/, ".assets.json")),
    });
  }
  return stacks;
}

function readAssets(folder: string, file: string): Map<string, string> {
  const assets = new Map<string, string>();
  for (const asset of Object.values(members(readAssetsFile(join(folder, file))))) {
    const { source, destinations } = members(asset);
    const path = text(members(source).path);
    if (path === undefined) continue;
    for (const destination of list(Object.values(members(destinations)))) {
      assets.set(String(members(destination).objectKey), join(folder, path));
    }
  }
  return assets;
}

/** A stack without assets has no such file. */
function readAssetsFile(file: string): JsonObject {
  try {
    return members(readJson(file).files);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw error;
  }
}

function readJson(file: string): JsonObject {
  return JSON.parse(readFileSync(file, "utf8")) as JsonObject;
}
