import type { Ticket } from "../../shared/domain/commands/open-case.ts";
import { food } from "./city.ts";

/** A complaint about food in the harbour, with everything its channel asks for. */
export function ticket(parts: Partial<Ticket> = {}): Ticket {
  return {
    channel: "hotline-12345",
    externalRef: "12345-2026-000001",
    title: "菜里有异物",
    body: "昨晚吃饭时菜里有一只虫子，店家不处理。",
    kind: "complaint",
    ...food,
    ...parts,
  };
}

/** Personal data that must turn up nowhere but in tickets and records. */
export const secrets = {
  name: "欧阳秘密",
  phone: "13912345678",
  idNumber: "370202199001011234",
  words: "我住在秘密路七号",
};

export const namedTicket = (parts: Partial<Ticket> = {}): Ticket =>
  ticket({
    requester: { name: secrets.name, phone: secrets.phone, idNumber: secrets.idNumber },
    body: `${secrets.words}，电话${secrets.phone}`,
    ...parts,
  });
