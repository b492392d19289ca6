import { Console } from "node:console";
import { Writable } from "node:stream";
import { format, inspect } from "node:util";

/** The last lines a function has logged; older ones are dropped. */
export interface LogLine {
  at: string;
  requestId: string;
  text: string;
}

/** Where one instance of a function logs, and how much of it CloudWatch would have been sent. */
export interface InstanceLog {
  stdout: Writable;
  console: Console;
  /** Names the invocation whose lines come next, and sets the count of bytes to zero. */
  begin(requestId: string): void;
  bytes(): number;
}

export interface LogOptions {
  format: "Text" | "JSON";
  /** The moment for the time stamps, RFC 3339. */
  now: () => string;
  onLine: (line: LogLine) => void;
}

const levels = { log: "INFO", info: "INFO", warn: "WARN", error: "ERROR", debug: "DEBUG", trace: "TRACE" } as const;

/** Captures what a bundle writes: to `console` as the Lambda runtime would format it, to standard output as it is. */
export function createInstanceLog({ format: as, now, onLine }: LogOptions): InstanceLog {
  let requestId = "";
  let bytes = 0;

  const stdout = new Writable({
    decodeStrings: false,
    write(chunk: string | Buffer, _encoding, done) {
      for (const text of String(chunk).split("\n")) if (text !== "") line(text);
      done();
    },
  });
  const captured = new Console({ stdout, stderr: stdout });
  Object.defineProperty(captured, "Console", { value: Console });
  for (const [method, level] of Object.entries(levels)) {
    Object.defineProperty(captured, method, { value: (...args: unknown[]) => line(formatted(level, args)) });
  }
  return {
    stdout,
    console: captured,
    begin(id) {
      requestId = id;
      bytes = 0;
    },
    bytes: () => bytes,
  };

  function line(text: string): void {
    bytes += Buffer.byteLength(text) + 1;
    onLine({ at: now(), requestId, text });
  }

  function formatted(level: string, args: unknown[]): string {
    if (as === "Text") return `${now()}\t${requestId}\t${level}\t${format(...args)}`;
    const [first] = args;
    const message = args.length === 1 && !(first instanceof Error) ? first : format(...args);
    try {
      return JSON.stringify({ timestamp: now(), level, requestId, message });
    } catch {
      return JSON.stringify({ timestamp: now(), level, requestId, message: inspect(message) });
    }
  }
}

/** What Lambda itself writes for each invocation, START to REPORT, in bytes: measured on the documented examples. */
export function platformLogBytes(logs: { format: "Text" | "JSON"; system: "DEBUG" | "INFO" | "WARN" }): number {
  if (logs.format === "Text") return 290;
  return logs.system === "WARN" ? 0 : 610;
}
