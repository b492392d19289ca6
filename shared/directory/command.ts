import { parseArgs } from "node:util";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { activateDirectory, putDirectory } from "../table/directory.ts";
import { loadDirectory } from "./load.ts";

const help = `npm run directory -- validate [folder]
npm run directory -- import [folder] --table <name> [--endpoint-url <url>]

validate  reads a directory's YAML files and says what contradicts what, by file and line
import    validates, writes the version into the table, and makes it the one for new cases

The folder is sample/ unless told. The table's name is the stack output TableName; account and region are those of the
AWS environment. With --endpoint-url the table is that of a running local cloud.
`;

/** The directory from the command line: what a city has decided for itself, from files into the table. */
async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      table: { type: "string" },
      "endpoint-url": { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  const [command, folder = "sample"] = positionals;
  if (values.help) return void process.stdout.write(help);
  if (command !== "validate" && command !== "import") throw new Error(`say what to do:\n\n${help}`);
  const directory = loadDirectory(folder);
  const { version, units, categories, matrix, calendars } = directory;
  const years = calendars.flatMap((calendar) => Object.keys(calendar.years)).sort();
  console.log(
    `${folder}: version ${version}, ${units.length} units, ${categories.length} categories, ${matrix.length} matrix rows, calendar years ${[...new Set(years)].join(", ")}`,
  );
  if (command === "validate") return;
  if (values.table === undefined) throw new Error("name the table: --table <name>, the stack output TableName");
  const endpoint = values["endpoint-url"];
  const client = new DynamoDBClient(
    endpoint === undefined
      ? {}
      : { endpoint, region: "us-east-1", credentials: { accessKeyId: "directory", secretAccessKey: "local" } },
  );
  await putDirectory({ client, name: values.table }, directory);
  await activateDirectory({ client, name: values.table }, version);
  console.log(`imported and active: new cases are opened under ${version}, open ones keep theirs`);
}

try {
  await main();
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  console.error(message === "Region is missing" ? "name the region the table is in: AWS_REGION=…" : message);
  process.exitCode = 1;
}
