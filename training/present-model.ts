import { readFileSync } from "node:fs";
import { InputRefused } from "./messages.ts";

/** The text of a model's file. Throws InputRefused when it is not there. */
export function readModelFile(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    throw new InputRefused(`there is no text model ${file}; train one from messages first, or measure --with rules`);
  }
}
