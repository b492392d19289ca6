import { parseArgs } from "node:util";
import { modelFile } from "../functions/triage/load-model.ts";
import { loadDirectory } from "../shared/directory/load.ts";
import { readTextModel, type TextModel } from "../shared/domain/triage/text-model.ts";
import { isHeldOut, modelOf } from "./build-model.ts";
import { buildCorpus, parts } from "./corpus.ts";
import { evaluate, type Way, ways } from "./evaluation.ts";
import { printEvaluation } from "./evaluation-report.ts";
import { filingOf, labelToLearn } from "./filing.ts";
import { InputRefused, type LabelledMessage, partOf, readMessages } from "./messages.ts";
import { readModelFile } from "./present-model.ts";

const help = `npm run evaluate -- --input <file.jsonl> [--with rules|model|both] [--json]

Reads messages with labels, {"title", "body", "label"} a line, classifies each as the triage step does, and says how often
and how surely it was right. A label is one of the text model's, or a category of the directory by code or name.

--with       both (as the triage step), rules alone, or the model alone (its labels only); both unless told
--directory  the directory whose rules are used; sample/ unless told
--model      the text model; the one the triage step uses unless told
--held-out   only the messages that training holds out
--folds <n>  trains on all but one of n parts and measures on that one, for each: for data the model was trained on
--json       one JSON document on standard output
`;

const options = {
  input: { type: "string" },
  with: { type: "string", default: "both" },
  directory: { type: "string", default: "sample" },
  model: { type: "string", default: modelFile },
  "held-out": { type: "boolean", default: false },
  folds: { type: "string" },
  json: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

/** Measures the classifier from the command line. */
function main(): void {
  const { values } = parseArgs({ options });
  if (values.help) return void process.stdout.write(help);
  if (values.input === undefined) throw new InputRefused(`name the messages: --input <file>\n\n${help}`);
  if (!ways.includes(values.with as Way)) throw new InputRefused(`--with is one of ${ways.join(", ")}`);
  const way = values.with as Way;
  const { input, directory: folder, "held-out": heldOut } = values;
  const directory = loadDirectory(folder);
  const read = readMessages(input);
  // All labels are looked at before any text is: a typing error is told at once.
  const filings = new Map(read.map((message) => [message, filingOf(directory, message)]));
  const messages = heldOut ? read.filter((one) => isHeldOut({ part: partOf(one, parts) })) : read;
  const evaluation =
    values.folds === undefined
      ? evaluate(
          directory,
          [{ messages, model: way === "rules" ? undefined : readTextModel(readModelFile(values.model)) }],
          way,
        )
      : evaluate(directory, foldsOf(Number(values.folds)), way);
  if (values.json) process.stdout.write(`${JSON.stringify(evaluation, null, 2)}\n`);
  else process.stdout.write(printEvaluation(evaluation));

  function foldsOf(folds: number): { messages: LabelledMessage[]; model: TextModel | undefined }[] {
    if (!Number.isInteger(folds) || folds < 2) throw new InputRefused("--folds is a whole number from 2");
    return Array.from({ length: folds }, (_, fold) => {
      const isOut = (message: LabelledMessage) => partOf(message, folds) === fold;
      const learned = messages
        .filter((message) => !isOut(message))
        .flatMap((message) => {
          const filing = filings.get(message);
          const label = filing && labelToLearn(directory, filing);
          return label === undefined ? [] : [{ ...message, label }];
        });
      const model = way === "rules" ? undefined : modelOf(buildCorpus(learned));
      return { messages: messages.filter(isOut), model };
    });
  }
}

try {
  main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
