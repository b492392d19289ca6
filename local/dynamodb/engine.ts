import { spawn } from "node:child_process";
import { accessSync, constants, mkdtempSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { claimDatabase } from "./claim.ts";
import { indexStreamRecords } from "./stream-index.ts";

/** A DynamoDB-compatible server that answers on `endpoint`, for example `http://127.0.0.1:40123`. */
export interface DynamoDbEngine {
  endpoint: string;
  /** Ends the engine; resolves when it is gone. Does nothing for an engine that others started. */
  stop(): Promise<void>;
  /** Ends the engine at once, in the middle of whatever it does, and leaves its files as they are. Not one of others. */
  kill(): Promise<void>;
}

/**
 * The shell ends the engine when its own standard input closes, and clears away its temporary folder, if any. The
 * system closes that pipe whenever this process ends, even by `kill -9`, so no engine outlives its cloud.
 */
const watchedBySh = `folder=$1; shift; "$@" </dev/null & engine=$!; echo "pid $engine"; exec >&- 2>&-
read -r _; kill "$engine"; wait; test -z "$folder" || rm -rf "$folder"`;

/**
 * Starts the engine on a free loopback port and waits until it answers. With `dbPath` the tables are kept in that
 * file, without it in a temporary one that goes when the engine ends. Takes the installed binary, else `dynoxide` on the PATH, else the server
 * named by the environment's DYNAMODB_ENDPOINT. Throws an Error in one line when there is none of the three, when
 * another local cloud uses the file, or when the engine does not start.
 */
export async function startDynamoDbEngine({ dbPath }: { dbPath?: string } = {}): Promise<DynamoDbEngine> {
  const binary = findBinary();
  if (binary === undefined) return engineOfOthers();
  const claim = dbPath === undefined ? undefined : await claimDatabase(dbPath, binary);
  // Not the engine's own memory, to which no index could be added.
  const folder = dbPath === undefined ? mkdtempSync(join(tmpdir(), "dynamodb-")) : "";
  const file = dbPath ?? join(folder, "tables.db");
  const port = await freePort();
  const child = spawn(
    "/bin/sh",
    ["-c", watchedBySh, "sh", folder, binary, "--host", "127.0.0.1", "--port", `${port}`, "--db-path", file],
    {
      stdio: ["pipe", "pipe", "pipe"],
      // A group of its own: Ctrl-C reaches the local cloud first, which still needs its tables to stop in order.
      detached: true,
    },
  );
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  let output = "";
  const ready = new Promise<number>((resolve, reject) => {
    const read = (text: Buffer) => {
      output += text;
      // The shell and the engine speak on two pipes: either may be heard first.
      const pid = /^pid (\d+)$/m.exec(output)?.[1];
      if (pid !== undefined && output.includes("listening on")) resolve(Number(pid));
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.stdout.once("end", () => reject(new Error(`the DynamoDB engine ${binary} did not start: ${output.trim()}`)));
    child.once("error", reject);
  });
  // The pipe may be gone when the engine ended first; that is what stopping is for.
  child.stdin.on("error", () => undefined);
  const stop = async () => {
    child.stdin.end();
    await ended;
    claim?.release();
  };
  let pid: number;
  try {
    pid = await ready;
  } catch (error) {
    await stop();
    throw error;
  }
  indexStreamRecords(file);
  claim?.hold(pid);
  const kill = async () => {
    if (child.exitCode === null && child.signalCode === null) process.kill(pid, "SIGKILL");
    child.stdin.end();
    await ended;
  };
  return { endpoint: `http://127.0.0.1:${port}`, stop, kill };
}

function findBinary(): string | undefined {
  return [installedBinary(), ...onPath()].find((file) => file !== undefined && isExecutable(file));
}

function installedBinary(): string | undefined {
  try {
    const manifest = createRequire(import.meta.url).resolve("@dynoxide/linux-x64/package.json");
    return join(manifest, "..", "dynoxide");
  } catch {
    return undefined;
  }
}

function onPath(): string[] {
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  return folders.map((folder) => join(folder, "dynoxide"));
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function engineOfOthers(): DynamoDbEngine {
  const endpoint = process.env.DYNAMODB_ENDPOINT;
  if (endpoint === undefined || endpoint === "") {
    throw new Error(
      "no DynamoDB engine: npm install brings @dynoxide/linux-x64 on Linux x64; elsewhere put dynoxide on the PATH or set DYNAMODB_ENDPOINT",
    );
  }
  const nothing = async () => undefined;
  return { endpoint: endpoint.replace(/\/$/, ""), stop: nothing, kill: nothing };
}

/** The engine cannot choose a port and tell it, so we ask the system for one that was free a moment ago. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => {
        if (address === null || typeof address === "string") reject(new Error("no free loopback port"));
        else resolve(address.port);
      });
    });
  });
}
