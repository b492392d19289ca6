import { accessSync, constants, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** The right to use a data directory. */
export interface DataDirectoryLock {
  release(): void;
}

/**
 * Makes the directory where it is missing and keeps other local clouds out of it. A lock left behind by a process that
 * is gone is taken over. Throws an Error in one line when it cannot be written or is in use.
 */
export function lockDataDirectory(folder: string): DataDirectoryLock {
  try {
    makeFolder(resolve(folder));
    // With the slash a file in the folder's place is refused too.
    accessSync(`${folder}/`, constants.W_OK | constants.X_OK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(`the data directory ${folder} cannot be written (${code}): choose another with --data <dir>`);
  }
  const file = join(folder, "lock");
  const note = JSON.stringify({ pid: process.pid, started: startOf(process.pid) });
  for (let attempt = 1; ; attempt += 1) {
    try {
      writeFileSync(file, note, { flag: "wx" });
      return { release: () => rmSync(file, { force: true }) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST" || attempt === 3) throw error;
      const owner = ownerOf(file);
      if (owner !== undefined) {
        throw new Error(
          `the data directory ${folder} is in use by process ${owner}: stop it, or choose another with --data <dir>`,
        );
      }
      rmSync(file, { force: true });
    }
  }
}

/** The process that holds the lock, if it still runs. */
function ownerOf(file: string): number | undefined {
  try {
    const { pid, started } = JSON.parse(readFileSync(file, "utf8")) as { pid: number; started?: string };
    process.kill(pid, 0);
    return startOf(pid) === started ? pid : undefined;
  } catch {
    return undefined;
  }
}

/**
 * When a process began, where the system tells: process ids are used again, and the new one is not the owner. A process
 * that was killed and that nobody has buried yet (state Z) owns nothing any more.
 */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")")).split(" ");
    return fields[1] === "Z" ? "gone" : fields[20];
  } catch {
    return undefined;
  }
}

/** Not `recursive`: that never ends where the system says that a folder's parent is missing, as under /proc. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  mkdirSync(folder);
}
