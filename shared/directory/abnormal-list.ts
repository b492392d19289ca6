import * as z from "zod";
import { Id } from "./names.ts";

/**
 * 异常名录: a requester whose tickets a person screens first. Fair by construction: it rests on evidence, two people
 * answer for it, it ends by itself within a year, and it names who hears an appeal.
 */
export const AbnormalEntry = z.strictObject({
  /** SHA-256 of the digits of the requester's phone, a mobile number's eleven without +86, so that the list names nobody. */
  requester: z.string().regex(/^[0-9a-f]{64}$/, "write the SHA-256 of the phone's digits, 64 hexadecimal digits"),
  /** What it rests on: case ids, findings. No names. */
  evidence: z.string().min(1),
  proposedBy: z.string().min(1),
  approvedBy: z.string().min(1),
  /** The first day it counts, and the first day it no longer does; in the city's zone. */
  from: z.iso.date(),
  until: z.iso.date(),
  /** The unit that hears an appeal against the entry. */
  appealTo: Id,
});
export type AbnormalEntry = z.infer<typeof AbnormalEntry>;
