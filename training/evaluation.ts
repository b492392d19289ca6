import type { Directory } from "../shared/directory/directory.ts";
import { readTicket } from "../shared/domain/triage/classify.ts";
import type { TextModel } from "../shared/domain/triage/text-model.ts";
import { answerAt, filingOf } from "./filing.ts";
import { InputRefused, type LabelledMessage } from "./messages.ts";
import { type Answer, type Figures, figuresOf, round } from "./metrics.ts";

/** Which part of the classifier is measured; `both` is what the triage step runs. */
export const ways = ["both", "rules", "model"] as const;
export type Way = (typeof ways)[number];

export interface Evaluation extends Figures {
  /** The share of messages that a triage officer would be asked about: below the directory's `officerBelow`. */
  sentToOfficer: number;
  officerBelow: number;
  with: Way;
  directory: string;
  /** Versions of the text models asked; several where each part was measured by a model of its own. */
  models: string[];
  /** Milliseconds a message, all of the classifier, the first message not counted. */
  milliseconds: { p50: number; p99: number; most: number };
}

/** Classifies messages as the triage step does and compares with their labels. Throws InputRefused when there is none. */
export function evaluate(
  directory: Directory,
  parts: readonly { messages: readonly LabelledMessage[]; model: TextModel | undefined }[],
  way: Way,
): Evaluation {
  const answers: Answer[] = [];
  const times: number[] = [];
  let unsure = 0;
  for (const { messages, model } of parts) {
    for (const message of messages) {
      const start = performance.now();
      const { answer, confidence } = answerTo(directory, message, model, way);
      times.push(performance.now() - start);
      answers.push(answer);
      if (confidence < directory.triage.officerBelow) unsure += 1;
    }
  }
  if (answers.length === 0) throw new InputRefused("there is no message to measure on");
  times.shift();
  times.sort((a, b) => a - b);
  const at = (share: number) => round(times[Math.min(Math.floor(times.length * share), times.length - 1)] ?? 0);
  return {
    ...figuresOf(answers),
    sentToOfficer: round(unsure / answers.length),
    officerBelow: directory.triage.officerBelow,
    with: way,
    directory: directory.version,
    models: parts.flatMap(({ model }) => model?.version ?? []),
    milliseconds: { p50: at(0.5), p99: at(0.99), most: at(1) },
  };
}

function answerTo(
  directory: Directory,
  message: LabelledMessage,
  model: TextModel | undefined,
  way: Way,
): { answer: Answer; confidence: number } {
  const filing = filingOf(directory, message);
  if (way !== "model") {
    const { title, body } = message;
    const read = readTicket(directory.triage, { title, body }, way === "both" ? model : undefined);
    return { answer: answerAt(filing, read), confidence: read.triage.confidence };
  }
  if (!model) throw new InputRefused("there is no text model to measure");
  if (!("label" in filing)) {
    throw new InputRefused(`${message.at}: the model alone knows labels only; measure categories with rules or both`);
  }
  const { shares } = model.read(message.title, message.body);
  const confidence = Math.max(...shares);
  const given = model.labels[shares.indexOf(confidence)] as string;
  return { answer: { right: filing.label, given, confidence }, confidence };
}
