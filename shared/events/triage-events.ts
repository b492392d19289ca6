import * as z from "zod";
import { Id, Kind, ReferTo, RegionCode, Severity, Track } from "../directory/names.ts";
import { Grade, recordHash } from "./parts.ts";

/** What a person can correct of what triage found. The severity has its own events. */
const Facts = {
  kind: Kind,
  category: z.string(),
  highRisk: z.boolean(),
  tracks: z.array(Track),
  region: RegionCode.optional(),
};
/** 异常名录: what a requester is told of the entry for which an appeal is screened; in the directory's list it has no id. */
const Listing = z.strictObject({ entryId: z.string().optional(), until: z.iso.date(), appealTo: Id });

/** What a case is taken for, by triage and by people (研判、甄别). */
export const triageEvents = {
  CaseTriaged: z.strictObject({
    ...Grade,
    region: RegionCode.optional(),
    /** The event that its words speak of. */
    event: Id.optional(),
    confidence: z.number(),
    evidence: z.array(
      z.strictObject({
        field: z.string(),
        value: z.string(),
        rule: z.string(),
        words: z.array(z.string()),
        score: z.number(),
      }),
    ),
    /** The categories that came next, the best first, with their shares of certainty. */
    candidates: z.array(z.strictObject({ category: z.string(), share: z.number() })).optional(),
    /** The version of the text model that helped; none where the rules read alone. */
    model: z.string().optional(),
    /** Triage was unsure: a triage officer looks at it. */
    check: z.boolean().optional(),
    screening: z.boolean(),
    /** The entry of the abnormal list for which it is screened, the last day before it ends, and who hears an appeal. */
    listing: Listing.optional(),
  }),
  /** What triage found stands: an officer says so, or nobody has said otherwise in time. */
  TriageConfirmed: z.strictObject({ by: z.enum(["person", "silence"]) }),
  /** A person knows better: what the case is from now on, and what it was taken for. */
  TriageCorrected: z.strictObject({
    ...Facts,
    from: z.strictObject(Facts),
    /** The event that it belongs to from now on. */
    event: Id.optional(),
    /** It goes to the unit of the corrected matrix row. */
    rerouted: z.boolean(),
    recordHash,
  }),
  SeverityChanged: z.strictObject({
    from: Severity,
    to: Severity,
    cause: z.enum(["person", "supplement", "merge", "track"]),
    recordHash,
  }),
  /** Lowering takes a second person. */
  SeverityLoweringProposed: z.strictObject({ to: Severity, recordHash }),
  SeverityLoweringDecided: z.strictObject({
    to: Severity,
    decision: z.enum(["approved", "refused"]),
    by: z.enum(["person", "silence"]),
    recordHash,
  }),
  ScreeningDecided: z.strictObject({
    decision: z.enum(["accepted", "not-accepted", "returned", "referred"]),
    by: z.enum(["person", "silence"]),
    /** 引导: where the requester is sent. Callback staff then ask whether they got there. */
    referTo: ReferTo.optional(),
    recordHash,
  }),
} as const;
