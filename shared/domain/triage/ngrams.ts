import { normalise } from "../normalised-text.ts";

/** A text as the model reads it: normalised, each run of digits one 0, so that no number of a person is learned. */
export function modelText(text: string): string {
  return normalise(text).replace(/\p{Nd}+/gu, "0");
}

/**
 * Every n-gram of up to `longest` characters, as often as it occurs, within runs of letters and digits: words are not told
 * apart in Chinese, and one to three characters do as well.
 */
export function* ngramsOf(text: string, longest: number): Generator<string> {
  for (const run of text.split(/[^\p{L}\p{N}]+/u)) {
    const characters = [...run];
    for (let start = 0; start < characters.length; start += 1) {
      let ngram = "";
      for (const character of characters.slice(start, start + longest)) {
        ngram += character;
        yield ngram;
      }
    }
  }
}
