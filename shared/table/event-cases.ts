import { QueryCommand } from "@aws-sdk/client-dynamodb";
import { toItem } from "./case-item.ts";
import type { Table } from "./client.ts";
import { eventWork, indexes } from "./keys.ts";

/** An open case of an event, and its place in the event's list. */
export interface EventCase {
  caseId: string;
  place: string;
}

/** The open cases of an event that came before a moment, in the order in which they came. `after` is the place of the last one seen. */
export async function eventCases(
  { client, name }: Table,
  event: string,
  { before, limit, after }: { before: string; limit: number; after?: string | undefined },
): Promise<EventCase[]> {
  const { partition, sort } = indexes.worklist;
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: name,
      IndexName: indexes.worklist.name,
      KeyConditionExpression: `${partition} = :pk AND ${sort} BETWEEN :after AND :before`,
      ExpressionAttributeValues: toItem({ ":pk": eventWork(event), ":after": after ?? "0", ":before": before }),
      // The one seen last comes again, as the range includes its ends.
      Limit: limit + 1,
    }),
  );
  const places = Items.map((item) => item[sort]?.S ?? "").filter((place) => place !== after);
  return places.slice(0, limit).map((place) => ({ caseId: place.split("#")[1] ?? "", place }));
}
