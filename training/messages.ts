import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { modelText } from "../shared/domain/triage/ngrams.ts";

/** A message and what a person filed it under: a label of the model, or a category of the directory by code or name. */
export interface LabelledMessage {
  title: string;
  body: string;
  label: string;
  /** Where it stands, `file:line`, for error messages. */
  at: string;
}

/** An input cannot be used. The message says which file and line, and what to do. */
export class InputRefused extends Error {
  override readonly name = "InputRefused";
}

/**
 * The messages of a file of JSON lines, `{"title", "body", "label"}`; corrections by people may say `category` for `label`.
 * Other members are not looked at, blank lines are passed over. Throws InputRefused; it quotes no text.
 */
export function readMessages(file: string): LabelledMessage[] {
  const messages = read(file)
    .split("\n")
    .flatMap((line, index) => (line.trim() === "" ? [] : [messageOf(line, `${file}:${index + 1}`)]));
  if (messages.length === 0) throw new InputRefused(`${file} holds no message; give one JSON object a line`);
  return messages;
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === "ENOENT" ? "is not there; name a file of JSON lines" : `cannot be read (${code})`;
    throw new InputRefused(`${file} ${why}`);
  }
}

function messageOf(line: string, at: string): LabelledMessage {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new InputRefused(`${at}: is no JSON; each line is one object {"title", "body", "label"}`);
  }
  const { title = "", body = "", label, category } = (value ?? {}) as Record<string, unknown>;
  const filed = label ?? category;
  if (typeof title !== "string" || typeof body !== "string") {
    throw new InputRefused(`${at}: title and body must be texts`);
  }
  if (typeof filed !== "string" || filed === "") {
    throw new InputRefused(`${at}: has no label; say what the message is filed under, as "label" or "category"`);
  }
  return { title, body, label: filed, at };
}

/** A hash of what a message says, the same for the same words however they are written. */
export function fingerprint({ title, body }: { title: string; body: string }): string {
  return createHash("sha256")
    .update(`${modelText(title)}\n${modelText(body)}`)
    .digest("hex");
}

/** Which of `parts` equal parts a message belongs to, by its words alone: so no text stands on both sides of a test. */
export function partOf(message: { title: string; body: string }, parts: number): number {
  return Number.parseInt(fingerprint(message).slice(0, 8), 16) % parts;
}
