import { expect, test } from "vitest";
import { catalogue } from "../../shared/events/catalogue.ts";
import { dossiers } from "../../shared/events/dossiers.ts";
import { type PublishedEvent, publish } from "../../shared/events/publish.ts";
import { fakeBus } from "../builders/fake-clients.ts";
import { responding } from "../builders/response-story.ts";
import { triaged } from "../builders/story.ts";

test("an event's type tells whose history it is of", () => {
  const types = [catalogue, ...Object.values(dossiers)].flatMap((known) => Object.keys(known));
  expect(new Set(types).size).toBe(types.length);
});

test("a response is named after its case, and still no event of one is taken for an event of the other", async () => {
  const { bus, sent } = fakeBus();
  await publish(bus, [...triaged().history, ...responding().history]);
  const published = sent
    .flatMap(({ input }) => (input as unknown as { Entries: { Detail: string }[] }).Entries)
    .map(({ Detail }) => JSON.parse(Detail) as PublishedEvent);
  expect(published.at(-1)).toMatchObject({ dossier: "sensitive-response", dossierId: published[0]?.caseId, seq: 1 });
  expect(new Set(published.map(({ id }) => id)).size).toBe(published.length);
});
