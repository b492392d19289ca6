import type { Directory } from "../../directory/directory.ts";
import type { Kind } from "../../directory/names.ts";
import { localDate, localTime } from "../calendar/working-days.ts";
import { dateOf, dayOf } from "../calendar/zone.ts";
import { type Context, calendarOf, type Decision } from "../decision.ts";
import { type DossierDecision, decideDossier } from "../dossier.ts";
import { digest } from "../history.ts";
import { earliest } from "../instant.ts";
import { policyAt } from "../policy-at.ts";
import { notSo } from "../refusal.ts";
import { needRef, type Visit, visitAfter, visitId } from "../visit.ts";
import { openCase, type Ticket } from "./open-case.ts";

/** One thing that the enterprise asked for (问需) or proposed (问计). */
export interface Need {
  title: string;
  body: string;
  kind?: Kind | undefined;
  category?: string | undefined;
  region?: string | undefined;
  address?: string | undefined;
}

export interface VisitBody {
  /** The contact point's own number of the visit. */
  visitRef: string;
  /** The channel of the contact point. */
  contactPoint: string;
  enterprise: string;
  /** With whom of the enterprise it was. */
  contact?: { name?: string | undefined; phone?: string | undefined } | undefined;
  date: string;
  note?: string | undefined;
  needs: Need[];
}

export interface LoggedVisit {
  visit: DossierDecision<"visit", Visit>;
  /** The case of each need, in order; each with the ticket that opened it. */
  cases: { decision: Decision; ticket: Ticket }[];
}

/**
 * 走访: logs a visit, and opens a case for each need by the way that any ticket comes in; all of it is written together or
 * not at all. A case counts from the visit's day where that is over already: logging late gains no time. `ids` are the
 * cases' and tickets' ids. Throws the Refusals UnknownContactPoint and VisitInFuture, and those of `openCase`.
 */
export function logVisit(
  partner: string,
  body: VisitBody,
  ids: { caseId: string; ticketId: string }[],
  context: Context,
): LoggedVisit {
  const { directory, now } = context;
  checkContactPoint(directory, body.contactPoint);
  const calendar = calendarOf(directory, { policy: policyAt(directory, now).id });
  if (body.date > localDate(calendar, now)) {
    throw notSo("VisitInFuture", `the visit of ${body.date} lies in the future: log it when it has been made`, "/date");
  }
  const { visitRef, contactPoint, enterprise, contact, date, needs, note } = body;
  const receivedAt = earliest(localTime(calendar, dateOf(dayOf(date) + 1), "00:00"), now);
  policyAt(directory, receivedAt, "date");
  const cases = needs.map((need, index) => {
    const ticket: Ticket = {
      ...need,
      ...{ channel: contactPoint, externalRef: needRef(visitRef, index + 1), receivedAt },
      requester: { ...contact, enterprise },
    };
    const { caseId = "", ticketId = "" } = ids[index] ?? {};
    return { ticket, decision: openCase({ caseId, ticketId, partner, ticket }, context) };
  });
  const about = {
    dossier: "visit",
    dossierId: visitId(partner, visitRef),
    before: undefined,
    evolve: visitAfter,
  } as const;
  const visit = decideDossier<"visit", Visit>(about, context, ({ emit }) =>
    emit(
      "VisitLogged",
      {
        ...{ partner, contactPoint, date, bodyHash: digest(body) },
        needs: cases.map(({ decision }, index) => ({
          caseId: decision.after.caseId,
          ticketId: ids[index]?.ticketId ?? "",
        })),
      },
      { visitRef, enterprise, contact, note },
    ),
  );
  return { visit, cases };
}

function checkContactPoint({ channels }: Directory, contactPoint: string): void {
  const known = channels.filter(({ replyPath }) => replyPath === "contact-point").map(({ code }) => code);
  if (known.includes(contactPoint)) return;
  throw notSo(
    "UnknownContactPoint",
    `${contactPoint} is no contact point of the directory: use one of ${known.join(", ") || "none, there are none"}`,
    "/contactPoint",
  );
}
