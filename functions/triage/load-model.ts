import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readTextModel, type TextModel } from "../../shared/domain/triage/text-model.ts";

/** The text model of the deployment. It lies beside this file, and beside the bundle that this file becomes a part of. */
export const modelFile = join(import.meta.dirname, "triage-model.json");

let loaded: { model: TextModel | undefined } | undefined;

/**
 * The text model, read when the first text is, so that a start of the function costs nothing. Undefined where there is
 * none, or where it cannot be read: then the rules alone go on, and the log says why.
 */
export function loadModel(): TextModel | undefined {
  loaded ??= { model: load() };
  return loaded.model;
}

function load(): TextModel | undefined {
  try {
    return readTextModel(readFileSync(modelFile, "utf8"));
  } catch (error) {
    // A city may go without one. The runtime makes a log entry of it: a logger of ours would lengthen every start.
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== "ENOENT") console.error(`the text model is no use, triage goes by the rules alone: ${message}`);
    return undefined;
  }
}
