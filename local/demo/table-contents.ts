import { paginateScan } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import type { WrittenCase } from "../../shared/domain/decision.ts";
import type { HistoryEvent } from "../../shared/domain/history.ts";
import type { DossierEvent } from "../../shared/events/dossiers.ts";
import { caseOf } from "../../shared/table/case-item.ts";
import { eventOf } from "../../shared/table/cases.ts";
import type { Table } from "../../shared/table/client.ts";
import { caseKey, externalRefKey } from "../../shared/table/keys.ts";
import { readReceipt } from "../../shared/table/receipts.ts";

/** What the table holds about cases, read past the API. */
export interface TableContents {
  cases: Map<string, WrittenCase>;
  /** A case's events in order of `seq`, as far as they are there. */
  histories: Map<string, HistoryEvent[]>;
  /** The events of what has a history beside the cases, by kind and id, as `dossierName` writes them. */
  dossiers: Map<string, DossierEvent[]>;
  /** `<case id> <ticket id>` */
  tickets: Set<string>;
  /** The case that a partner's reference leads to, by the reference's key. */
  references: Map<string, string>;
}

export const ticketIn = (caseId: string, ticketId: string) => `${caseId} ${ticketId}`;
export const dossierName = (kind: string, dossierId: string) => `${kind} ${dossierId}`;
export const referenceOf = (partner: string, externalRef: string) => externalRefKey(partner, externalRef).pk;

const casePrefix = caseKey("").pk;

/** Reads the whole table: an audit, which no request would ever do. */
export async function readContents({ client, name }: Table): Promise<TableContents> {
  const contents: TableContents = {
    ...{ cases: new Map(), histories: new Map(), dossiers: new Map() },
    ...{ tickets: new Set(), references: new Map() },
  };
  for await (const { Items = [] } of paginateScan({ client }, { TableName: name, ConsistentRead: true })) {
    for (const item of Items) {
      const [pk = "", sk = ""] = [item.pk?.S, item.sk?.S];
      const caseId = pk.startsWith(casePrefix) ? pk.slice(casePrefix.length) : undefined;
      if (caseId === undefined) {
        if (item.receipt !== undefined && pk.includes("#REF#"))
          contents.references.set(pk, readReceipt(item).receipt.caseId);
        if (item.dossier !== undefined && sk.startsWith("EVENT#")) {
          const { pk: _pk, sk: _sk, hourPk: _hourPk, hourSk: _hourSk, ...event } = unmarshall(item);
          const name = dossierName(event.dossier, event.dossierId);
          contents.dossiers.set(name, [...(contents.dossiers.get(name) ?? []), event as DossierEvent]);
        }
      } else if (sk === "CASE") {
        contents.cases.set(caseId, caseOf(item));
      } else if (sk.startsWith("TICKET#")) {
        contents.tickets.add(ticketIn(caseId, sk.slice("TICKET#".length)));
      } else if (sk.startsWith("EVENT#")) {
        const history = contents.histories.get(caseId) ?? [];
        history.push(eventOf(item));
        contents.histories.set(caseId, history);
      }
    }
  }
  for (const history of [...contents.histories.values(), ...contents.dossiers.values()]) {
    history.sort((a, b) => a.seq - b.seq);
  }
  return contents;
}
