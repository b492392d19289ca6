// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation writes its placeholders so
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import type { JsonObject } from "../../../local/aws.ts";

export interface HandMadeStack {
  template: JsonObject;
  /** Object key → content of a file asset. */
  files?: Record<string, string>;
  /** Object key → files of a folder asset. */
  folders?: Record<string, Record<string, string>>;
}

/** Writes a cloud assembly as the CDK would, and deletes it when the test ends. Returns its folder. */
export function handMade(stacks: Record<string, HandMadeStack>): string {
  const folder = mkdtempSync(join(tmpdir(), "assembly-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeStacks(folder, stacks);
  return folder;
}

export function writeStacks(folder: string, stacks: Record<string, HandMadeStack>, inside: JsonObject = {}): void {
  const artifacts: JsonObject = { ...inside };
  for (const [name, { template, files = {}, folders = {} }] of Object.entries(stacks)) {
    artifacts[name] = {
      type: "aws:cloudformation:stack",
      properties: { templateFile: `${name}.template.json`, stackName: name },
    };
    const assets: JsonObject = {};
    for (const [key, content] of Object.entries(files)) {
      write(join(folder, `asset.${key}`), content);
      assets[key] = asset(key, "file");
    }
    for (const [key, contents] of Object.entries(folders)) {
      for (const [file, content] of Object.entries(contents)) write(join(folder, `asset.${key}`, file), content);
      assets[key] = asset(key, "zip");
    }
    write(join(folder, `${name}.template.json`), JSON.stringify(template));
    write(join(folder, `${name}.assets.json`), JSON.stringify({ version: "48.0.0", files: assets }));
  }
  write(join(folder, "manifest.json"), JSON.stringify({ version: "48.0.0", artifacts }));
}

function asset(key: string, packaging: string): JsonObject {
  const destination = { bucketName: "cdk-assets-${AWS::AccountId}", objectKey: key };
  return { source: { path: `asset.${key}`, packaging }, destinations: { current: destination } };
}

function write(file: string, content: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}
