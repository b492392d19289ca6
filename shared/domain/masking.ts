import type { Ticket } from "./commands/open-case.ts";

/** A ticket as those see it who need not know the requester: masked, also where the texts name or number them. */
export function maskedTicket({ title, body, address, respondent, requester }: Ticket) {
  const cover = (text: string) => maskedText(text, requester?.name === undefined ? [] : [requester.name]);
  return {
    title: cover(title),
    body: cover(body),
    address: address === undefined ? undefined : cover(address),
    respondent: respondent === undefined ? undefined : cover(respondent),
    requester: requester === undefined ? undefined : masked(requester),
  };
}

/** What was said, with the requesters' names and all numbers covered wherever they stand in it. */
export function maskedSaid(said: Record<string, unknown>, requesters: string[]): Record<string, unknown> {
  const cover = (_name: string, value: unknown) => (typeof value === "string" ? maskedText(value, requesters) : value);
  return JSON.parse(JSON.stringify(said, cover)) as Record<string, unknown>;
}

function maskedText(text: string, names: string[]): string {
  return coverNumbers(names.reduce((covered, name) => covered.replaceAll(name, "**"), text));
}

/** Phone and identity numbers in a text: seven digits or more, with the blanks and hyphens that people put between. */
function coverNumbers(text: string): string {
  // Moments are no numbers of anybody.
  return text.replace(/(?<![\d０-９.:T-])[\d０-９](?:[ \u3000－-]?[\d０-９]){6,}[xX]?/g, (found) =>
    /^\d{4}-\d\d-\d\d$/.test(found) ? found : "****",
  );
}

/** A requester as those see them who need not know: 王**, 138****0001. */
export function masked({
  name,
  phone,
  idNumber,
  enterprise,
}: NonNullable<Ticket["requester"]>): NonNullable<Ticket["requester"]> {
  return {
    ...(name === undefined ? {} : { name: `${[...name][0] ?? ""}**` }),
    ...(phone === undefined ? {} : { phone: covered(phone, 3, 4) }),
    ...(idNumber === undefined ? {} : { idNumber: covered(idNumber, 0, 2) }),
    ...(enterprise === undefined ? {} : { enterprise: `${[...enterprise][0] ?? ""}**` }),
  };
}

/** Keeps so many characters at both ends; a short text keeps none. */
function covered(text: string, first: number, last: number): string {
  return text.length < first + last + 3 ? "****" : `${text.slice(0, first)}****${text.slice(-last)}`;
}
