import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { modelFile } from "../functions/triage/load-model.ts";
import { loadDirectory } from "../shared/directory/load.ts";
import type { ModelFile } from "../shared/domain/triage/model-file.ts";
import { readTextModel } from "../shared/domain/triage/text-model.ts";
import { buildModel } from "./build-model.ts";
import { continueModel } from "./continue-model.ts";
import { buildCorpus } from "./corpus.ts";
import { printTraining } from "./evaluation-report.ts";
import { filingOf, labelToLearn } from "./filing.ts";
import { InputRefused, type LabelledMessage, readMessages } from "./messages.ts";
import { readModelFile } from "./present-model.ts";

const help = `npm run train -- --input <file.jsonl> [--from-corrections <file.jsonl>]… [--output <file>]

npm run train -- --from-corrections <file.jsonl>

Learns a text model from messages with labels, {"title", "body", "label"} a line, prints how well it does on messages held
out, and writes it: n-grams and numbers, no text.

--from-corrections    what people corrected, {"title", "body", "category"} a line, learned beside the messages, or without
                      --input on top of the present model; may be repeated
--correction-weight   how much a correction counts beside a message; 3 unless told
--directory           the directory that says which categories a label speaks for; sample/ unless told
--keep-held-out-apart the model that is written does not learn from the messages held out, so that it can be measured on them
--model               the present model; that of the triage step unless told
--output              where the model goes; to the triage step unless told
`;

/** A function's package and the repository carry the model: it must stay small. */
const mostBytes = 1_000_000;

/** Trains from the command line. */
function main(): void {
  const { values } = parseArgs({
    options: {
      input: { type: "string", multiple: true, default: [] },
      "from-corrections": { type: "string", multiple: true, default: [] },
      "correction-weight": { type: "string", default: "3" },
      directory: { type: "string", default: "sample" },
      "keep-held-out-apart": { type: "boolean", default: false },
      model: { type: "string", default: modelFile },
      output: { type: "string", default: modelFile },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return void process.stdout.write(help);
  const { input, "from-corrections": corrections, output } = values;
  if (input.length + corrections.length === 0) throw new InputRefused(`name the messages: --input <file>\n\n${help}`);
  const weight = Number(values["correction-weight"]);
  if (!(weight > 0)) throw new InputRefused("--correction-weight is a number above 0");
  const directory = loadDirectory(values.directory);
  const text = input.length > 0 ? fromMessages() : fromPresentModel();
  const bytes = Buffer.byteLength(text);
  if (bytes > mostBytes) throw new Error(`the model has ${bytes} bytes, more than ${mostBytes}`);
  readTextModel(text);
  writeFileSync(output, text);
  const { labels, provenance } = JSON.parse(text) as ModelFile;
  process.stdout.write(printTraining(output, bytes, labels, provenance));

  function fromMessages(): string {
    const corpus = buildCorpus(input.flatMap(learnable), corrections.flatMap(learnable), weight);
    return buildModel(corpus, { keepOut: values["keep-held-out-apart"] });
  }

  function fromPresentModel(): string {
    const present = readModelFile(values.model);
    const known = (JSON.parse(present) as ModelFile).labels;
    const {
      text: next,
      before,
      after,
    } = continueModel(present, buildCorpus([], corrections.flatMap(learnable), weight, known));
    const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
    process.stdout.write(`on the corrections held out: right ${percent(before)} before, ${percent(after)} after\n`);
    return next;
  }

  function learnable(file: string): LabelledMessage[] {
    const messages = readMessages(file);
    const learned = messages.flatMap((message) => {
      const label = labelToLearn(directory, filingOf(directory, message));
      return label === undefined ? [] : [{ ...message, label }];
    });
    const passed = messages.length - learned.length;
    if (passed > 0) {
      process.stderr.write(
        `${file}: ${passed} of ${messages.length} messages teach nothing: no label, or several, speak for their category\n`,
      );
    }
    return learned;
  }
}

try {
  main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
