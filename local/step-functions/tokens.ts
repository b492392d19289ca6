import { Buffer } from "node:buffer";
import { createHash, randomBytes } from "node:crypto";
import { AwsError, type Json } from "../aws.ts";
import type { StateFailed } from "./failure.ts";

/** How a task that waited for its token came to its end. */
export type Outcome = { kind: "success"; output: Json; text: string } | { kind: "failure"; failure: StateFailed };

/** A task whose token somebody outside may use. */
export interface OpenToken {
  readonly token: string;
  /** Set when the answer came before the task began to wait, which a fast worker manages. */
  readonly early: Outcome | undefined;
  /** Says who is told of the answer and of heartbeats. */
  listen(settled: (outcome: Outcome) => void, heartbeat: () => void): void;
  /** From here on the token is dead. */
  close(): void;
}

export interface Tokens {
  open(): OpenToken;
  /** Ends the waiting task. Throws TaskTimedOut, TaskDoesNotExist or InvalidToken for a token that is not open. */
  settle(token: string, outcome: Outcome): void;
  heartbeat(token: string): void;
  readonly waiting: number;
}

/** 675 bytes are 900 characters of base64: the length to which AWS's tokens run, so that metering is honest. */
const tokenBytes = 675;
const headBytes = 14;

interface Listener {
  early?: Outcome;
  settled?: (outcome: Outcome) => void;
  heartbeat?: () => void;
}

/**
 * Issues task tokens. A token tells by itself whether it was issued here, so none that has ended is remembered. The
 * instance, drawn anew at every start, tells them apart from tokens of an earlier run that are still in the table.
 */
export function createTokens(): Tokens {
  const instance = randomBytes(6).readUIntBE(0, 6);
  const open = new Map<number, Listener>();
  let issued = 0;

  function find(token: string): [serial: number, Listener] {
    const bytes = Buffer.from(token, "base64");
    if (bytes.length !== tokenBytes || bytes.toString("base64") !== token) throw invalid();
    const [issuer, serial] = [bytes.readUIntBE(2, 6), bytes.readUIntBE(8, 6)];
    if (!seal(issuer, serial).equals(bytes)) throw invalid();
    const listener = open.get(serial);
    if (issuer === instance && listener !== undefined) return [serial, listener];
    if (issuer === instance && serial <= issued) {
      throw new AwsError("TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'");
    }
    throw new AwsError("TaskDoesNotExist", "Task Does Not Exist: 'it was not started since the last restart'");
  }

  return {
    open() {
      issued += 1;
      const serial = issued;
      const listener: Listener = {};
      open.set(serial, listener);
      return {
        token: seal(instance, serial).toString("base64"),
        get early() {
          return listener.early;
        },
        listen(settled, heartbeat) {
          listener.settled = settled;
          listener.heartbeat = heartbeat;
        },
        close: () => void open.delete(serial),
      };
    },
    settle(token, outcome) {
      const [serial, listener] = find(token);
      open.delete(serial);
      if (listener.settled === undefined) listener.early = outcome;
      else listener.settled(outcome);
    },
    heartbeat: (token) => find(token)[1].heartbeat?.(),
    get waiting() {
      return open.size;
    },
  };
}

function seal(issuer: number, serial: number): Buffer {
  const head = Buffer.alloc(headBytes);
  head.writeUIntBE(issuer, 2, 6);
  head.writeUIntBE(serial, 8, 6);
  const rest = createHash("shake256", { outputLength: tokenBytes - headBytes })
    .update(head)
    .digest();
  return Buffer.concat([head, rest]);
}

function invalid(): AwsError {
  return new AwsError("InvalidToken", "Invalid Token: 'Invalid token'");
}
