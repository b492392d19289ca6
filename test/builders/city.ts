import type { Directory } from "../../shared/directory/directory.ts";
import type { Actor } from "../../shared/domain/actor.ts";
import { smallCity } from "../directory/small-city.ts";

const { triage } = smallCity();

/**
 * The small city with more than one unit to turn to: food is the station's, then its district's, then the bureau's
 * matter; water has one utility; noise is in no row. Everything else is the sample's.
 */
export const city: Directory = smallCity({
  categories: ["01", "01.01", "01.01.01", "02", "02.01", "03", "03.01"].map((code) => ({
    code,
    name: { zh: "名", en: "Name" },
  })),
  matrix: [
    { id: "food", category: "01.01", lead: "local-station", guides: "bureau", supervises: "local-district" },
    { id: "market", category: "01", lead: "local-district", supervises: "bureau" },
    { id: "pyramid", category: "01.01", kinds: ["report"], lead: "bureau", supervises: "office" },
    { id: "water", category: "02", lead: "water", supervises: "office" },
  ],
  // A fair at the harbour for most of the year.
  events: [
    {
      ...{ id: "fair", name: { zh: "港口博览会", en: "Harbour Fair" }, from: "2026-03-01", to: "2026-10-31" },
      ...{ region: "01.01", desk: "event-desk", officers: [] },
    },
  ],
  triage: { ...triage, tracks: [...triage.tracks, { track: "sensitive", words: [{ word: "集资", weight: 3 }] }] },
});

/** The same city a year later: its calendar has 2027 as well. */
export const nextCity: Directory = {
  ...city,
  version: "small-city-2027",
  calendars: city.calendars.map((calendar) => ({
    ...calendar,
    version: "cn-2025-2027.1",
    years: { ...calendar.years, "2027": { holidays: ["2027-01-01"], makeUpDays: [] } },
  })),
  policies: city.policies.map((policy) => ({ ...policy, calendar: "cn-2025-2027.1" })),
};

/** The harbour's food complaint is the station's first. */
export const food = { category: "01.01.01", region: "01.01" } as const;
export const water = { category: "02.01", region: "01.01" } as const;
export const noise = { category: "03.01", region: "01.01" } as const;

export const unit = (id: string): Actor => ({ kind: "unit", id: `clerk-of-${id}`, unit: id });
export const harbour = unit("harbour");
export const north = unit("north");
export const waterCompany = unit("water");
export const partner: Actor = { kind: "partner", id: "hotline", partner: "hotline" };
export const caller: Actor = { kind: "callback", id: "caller-1" };
export const reviewer: Actor = { kind: "supervisor", id: "reviewer-1" };
export const screener: Actor = { kind: "screening-officer", id: "screener-1" };
export const jointOffice: Actor = { kind: "joint-office", id: "office-1", unit: "office" };
export const operator: Actor = { kind: "operator", id: "operator-1" };
