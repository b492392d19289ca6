import * as z from "zod";
import { Id, Kind } from "../directory/names.ts";
import { At, recordHash } from "./parts.ts";

const share = z.number().min(0).max(1);
/** How far two matters are the same, and what that is made of. */
const Likeness = {
  score: share,
  parts: z.strictObject({
    text: share,
    category: share,
    place: share.optional(),
    names: share.optional(),
    respondent: share.optional(),
    address: share.optional(),
    numbers: share.optional(),
  }),
};
const MaybeLikeness = { score: Likeness.score.optional(), parts: Likeness.parts.optional() };
const MergedBy = z.enum(["triage", "person", "supplement"]);

/** What a case has to do with others (归组、并件、拆件). */
export const matterEvents = {
  /** 归组: another case is about the same matter; both stay cases of their own. */
  CaseLinked: z.strictObject({ group: z.string(), other: z.string(), sameRequester: z.boolean(), ...Likeness }),
  /** 重复诉求: so many appeals of this requester on this matter, and the cases they led to. */
  RepeatFlagged: z.strictObject({ count: z.int().min(2), cases: z.array(z.string()) }),
  /** 并件: this case's tickets are worked in another one from now on. `by` a person: without a likeness, with a reason. */
  CaseMerged: z.strictObject({ into: z.string(), by: MergedBy, ...MaybeLikeness, recordHash }),
  /** One ticket of a case that was merged into this one; the record is a copy of it. */
  TicketMerged: z.strictObject({
    ticketId: z.string(),
    from: z.string(),
    partner: Id,
    receivedAt: At,
    highRisk: z.boolean(),
    by: MergedBy,
    ...MaybeLikeness,
    recordHash,
  }),
  /** 撤销并件: the case goes its own way again, under its own clocks. */
  CaseUnmerged: z.strictObject({ from: z.string(), epoch: z.int().positive(), recordHash }),
  /** A ticket went back to its own case; its copy here is gone. */
  TicketUnmerged: z.strictObject({ ticketId: z.string(), from: z.string() }),
  /** 拆件: the ticket holds another matter of another kind, which is a case of its own now. */
  CaseSplit: z.strictObject({
    into: z.string(),
    kind: Kind,
    by: z.enum(["triage", "person", "screening"]),
    recordHash,
  }),
} as const;
