import { parseArgs } from "node:util";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { namingBusy } from "../table/busy.ts";
import type { Table } from "../table/client.ts";
import { type Answer, activate, compare, importFolder, list, rollBack, validate } from "./actions.ts";
import { DirectoryRefused } from "./assemble.ts";

const help = `npm run directory -- validate [folder]
npm run directory -- import [folder] [--activate]
npm run directory -- diff [folder]            what the folder would change in the active version
npm run directory -- diff <version> <version>
npm run directory -- list                     the versions in the table, and when each was active
npm run directory -- activate <version>       the version for new cases; open ones keep theirs
npm run directory -- rollback                 back to the version that was active before

The folder is sample/ unless told. All but validate need --table <name>, the stack output TableName; account and region
are those of the AWS environment. With --endpoint-url <url> the table is that of a running local cloud.

--by <name>    who does it, for the record; the name of the account you work under unless told
--json         one JSON document on standard output
`;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    table: { type: "string" },
    "endpoint-url": { type: "string" },
    activate: { type: "boolean", default: false },
    by: { type: "string" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

/** The directory from the command line: what a city has decided for itself, from files into the table. */
async function main(): Promise<Answer> {
  const [command, ...named] = positionals;
  const [first = "sample", second] = named;
  const by = values.by ?? process.env.USER ?? "operator";
  switch (command) {
    case "validate":
      return validate(first);
    case "import":
      return importFolder(table(), first, { by, activate: values.activate });
    case "diff":
      return compare(table(), first, second);
    case "list":
      return list(table());
    case "activate":
      if (named.length !== 1) throw new Error("name the version to activate: npm run directory -- list shows them");
      return activate(table(), first, by);
    case "rollback":
      return rollBack(table(), by);
    default:
      throw new Error(`say what to do:\n\n${help}`);
  }
}

function table(): Table {
  if (values.table === undefined) throw new Error("name the table: --table <name>, the stack output TableName");
  const endpoint = values["endpoint-url"];
  const local = { region: "us-east-1", credentials: { accessKeyId: "directory", secretAccessKey: "local" } };
  const client = new DynamoDBClient(endpoint === undefined ? {} : { endpoint, ...local });
  return { client: namingBusy(client), name: values.table };
}

try {
  if (values.help) process.stdout.write(help);
  else {
    const { json, words } = await main();
    console.log(values.json ? JSON.stringify(json) : words.join("\n"));
  }
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  const findings = error instanceof DirectoryRefused ? error.findings : [];
  if (values.json) console.log(JSON.stringify({ error: message, findings }));
  console.error(message === "Region is missing" ? "name the region the table is in: AWS_REGION=…" : message);
  process.exitCode = 1;
}
