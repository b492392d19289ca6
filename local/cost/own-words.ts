import { createHash } from "node:crypto";

/**
 * Title and text of an appeal that nobody else has sent: the same for the same seed. Appeals in the same words are one matter
 * (同一事项), and are merged or linked; a case on its own must have its own.
 */
export function ownWords(seed: string): { title: string; body: string } {
  const words = (part: string, length: number) => {
    const bytes = createHash("sha512").update(`${part} ${seed}`).digest();
    return Array.from({ length }, (_, at) => String.fromCodePoint(0x5000 + (bytes.readUInt16BE(at) % 0x4000))).join("");
  };
  return { title: words("title", 8), body: `${words("body", 20)}，${words("more", 14)}。` };
}
