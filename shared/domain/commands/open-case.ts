import type { Directory } from "../../directory/directory.ts";
import type { Kind, Severity, Track } from "../../directory/names.ts";
import type { Channel } from "../../directory/places-and-people.ts";
import { type Context, calendarOf, type Decision, type Draft, decideNew } from "../decision.ts";
import { eventOfDesk } from "../event-of.ts";
import { earliest, type Instant, toMillis } from "../instant.ts";
import { starting } from "../limits.ts";
import { policyAt } from "../policy-at.ts";
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
  /** The event that it belongs to, where the sender knows. */
  event?: string | undefined;
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
  /** The sensitive case that this rumour is about. */
  rumourOf?: string;
}

/**
 * Opens a case for a ticket: stage triage, with the first-response clock running since the ticket was received.
 * Refuses what the channel lacks, places and categories the directory does not know, and times that cannot be counted.
 */
export function openCase({ caseId, ticketId, partner, ticket, rumourOf }: Intake, context: Context): Decision {
  const { directory, now } = context;
  if (ticket.receivedAt !== undefined && toMillis(ticket.receivedAt) - toMillis(now) > skew) {
    throw notSo(
      "ReceivedInFuture",
      `receivedAt ${ticket.receivedAt} lies after now, ${now}: send the time of receipt`,
      "/receivedAt",
    );
  }
  const { clockStarts, tracks: ofChannel } = knownChannel(directory, ticket);
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
  const calendar = calendarOf(directory, { policy: policy.id });
  const made = { channel: ticket.channel, region, at: receivedAt };
  const event = ticket.event ?? eventOfDesk(directory, calendar, made)?.id;
  const { otherwise } = directory.triage;
  const facts = {
    kind: ticket.kind ?? otherwise.kind,
    category: ticket.category ?? otherwise.category,
    severity: ticket.severity ?? otherwise.severity,
    highRisk: false,
    tracks: [...new Set<Track>([...ofChannel, ...(event === undefined ? [] : ["event" as const])])].sort(),
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
        ...(rumourOf === undefined ? {} : { rumourOf }),
        region,
        ...(event === undefined ? {} : { event }),
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

function checkKnown({ regions, categories, events }: Directory, { region, category, event }: Ticket): void {
  if (event !== undefined && !events.some(({ id }) => id === event)) {
    throw notSo(
      "UnknownEvent",
      `event ${event} is not in the directory: send the id of one that is, or none`,
      "/event",
    );
  }
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
