import * as z from "zod";
import { Name } from "../directory/names.ts";
import { CaseId } from "./ticket.ts";

// Lazy, as all views: they describe answers in the API document.

const At = z.iso.datetime();
const part = z.number().optional();

/** What a likeness is made of, each from 0 to 1; what one of the two is silent about is left out. */
const Parts = z.strictObject({
  text: z.number(),
  category: z.number(),
  place: part,
  names: part,
  respondent: part,
  address: part,
  numbers: part,
});

/** What a case has to do with others. */
export const LinksView = z
  .lazy(() =>
    z.strictObject({
      caseId: CaseId,
      /** The case after which the group is named. */
      group: CaseId.optional(),
      repeat: z.int().optional(),
      mergedInto: CaseId.optional(),
      mergedFrom: z.array(z.strictObject({ caseId: CaseId, tickets: z.array(z.string()) })),
      splitFrom: CaseId.optional(),
      splitInto: CaseId.optional(),
      /** Each case of the group that was linked, and to which; this one and the group's first among them. */
      cases: z.array(z.strictObject({ caseId: CaseId, other: CaseId, score: z.number(), parts: Parts, linkedAt: At })),
      /** How this case came by all that. */
      steps: z.array(
        z.strictObject({
          seq: z.int(),
          at: At,
          type: z.string(),
          by: z.string(),
          other: CaseId.optional(),
          score: z.number().optional(),
          parts: Parts.optional(),
          explanation: Name,
        }),
      ),
    }),
  )
  .meta({ id: "Links" });
