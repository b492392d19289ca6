import { readFileSync } from "node:fs";
import type { Directory } from "../../shared/directory/directory.ts";
import type { Channel } from "../../shared/directory/places-and-people.ts";
import { type Chance, oneOf } from "./chance.ts";
import type { LocalHours } from "./local-hours.ts";

/** A line of the input, ready to be sent. */
export interface Appeal {
  /** Its number in the input, from 1. */
  number: number;
  /** Whose token it is sent with. */
  partner: string;
  /** The body of `POST /v1/tickets`. */
  body: Record<string, unknown>;
  /** When the input says that it came in, in milliseconds; undefined: the demo chooses. */
  at: number | undefined;
}

export interface AppealsOptions {
  directory: Directory;
  hours: LocalHours;
  chance: Chance;
  /** Read no more lines than this. */
  limit?: number | undefined;
}

/**
 * The appeals in a file of JSON lines: each a body of `POST /v1/tickets`, known by its `channel`, or a plain appeal
 * `{title, body, time?, region?, id?}`, which becomes one. Whether they are good tickets is for the API to say. Throws an
 * Error in one line for a file that cannot be read and a line that is no JSON object.
 */
export function readAppeals(file: string, options: AppealsOptions): Appeal[] {
  const lines = contentOf(file)
    .split("\n")
    .map((text, index) => ({ text: text.trim(), place: `${file}:${index + 1}` }))
    .filter(({ text }) => text !== "");
  const appeals = lines.slice(0, options.limit).map(({ text, place }, index) => {
    const line = objectIn(text, place);
    return typeof line.channel === "string" ? asItIs(line, index + 1) : asTicket(line, index + 1, options);
  });
  if (appeals.length === 0) throw new Error(`${file} holds no appeal: write one JSON object a line`);
  return appeals;
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") throw new Error(`${file} is not there: name a file of JSON lines with --input`);
    throw new Error(`${file} cannot be read (${code}): name a file of JSON lines with --input`);
  }
}

function objectIn(text: string, place: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error(`${place}: not JSON: write one JSON object a line`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Error(`${place}: not a JSON object: write {"title": …, "body": …} or a body of POST /v1/tickets`);
  }
  return value as Record<string, unknown>;
}

function asItIs(body: Record<string, unknown>, number: number): Appeal {
  return { number, partner: String(body.channel), body, at: undefined };
}

const externalRefForm = /^[\w.:-]{1,64}$/;

function asTicket(line: Record<string, unknown>, number: number, options: AppealsOptions): Appeal {
  const { directory, chance } = options;
  const { title, body, id, region, time } = line;
  const known = directory.regions.some(({ code }) => code === region);
  const ticket = {
    externalRef: typeof id === "string" && externalRefForm.test(id) ? id : `line-${number}`,
    // Many plain appeals are but a title or but a text: a ticket has both.
    title: readable(title) ? title : firstWords(body),
    body: readable(body) ? body : title,
    ...(known && { region }),
    // A place of another city's list is still a place in words.
    ...(!known && typeof region === "string" && region !== "" && { address: region }),
  };
  const channel = oneOf(chance("channel", number), channelsFor(directory.channels, ticket)).code;
  const at = typeof time === "string" ? momentOf(time, options) : undefined;
  return { number, partner: channel, body: { channel, ...ticket }, at };
}

function readable(text: unknown): boolean {
  return typeof text === "string" && text.trim() !== "";
}

function firstWords(body: unknown): unknown {
  return typeof body === "string" ? [...body.trim()].slice(0, 30).join("") : body;
}

/** The channels that ask for nothing the ticket lacks. */
function channelsFor(channels: Channel[], ticket: Record<string, unknown>): Channel[] {
  return channels.filter(({ requires }) => requires.every((field) => field in ticket));
}

/** `2026-03-02 10:15:00` in the city's zone, or with an offset. Undefined outside the published calendar. */
function momentOf(time: string, { directory, hours }: AppealsOptions): number | undefined {
  const [, date, clock, seconds = "0"] = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(?::(\d\d))?$/.exec(time) ?? [];
  try {
    const at =
      date === undefined || clock === undefined ? Date.parse(time) : hours.moment(date, clock) + Number(seconds) * 1000;
    const year = hours.date(at).slice(0, 4);
    return directory.calendars.some(({ years }) => years[year] !== undefined) ? at : undefined;
  } catch {
    // Not a time that exists: the appeal is one all the same.
    return undefined;
  }
}
