import * as z from "zod";
import { CategoryCode, Id, Kind, RegionCode, Severity } from "../directory/names.ts";

/** Text with something to read in it: control characters and blanks alone are nothing. */
export const readable = (most: number) =>
  z
    .string()
    .max(most)
    .refine((value) => /[^\p{C}\p{Z}]/u.test(value), { error: "there is nothing to read in it" });

/** Where a moment is asked for: RFC 3339 with an offset. Kept in UTC. */
export const Moment = z.iso
  .datetime({ offset: true, abort: true })
  .refine((value) => /^\d{4}-/.test(utc(value)), { error: "no such moment", abort: true })
  .overwrite(utc);

/** In UTC; empty for what is no moment. Years of more than four digits begin with a sign and are none of ours. */
function utc(value: string): string {
  const millis = Date.parse(value);
  return Number.isNaN(millis) ? "" : new Date(millis).toISOString();
}

/** Degrees, kept to a centimetre: the table holds no number as small as a sender may write one. */
const degrees = (most: number) =>
  z
    .number()
    .min(-most)
    .max(most)
    .overwrite((value) => Math.round(value * 1e7) / 1e7);

export const CaseId = z.string().regex(/^[0-9A-HJKMNP-TV-Z]{26}$/, "a case id has 26 characters");

export const Requester = z
  .strictObject({
    name: readable(100).optional(),
    phone: z
      .string()
      .regex(
        /^[+＋(（]{0,2}[0-9０-９][0-9０-９ \u3000()（）－-]{4,22}$/,
        "digits, blanks, brackets and hyphens, for example 13800000001",
      )
      .optional(),
    idNumber: z.string().max(32).optional(),
    /** Name of the enterprise that appeals. */
    enterprise: readable(200).optional(),
  })
  .meta({ id: "Requester" });

/** The body of `POST /v1/tickets`. Unknown fields are refused, so that a typing error loses nothing. */
export const TicketBody = z
  .strictObject({
    /** The partner's own number of the ticket: the same one again is the same case. */
    externalRef: z
      .string()
      .regex(/^[\w.:-]{1,64}$/, "letters, digits and . : _ - only, 64 at most")
      .optional(),
    channel: Id,
    title: readable(200),
    body: readable(20_000),
    kind: Kind.optional(),
    category: CategoryCode.optional(),
    severity: Severity.optional(),
    region: RegionCode.optional(),
    /** The event that it belongs to; tickets of an event's desk need not say it. */
    event: Id.optional(),
    address: readable(300).optional(),
    location: z.strictObject({ lat: degrees(90), lng: degrees(180) }).optional(),
    /** When the channel received it; left out: now. Every clock counts from it. */
    receivedAt: Moment.optional(),
    /** Left out: anonymous. */
    requester: Requester.optional(),
    /** Whom it is about. */
    respondent: readable(200).optional(),
    language: z
      .string()
      .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, "a language tag such as zh-CN")
      .optional(),
  })
  .meta({ id: "Ticket" });

export const Receipt = z
  .strictObject({
    caseId: CaseId,
    ticketId: z.string(),
    externalRef: z.string().optional(),
    stage: z.string(),
    receivedAt: z.iso.datetime(),
    openedAt: z.iso.datetime(),
    /** When a person must have answered the requester, by what is known before triage. */
    firstResponseDueAt: z.iso.datetime().optional(),
    /** True when the same reference came with another body, which now stands beside the first. */
    supplement: z.boolean(),
  })
  .meta({ id: "Receipt" });
export type Receipt = z.infer<typeof Receipt>;
