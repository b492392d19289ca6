import { readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { setTimeout as realDelay } from "node:timers/promises";

/** The right to use a database file, noted beside it as `<file>.pid`. */
export interface Claim {
  /** Notes the engine's process id, so that a later start finds an engine that was left behind. */
  hold(engine: number): void;
  release(): void;
}

interface Note {
  engine: number;
  owner: number;
  ownerStarted: string | undefined;
}

/**
 * Claims `dbPath` for this process. An engine left over from a killed run on the same file is ended first, but only
 * if it is that binary with that file. Throws an Error when the process that started it still runs.
 */
export async function claimDatabase(dbPath: string, binary: string): Promise<Claim> {
  const noteFile = `${dbPath}.pid`;
  const note = readNote(noteFile);
  if (note !== undefined && runsOn(note.engine, binary, dbPath)) {
    if (note.ownerStarted !== undefined && startedAt(note.owner) === note.ownerStarted) {
      throw new Error(
        `another local cloud (process ${note.owner}) uses ${dbPath}: stop it or choose another directory`,
      );
    }
    await end(note.engine, () => runsOn(note.engine, binary, dbPath));
  }
  return {
    hold: (engine) =>
      writeFileSync(noteFile, JSON.stringify({ engine, owner: process.pid, ownerStarted: startedAt(process.pid) })),
    release: () => rmSync(noteFile, { force: true }),
  };
}

function readNote(noteFile: string): Note | undefined {
  try {
    return JSON.parse(readFileSync(noteFile, "utf8")) as Note;
  } catch {
    // No note, or one cut off by the crash: then there is nothing we could know to be ours.
    return undefined;
  }
}

/** Process ids are used again: only the command line tells that this one is our engine on our file. */
function runsOn(pid: number, binary: string, dbPath: string): boolean {
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
    const file = command[command.indexOf("--db-path") + 1];
    const folder = realpathSync(`/proc/${pid}/cwd`);
    return command[0] === binary && file !== undefined && resolve(folder, file) === resolve(dbPath);
  } catch {
    return false;
  }
}

/** When a process started, in clock ticks since boot: together with its id it names one process for ever. */
function startedAt(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")")).split(" ")[20];
  } catch {
    return undefined;
  }
}

async function end(pid: number, stillThere: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 100 && stillThere(); attempt += 1) {
    try {
      process.kill(pid, attempt < 60 ? "SIGTERM" : "SIGKILL");
    } catch {
      return;
    }
    await realDelay(50);
  }
}
