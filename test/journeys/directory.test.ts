import { expect, test } from "vitest";
import { startCity } from "./city.ts";
import { bringInNextYear } from "./next-year.ts";

test("a new directory is for new cases: those that are open keep theirs, and the year they may need stays", async () => {
  const city = await startCity();
  const administrator = city.staff("administrator");
  const early = await city.open();
  const { version, before } = await bringInNextYear(city);
  // A function goes on with the version it knows for a minute.
  await city.until("PT2M");
  const late = await city.open();
  const openedUnder = async (caseId: string) => (await city.events(caseId))[0]?.data.directoryVersion;
  expect(await openedUnder(early.caseId)).toBe(before);
  expect(await openedUnder(late.caseId)).toBe(version);

  expect(await administrator.post("/v1/directory/rollbacks", { replaces: version })).toMatchObject({
    status: 409,
    body: { code: "CalendarYearDropped" },
  });
  expect((await administrator.get("/v1/directory/versions")).body).toMatchObject({
    active: version,
    history: [{ version, by: "administrator" }, { version: before }],
  });
});

test("a place given by coordinates alone leads to the station of its area", async () => {
  const city = await startCity();
  const found = await city.open({ region: undefined, location: { lat: 36.08, lng: 123.115 } });
  expect(found).toMatchObject({ region: "02.02", lead: { unit: "station-xiqiao" } });
  const requester = { name: "李先生", phone: "13800000002" };
  const outside = await city.open({ region: undefined, location: { lat: 36.05, lng: 123.4 }, requester });
  expect(outside.region).toBeUndefined();
  expect(outside.stage).toBe("dispatch");
});

test("who is on duty tonight is one call away", async () => {
  const city = await startCity();
  const tonight = "/v1/units/market-supervision/duty?at=2026-03-02T23:00:00%2B08:00";
  expect((await city.unit("station-gangqian").get(tonight)).body).toMatchObject({ officers: [{ name: "龙科长" }] });
  expect((await city.partner.get(tonight)).status).toBe(403);
});
