import type { Directory } from "../directory/directory.ts";
import type { Kind, Level, Track } from "../directory/names.ts";
import type { MatrixRow, Unit } from "../directory/places-and-people.ts";
import { covers, depthOf, localUnit } from "./region.ts";

/** What of a case the responsibility matrix (职责清单) is asked with. */
export interface RoutingQuestion {
  category: string;
  /** Undefined when nobody knows where: rows that name a place or need a local unit then match nothing. */
  region?: string | undefined;
  kind: Kind;
  tracks: readonly Track[];
}

/** A matrix row that matches a case, with its units named. `row` is the row's id, the rest are unit ids. */
export interface RankedRow {
  row: string;
  lead: string;
  guides?: string;
  supervises?: string;
  /** See `specificityOf`: the greater number wins. */
  specificity: number;
}

/**
 * The matching rows, most specific first: the first leads, the next one follows when a unit returns the case. Rows whose
 * lead is a local unit that the region does not have are left out. Empty: the joint office dispatches by hand. The order
 * of the rows in the directory plays no part; equal specificity, which an import refuses, is settled by the row's id.
 */
export function candidates(directory: Directory, question: RoutingQuestion): RankedRow[] {
  const ranked: RankedRow[] = [];
  for (const row of directory.matrix) {
    if (!matches(row, question)) continue;
    const lead = unitOf(directory, row.lead, question.region);
    if (lead === undefined) continue;
    const supervises = row.supervises && unitOf(directory, row.supervises, question.region);
    ranked.push({
      row: row.id,
      lead,
      ...(row.guides && { guides: row.guides }),
      ...(supervises && { supervises }),
      specificity: specificityOf(row),
    });
  }
  return ranked.sort((a, b) => b.specificity - a.specificity || (a.row < b.row ? -1 : 1));
}

/**
 * The row that applies when nothing matches and the joint office has not dispatched in time: the guiding bureau of the
 * most specific row that would match if the place were known leads, failing that the joint office itself. Never silence.
 */
export function defaultRow(directory: Directory, question: RoutingQuestion): RankedRow {
  const office = jointOffice(directory);
  const [best] = directory.matrix
    .filter((row) => row.guides !== undefined && matches(row, question))
    .sort((a, b) => specificityOf(b) - specificityOf(a) || (a.id < b.id ? -1 : 1));
  if (!best?.guides) return { row: "default", lead: office, specificity: 0 };
  return { row: best.id, lead: best.guides, supervises: office, specificity: specificityOf(best) };
}

/** Whether a row speaks about a case; what the row leaves out matches everything. */
export function matches(row: MatrixRow, { category, region, kind, tracks }: RoutingQuestion): boolean {
  if (row.category !== undefined && !covers(row.category, category)) return false;
  if (row.region !== undefined && (region === undefined || !covers(row.region, region))) return false;
  if (row.kinds !== undefined && !row.kinds.includes(kind)) return false;
  return row.track === undefined || tracks.includes(row.track);
}

/** A case on several tracks follows the row of the one where most is at stake. */
const trackRank: Record<Track, number> = { sensitive: 4, event: 3, "green-channel": 2, enterprise: 1 };

/**
 * How special a row is, as one number of four digits: its track, the depth of its category, the depth of its region, and
 * how few kinds it names. A special track comes first because its rows exist to overrule the everyday ones. Two rows of
 * equal specificity can match one case only if category, region and track are the same and their kinds overlap.
 */
export function specificityOf(row: MatrixRow): number {
  const track = row.track ? trackRank[row.track] : 0;
  const kinds = row.kinds ? 7 - new Set(row.kinds).size : 0;
  return track * 1000 + depthOf(row.category) * 100 + depthOf(row.region) * 10 + kinds;
}

function unitOf(directory: Directory, named: string, region: string | undefined): string | undefined {
  if (named === "local-station") return region && localUnit(directory, "station", region);
  if (named === "local-district") return region && localUnit(directory, "district", region);
  return named;
}

/** The unit one level up the ladder; undefined above the joint office. Throws a RangeError for an unknown unit. */
export function unitAbove(directory: Directory, unit: string): string | undefined {
  return unitWithId(directory, unit).parent;
}

/** Where a unit stands on the ladder (station → district → city bureau → joint office). */
export function levelOf(unit: Unit): Level {
  if (unit.kind === "station" || unit.kind === "district" || unit.kind === "joint-office") return unit.kind;
  return "city-bureau";
}

const rank: Record<Level, number> = { station: 0, district: 1, "city-bureau": 2, "joint-office": 3 };

/**
 * Who is answerable for a unit's work at a level: the nearest unit at that level or above it, going up from the unit; the
 * unit itself when it stands there already. Throws a RangeError for an unknown unit or a tree without a top.
 */
export function answerableAt(directory: Directory, unit: string, level: Level): string {
  const passed = new Set<string>();
  for (let at = unitWithId(directory, unit); ; at = unitWithId(directory, at.parent)) {
    if (rank[levelOf(at)] >= rank[level]) return at.id;
    if (at.parent === undefined || passed.has(at.id)) {
      throw new RangeError(`Nobody above unit ${unit} is answerable at level ${level}: correct the unit tree`);
    }
    passed.add(at.id);
  }
}

/** The joint office (联席办), first and last resort of routing. Throws a RangeError when a directory has none. */
export function jointOffice(directory: Directory): string {
  const office = directory.units.find(({ kind }) => kind === "joint-office");
  if (!office) throw new RangeError("The directory has no joint office");
  return office.id;
}

function unitWithId(directory: Directory, id: string | undefined): Unit {
  const unit = directory.units.find((one) => one.id === id);
  if (!unit) throw new RangeError(`The directory has no unit ${id}`);
  return unit;
}

/** Where the unit with this id stands on the ladder. Throws a RangeError for an unknown unit. */
export function levelOfUnit(directory: Directory, unit: string): Level {
  return levelOf(unitWithId(directory, unit));
}
