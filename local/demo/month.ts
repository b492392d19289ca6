import type { Directory } from "../../shared/directory/directory.ts";
import { type Calls, createCallers } from "../callers.ts";
import type { Cloud } from "../cloud.ts";
import { callbackStaff } from "./actors/callback-staff.ts";
import { dutyDesk, type Phones } from "./actors/duty-desk.ts";
import { jointOffice } from "./actors/joint-office.ts";
import { type Partners, partners } from "./actors/partners.ts";
import { reviewers } from "./actors/reviewers.ts";
import { screeningOfficer } from "./actors/screening-officer.ts";
import { unitStaff } from "./actors/unit-staff.ts";
import type { Appeal } from "./appeals.ts";
import { type Casebook, openCasebook } from "./casebook.ts";
import type { Chance } from "./chance.ts";
import type { City } from "./city.ts";
import { openDiary } from "./diary.ts";
import { day, type LocalHours } from "./local-hours.ts";
import { postingTimes } from "./posting-times.ts";

export interface MonthOptions {
  directory: Directory;
  hours: LocalHours;
  chance: Chance;
  appeals: Appeal[];
  /** How many virtual days. */
  days: number;
  /** Told after each virtual day. */
  onDay?: (day: DayReport) => void;
}

export interface DayReport {
  /** `2026-03-02` */
  date: string;
  received: number;
  closed: number;
  requests: number;
  /** Real time that the day took. */
  wallSeconds: number;
}

export interface Month {
  casebook: Casebook;
  calls: Calls;
  virtualSeconds: number;
  wallSeconds: number;
}

/** Lets a whole city live with the cloud for some virtual days, over the HTTP API alone. The clock must be manual. */
export async function liveThrough(cloud: Cloud, { days, appeals, onDay, ...known }: MonthOptions): Promise<Month> {
  const { directory, hours, chance } = known;
  const callers = createCallers(cloud);
  const casebook = openCasebook();
  const diary = openDiary(cloud.clock);
  const city: City = { directory, hours, chance, callers, casebook, diary };
  const from = cloud.clock.now();
  const until = from + days * day;

  const platforms = populate(city);
  for (const [index, at] of postingTimes(appeals, { from, until }, known).entries()) {
    const appeal = appeals[index];
    if (appeal !== undefined) platforms.send(appeal, at);
  }

  const started = performance.now();
  for (let end = from + day; end <= until; end += day) {
    const dayStarted = performance.now();
    await diary.until(end);
    onDay?.({
      date: hours.date(end - day),
      received: new Set(casebook.posted.map(({ caseId }) => caseId)).size,
      closed: casebook.closed.size,
      requests: callers.calls.requests,
      wallSeconds: (performance.now() - dayStarted) / 1000,
    });
  }
  await cloud.clock.idle();
  const wallSeconds = (performance.now() - started) / 1000;
  callers.close();
  return { casebook, calls: callers.calls, virtualSeconds: (until - from) / 1000, wallSeconds };
}

/** Everybody who has to do with cases comes to work. Returns those who send them. */
function populate(city: City): Partners {
  const phones: Phones = { units: new Map() };
  const follow = dutyDesk(city, phones);
  const platforms = partners(city, follow);
  for (const { id } of city.directory.units) phones.units.set(id, unitStaff(city, id, follow));
  phones.jointOffice = jointOffice(city, follow);
  phones.reviewers = reviewers(city, follow);
  const others = [callbackStaff(city, follow, platforms.closed), screeningOfficer(city, follow)];
  for (const person of [...phones.units.values(), phones.jointOffice, phones.reviewers, ...others]) {
    person.lookAt(city.diary.now());
  }
  return platforms;
}
