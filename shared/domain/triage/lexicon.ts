/** A list of words in a form in which all of them are looked for in one pass over a text. */
export interface Lexicon {
  /** Calls back with the place in the list of every word that occurs, once for each time it occurs. */
  scan(text: string, found: (word: number) => void): void;
}

/**
 * Builds a lexicon, a tree of characters held in flat arrays: reading a text costs a few steps a character, however many
 * words there are. Words are matched as they are written; of equal ones the last counts. An empty word is never found.
 */
export function lexicon(words: readonly string[]): Lexicon {
  const letters = numberLetters(words);
  const steps = new Steps(letters.count, words);
  // The word that ends at a node, by its place in the list.
  const ends = new Int32Array(steps.nodeLimit).fill(-1);
  for (const [place, word] of words.entries()) {
    let node = 0;
    for (let at = 0; at < word.length; at += 1) node = steps.add(node, letters.of[word.charCodeAt(at)] ?? 0);
    if (node > 0) ends[node] = place;
  }
  return {
    scan(text, found) {
      const codes = new Uint16Array(text.length);
      for (let at = 0; at < text.length; at += 1) codes[at] = letters.of[text.charCodeAt(at)] ?? 0;
      for (let start = 0; start < codes.length; start += 1) {
        let node = 0;
        for (let at = start; at < codes.length; at += 1) {
          const letter = codes[at] as number;
          if (letter === 0) break;
          node = steps.next(node, letter);
          if (node === 0) break;
          const word = ends[node] as number;
          if (word >= 0) found(word);
        }
      }
    },
  };
}

/** The characters of the words, numbered from 1, so that a step fits into one small number. 0 is every other one. */
function numberLetters(words: readonly string[]): { of: Uint16Array; count: number } {
  const of = new Uint16Array(65_536);
  let count = 1;
  for (const word of words) {
    for (let at = 0; at < word.length; at += 1) {
      const code = word.charCodeAt(at);
      if (of[code] === 0) of[code] = count++;
    }
  }
  return { of, count };
}

/** Which node follows on which letter: a hash table with open addressing. Node 0 is the root, and so "none". */
class Steps {
  readonly nodeLimit: number;
  readonly #letters: number;
  readonly #mask: number;
  readonly #keys: Int32Array;
  readonly #nodes: Int32Array;
  #count = 1;

  constructor(letters: number, words: readonly string[]) {
    this.nodeLimit = 1 + words.reduce((sum, word) => sum + word.length, 0);
    this.#letters = letters;
    if (this.nodeLimit * letters >= 2 ** 31) throw new Error(`${words.length} words are too many for a lexicon`);
    const size = 2 ** Math.ceil(Math.log2(2 * this.nodeLimit));
    this.#mask = size - 1;
    this.#keys = new Int32Array(size).fill(-1);
    this.#nodes = new Int32Array(size);
  }

  next(node: number, letter: number): number {
    return this.#nodes[this.#slot(node * this.#letters + letter)] as number;
  }

  add(node: number, letter: number): number {
    const key = node * this.#letters + letter;
    const slot = this.#slot(key);
    if (this.#keys[slot] === -1) {
      this.#keys[slot] = key;
      this.#nodes[slot] = this.#count++;
    }
    return this.#nodes[slot] as number;
  }

  /** Where the key stands, or the free place where it would. */
  #slot(key: number): number {
    let slot = (Math.imul(key, 0x9e3779b1) >>> 7) & this.#mask;
    while (this.#keys[slot] !== key && this.#keys[slot] !== -1) slot = (slot + 1) & this.#mask;
    return slot;
  }
}
