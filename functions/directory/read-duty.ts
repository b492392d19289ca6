import type { getDuty } from "../../shared/api/calls/duty.ts";
import { CalendarNotPublished } from "../../shared/domain/calendar/published-year.ts";
import { answering, calendarInForce, onDuty } from "../../shared/domain/duty.ts";
import { notThere } from "../../shared/domain/refusal.ts";
import { isAtWork } from "../../shared/domain/unit-hours.ts";
import type { Request } from "../../shared/lambda/api-handler.ts";
import type { CaseStore } from "../../shared/table/case-store.ts";

/** Who is on duty for a unit of the active directory at a moment. Throws the Refusal NoSuchUnit. */
export async function readDuty({ directories, now }: CaseStore, { params, query }: Request<typeof getDuty>) {
  const directory = await directories.active();
  const unit = directory.units.find(({ id }) => id === params.unit);
  if (unit === undefined) throw notThere("NoSuchUnit", `there is no unit ${params.unit} in the directory`);
  const at = query.at ?? now();
  const { officers, duties } = onDuty(directory, unit.id, at);
  const instead = answering(directory, unit.id, at);
  return {
    ...{ unit: unit.id, name: unit.name, at, officers },
    duties: duties.map(({ unit: _own, ...duty }) => duty),
    answering: { unit: instead.unit, officers: instead.officers },
    contacts: unit.contacts ?? [],
    ...atWork(() => isAtWork(directory, unit.id, calendarInForce(directory, at), at)),
  };
}

/** Nobody knows the working days of a year that is not published: who is on duty is told all the same. */
function atWork(ask: () => boolean): { atWork?: boolean } {
  try {
    return { atWork: ask() };
  } catch (error) {
    if (error instanceof CalendarNotPublished) return {};
    throw error;
  }
}
