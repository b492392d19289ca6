import { fewestMessages, inTitle } from "../shared/domain/triage/model-file.ts";
import { modelText, ngramsOf } from "../shared/domain/triage/ngrams.ts";
import { rarityOf } from "../shared/domain/triage/text-model.ts";
import type { Example } from "./corpus.ts";

/** How texts become numbers. Tried on five parts of real appeals; more n-grams, or longer ones, make it no better. */
export const reading = { longest: 3, titleCounts: 1, damping: 200, features: 16_000 } as const;

/** The n-grams a model looks at, in the order of the alphabet, each with the number of messages it occurs in. */
export interface Vocabulary {
  ngrams: string[];
  messages: number[];
  rows: number;
}

/** A message as the places of its n-grams in the vocabulary and their values, the whole of length 1 (damped). */
export interface Vector {
  places: Int32Array;
  values: Float64Array;
}

/**
 * How often each n-gram occurs, an occurrence in the title counted several times; those of the title once more by
 * themselves, since a title tells the matter and a body also what surrounds it.
 */
export function countNgrams({ title, body }: { title: string; body: string }): Map<string, number> {
  const counts = new Map<string, number>();
  const add = (text: string, times: number, mark = "") => {
    for (const ngram of ngramsOf(modelText(text), reading.longest)) {
      counts.set(mark + ngram, (counts.get(mark + ngram) ?? 0) + times);
    }
  };
  add(title, reading.titleCounts);
  add(title, 1, inTitle);
  add(body, 1);
  return counts;
}

/**
 * The n-grams that tell labels apart best, by chi-square with the label they tell most about, none of them from fewer than
 * five messages.
 */
export function chooseVocabulary(examples: readonly Example[], labels: number): Vocabulary {
  const occurs = new Map<string, Uint32Array>();
  const sizes = new Uint32Array(labels);
  for (const { counts, label } of examples) {
    sizes[label] = (sizes[label] ?? 0) + 1;
    for (const ngram of counts.keys()) {
      let by = occurs.get(ngram);
      if (!by) {
        by = new Uint32Array(labels);
        occurs.set(ngram, by);
      }
      by[label] = (by[label] ?? 0) + 1;
    }
  }
  const rows = examples.length;
  const scored = [...occurs].flatMap(([ngram, by]) => {
    const messages = by.reduce((sum, n) => sum + n, 0);
    if (messages < fewestMessages) return [];
    const tells = Math.max(...Array.from(by, (inside, label) => chiSquare(inside, messages, sizes[label] ?? 0, rows)));
    return [{ ngram, messages, tells }];
  });
  const chosen = scored
    .sort((a, b) => b.tells - a.tells || inOrder(a.ngram, b.ngram))
    .slice(0, reading.features)
    .sort((a, b) => inOrder(a.ngram, b.ngram));
  return { ngrams: chosen.map(({ ngram }) => ngram), messages: chosen.map(({ messages }) => messages), rows };
}

/** Turns counts into vectors over a vocabulary. */
export function vectors({ ngrams, messages, rows }: Vocabulary): (counts: Map<string, number>) => Vector {
  const places = new Map(ngrams.map((ngram, place) => [ngram, place]));
  const rarity = messages.map((n) => rarityOf(n, rows));
  return (counts) => {
    const known = [...counts].flatMap(([ngram, times]) => {
      const place = places.get(ngram);
      return place === undefined ? [] : [{ place, value: (1 + Math.log(times)) * (rarity[place] ?? 0) }];
    });
    const length = Math.sqrt(known.reduce((sum, { value }) => sum + value ** 2, reading.damping as number));
    return {
      places: Int32Array.from(known, ({ place }) => place),
      values: Float64Array.from(known, ({ value }) => value / length),
    };
  };
}

/** How far "occurs" and "is of this label" are from having nothing to do with each other. */
function chiSquare(inside: number, messages: number, size: number, rows: number): number {
  const outside = messages - inside;
  const without = size - inside;
  const neither = rows - messages - without;
  const expected = messages * (rows - messages) * size * (rows - size);
  return expected === 0 ? 0 : (rows * (inside * neither - outside * without) ** 2) / expected;
}

function inOrder(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
