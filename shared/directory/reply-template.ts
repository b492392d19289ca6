import * as z from "zod";
import { CategoryCode, Id, Name } from "./names.ts";

/** What an answer must say, by the place that its wording leaves for it: `{result}`. */
export const replyElements = ["facts", "result", "measures", "basis", "remedy", "contact"] as const;

/** 答复口径: how matters of a category, and of all below it, are answered. The longest code and the newest version hold. */
export const ReplyTemplate = z.strictObject({
  id: Id,
  category: CategoryCode,
  version: z.int().positive(),
  requires: z.array(z.enum(replyElements)).min(1),
  wording: Name,
});
export type ReplyTemplate = z.infer<typeof ReplyTemplate>;
