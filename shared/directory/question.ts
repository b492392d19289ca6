import * as z from "zod";
import { Id, Name } from "./names.ts";

const datatypes = ["string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"] as const;

/** What else a category asks of the requester, in the data types of Open311 GeoReport v2. */
export const Question = z
  .strictObject({
    code: Id,
    datatype: z.enum(datatypes),
    required: z.boolean().default(false),
    name: Name,
    /** What may be answered: for lists only. */
    values: z
      .array(z.strictObject({ key: Id, name: Name }))
      .min(1)
      .optional(),
  })
  .refine(({ datatype, values }) => datatype.endsWith("list") === (values !== undefined), {
    error: "a list has values to choose from, every other datatype has none",
    path: ["values"],
  });
export type Question = z.infer<typeof Question>;
