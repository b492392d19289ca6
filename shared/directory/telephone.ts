import * as z from "zod";

/** A telephone number of an office or of somebody on duty: digits, blanks and hyphens, `+` in front where it is needed. */
export const Telephone = z.string().regex(/^\+?\d[\d -]{1,19}$/, "write digits, blanks and hyphens");
