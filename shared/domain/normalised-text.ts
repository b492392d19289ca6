/**
 * A text in the one form in which words are looked for: NFKC (full-width letters and digits become plain ones), lower
 * case, without control and invisible characters, white space as single blanks and none between Chinese characters, so
 * that neither a line break nor a zero-width blank hides a word.
 */
export function normalise(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/\p{Cf}/gu, "")
    .replace(/[\s\p{Cc}]+/gu, " ")
    .replace(/(?<=\p{Script=Han}) (?=\p{Script=Han})/gu, "")
    .trim();
}
