import type { Directory } from "../../directory/directory.ts";
import type { Kind, Severity } from "../../directory/names.ts";
import type { Channel } from "../../directory/places-and-people.ts";
import type { Policy } from "../../directory/policy.ts";
import { localDate } from "../calendar/working-days.ts";
import { type Context, type Decision, type Draft, decideNew } from "../decision.ts";
import { earliest, type Instant, toMillis } from "../instant.ts";
import { starting } from "../limits.ts";
import { notSo } from "../refusal.ts";
import { regionOf } from "../region.ts";

/** How far a sender's clock may be ahead of ours, in milliseconds. */
const skew = 5 * 60_000;

/** 工单: what arrived from a channel, kept as it came. */
export interface Ticket {
  channel: string;
  externalRef?: string | undefined;
  title: string;
  body: string;
  kind?: Kind | undefined;
  category?: string | undefined;
  severity?: Severity | undefined;
  region?: string | undefined;
  address?: string | undefined;
  location?: { lat: number; lng: number } | undefined;
  /** When the channel received it; the moment of intake where it does not say. */
  receivedAt?: Instant | undefined;
  requester?:
    | {
        name?: string | undefined;
        phone?: string | undefined;
        idNumber?: string | undefined;
        enterprise?: string | undefined;
      }
    | undefined;
  respondent?: string | undefined;
  language?: string | undefined;
}

export interface Intake {
  caseId: string;
  ticketId: string;
  partner: string;
  ticket: Ticket;
}

/**
 * Opens a case for a ticket: stage triage, with the first-response clock running since the ticket was received.
 * Refuses what the channel lacks, places and categories the directory does not know, and times that cannot be counted.
 */
export function openCase({ caseId, ticketId, partner, ticket }: Intake, context: Context): Decision {
  const { directory, now } = context;
  if (ticket.receivedAt !== undefined && toMillis(ticket.receivedAt) - toMillis(now) > skew) {
    throw notSo(
      "ReceivedInFuture",
      `receivedAt ${ticket.receivedAt} lies after now, ${now}: send the time of receipt`,
      "/receivedAt",
    );
  }
  const { clockStarts } = knownChannel(directory, ticket);
  checkKnown(directory, ticket);
  // Clocks differ a little: what came "just now" by the sender's clock came now by ours, and never later.
  const receivedAt = clockStarts === "us" ? now : earliest(ticket.receivedAt ?? now, now);
  const policy = policyAt(directory, receivedAt);
  const region = regionOf(directory, {
    region: ticket.region,
    location: ticket.location,
    address: ticket.address,
    text: `${ticket.title} ${ticket.body}`,
  });
  const { otherwise } = directory.triage;
  const facts = {
    kind: ticket.kind ?? otherwise.kind,
    category: ticket.category ?? otherwise.category,
    severity: ticket.severity ?? otherwise.severity,
    highRisk: false,
    tracks: [],
    policy: policy.id,
  };
  return decideNew(caseId, context, ({ emit }: Draft) =>
    emit(
      "CaseOpened",
      {
        ...facts,
        ticketId,
        partner,
        channel: ticket.channel,
        externalRef: ticket.externalRef,
        region,
        receivedAt,
        directoryVersion: directory.version,
      },
      {
        clocks: {
          started: [starting("triage", facts, context, now), starting("first-response", facts, context, receivedAt)],
        },
        said: { ...ticket },
      },
    ),
  );
}

/** The channel of a ticket that brings what its channel must bring. */
function knownChannel({ channels }: Directory, ticket: Ticket): Channel {
  const channel = channels.find(({ code }) => code === ticket.channel);
  if (channel === undefined) {
    const known = channels.map(({ code }) => code).join(", ");
    throw notSo("UnknownChannel", `channel ${ticket.channel} is not in the directory: use one of ${known}`, "/channel");
  }
  for (const field of channel.requires) {
    if (!brings(ticket, field)) {
      const pointer = `/${(field === "enterprise" ? "requester.enterprise" : field).replaceAll(".", "/")}`;
      throw notSo("ChannelFieldMissing", `channel ${channel.code} must bring ${field}`, pointer);
    }
  }
  return channel;
}

function brings(ticket: Ticket, field: Channel["requires"][number]): boolean {
  switch (field) {
    case "requester.phone":
      return ticket.requester?.phone !== undefined;
    case "enterprise":
      return ticket.requester?.enterprise !== undefined;
    default:
      return ticket[field] !== undefined;
  }
}

function checkKnown({ regions, categories }: Directory, { region, category }: Ticket): void {
  if (region !== undefined && !regions.some(({ code }) => code === region)) {
    throw notSo(
      "UnknownRegion",
      `region ${region} is not in the directory: send a code of the region tree, or an address`,
      "/region",
    );
  }
  if (category !== undefined && !categories.some(({ code }) => code === category)) {
    throw notSo(
      "UnknownCategory",
      `category ${category} is not in the directory: send a code of the category tree, or none`,
      "/category",
    );
  }
}

/** The profile in force on the local day of receipt, whose calendar must be published for that day. */
function policyAt({ policies, calendars }: Directory, receivedAt: Instant): Policy {
  for (const policy of policies) {
    const calendar = calendars.find(({ version }) => version === policy.calendar);
    if (calendar === undefined) continue;
    const day = localDate(calendar, receivedAt);
    if (day < policy.effectiveFrom || (policy.effectiveTo !== undefined && day >= policy.effectiveTo)) continue;
    // Before the first published year nothing can be counted. After the last one the appeal gets in all the same: that a
    // calendar is missing is the operator's to mend, and the case waits for it in the open.
    if (day.slice(0, 4) < (Object.keys(calendar.years).sort()[0] ?? "")) break;
    return policy;
  }
  throw notSo(
    "CalendarNotPublished",
    `no policy with a published working calendar covers ${receivedAt}: correct receivedAt, or let the operator import the calendar of that year`,
    "/receivedAt",
  );
}
