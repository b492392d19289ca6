import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** A handler as the usual guides have it: document client, `{ z }`, middy, and Powertools with metrics and tracer. */
const source = `
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import middy from "@middy/core";
import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics } from "@aws-lambda-powertools/metrics";
import { Tracer } from "@aws-lambda-powertools/tracer";
import { z } from "zod";

const logger = new Logger({ serviceName: "usual" });
const metrics = new Metrics({ namespace: "usual", serviceName: "usual" });
const tracer = new Tracer({ serviceName: "usual" });
const client = DynamoDBDocumentClient.from(tracer.captureAWSv3Client(new DynamoDBClient({})));
const Body = z.object({ id: z.string(), title: z.string().max(200), at: z.iso.datetime().optional() });

export const handler = middy().handler(async (event) => {
  const body = Body.parse(JSON.parse(event.body));
  logger.info("asked", { id: body.id });
  metrics.addMetric("asked", "Count", 1);
  await client.send(new PutCommand({ TableName: process.env.TABLE, Item: body }));
  const { Item } = await client.send(new GetCommand({ TableName: process.env.TABLE, Key: { id: body.id } }));
  return { statusCode: 200, body: JSON.stringify(Item) };
});
`;

/**
 * Bundles the usual stack as CDK's NodejsFunction does when it is asked to minify, with esbuild's own choice of builds
 * for Node. Returns the file and its size in bytes, from esbuild's account.
 */
export function bundleUsualStack(folder: string): { file: string; bytes: number } {
  const file = join(folder, "usual-stack", "index.js");
  const { metafile } = buildSync({
    stdin: { contents: source, resolveDir: root, sourcefile: "usual-stack.ts", loader: "ts" },
    ...{ outfile: file, bundle: true, minify: true, platform: "node", target: "node24", format: "cjs" },
    ...{ metafile: true, logLevel: "error" },
  });
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(join(dirname(file), "package.json"), '{"type":"commonjs"}');
  return { file, bytes: Object.values(metafile.outputs)[0]?.bytes ?? 0 };
}
