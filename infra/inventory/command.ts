import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { readAssembly } from "../../local/assembly/assembly.ts";
import { inventoryOf } from "./inventory.ts";
import { inventoryText } from "./text.ts";

const help = `npm run inventory [-- options]

Tells what a stage deploys, from its cloud assembly: nothing is asked of AWS, and nothing is deployed.

  --stage <name>     local, county or city; default county
  --assembly <dir>   an assembly that is there already, such as cdk.out, in the place of a fresh one
  --json             one JSON document in the place of the text
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      stage: { type: "string", default: "county" },
      assembly: { type: "string" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(help);
    return;
  }
  const made = mkdtempSync(join(tmpdir(), "jiesu-inventory-"));
  try {
    const folder = values.assembly ?? (await synthesize(values.stage, made));
    // Only a deployment knows these two.
    const inventory = inventoryOf(readAssembly(folder, { region: "<region>", account: "<account>" }));
    process.stdout.write(values.json ? `${JSON.stringify(inventory, undefined, 2)}\n` : inventoryText(inventory));
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
}

/** Gives the folder of the assembly. Throws an Error that lists the known stages. */
async function synthesize(stage: string, outdir: string): Promise<string> {
  // The CDK takes most of a second to load: whoever brings an assembly does without.
  const { buildApp } = await import("../app.ts");
  const { stageSettings } = await import("../config.ts");
  // Whose tokens are taken changes no resource, and without an issuer the CDK warns.
  buildApp(stageSettings(stage, { issuerUrl: "https://issuer.example/" }), { outdir }).synth();
  return outdir;
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
