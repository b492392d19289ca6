import { covers, localUnit } from "../domain/region.ts";
import { specificityOf } from "../domain/routing.ts";
import type { Problem } from "./check.ts";
import { leaves, parentCode } from "./check-trees.ts";
import type { Directory } from "./directory.ts";
import { type Kind, kinds } from "./names.ts";
import type { MatrixRow, UnitOrLocal } from "./places-and-people.ts";
import { repeated } from "./repeated.ts";

/**
 * The responsibility matrix (职责清单): what it names exists, no two rows tie over a case, and every leaf category of
 * every kind has somebody to lead it in every area, also when nobody knows on which track.
 */
export function matrixProblems(directory: Directory, ask: { coverage: boolean }): Problem[] {
  const dangling = referenceProblems(directory);
  const twice = repeated(directory.matrix, ({ id }) => id).map(({ index, key }) => ({
    path: ["matrix", index, "id"],
    message: `row ${key} is listed twice; give one of them another id`,
  }));
  const covered = ask.coverage && dangling.length === 0;
  return [...twice, ...dangling, ...ties(directory.matrix), ...(covered ? uncovered(directory) : [])];
}

function referenceProblems(directory: Directory): Problem[] {
  const categories = new Set(directory.categories.map(({ code }) => code));
  const regions = new Set(directory.regions.map(({ code }) => code));
  const units = new Set<string>(directory.units.map(({ id }) => id));
  const named = new Set(["local-station", "local-district", ...units]);
  return directory.matrix.flatMap((row, index) => {
    const problems: Problem[] = [];
    const at = (field: keyof MatrixRow, message: string) => problems.push({ path: ["matrix", index, field], message });
    if (row.category !== undefined && !categories.has(row.category)) {
      at("category", `there is no category ${row.category}; name a category of this directory`);
    }
    if (row.region !== undefined && !regions.has(row.region)) {
      at("region", `there is no region ${row.region}; name a region of this directory`);
    }
    for (const field of ["lead", "guides", "supervises"] as const) {
      const unit = row[field];
      if (unit === undefined || named.has(unit)) continue;
      at(field, `there is no unit ${unit}; name a unit of this directory, local-station or local-district`);
    }
    for (const [position, unit] of (row.assists ?? []).entries()) {
      if (!units.has(unit)) at("assists", `there is no unit ${unit}; name a unit of this directory by its id`);
      else if (unit === row.lead) at("assists", `unit ${unit} leads this row; it does not assist itself`);
      else if (row.assists?.indexOf(unit) !== position)
        at("assists", `unit ${unit} assists twice; one slot is one unit`);
    }
    return problems;
  });
}

/** Rows that can match one case with equal specificity: see `specificityOf` for why only these can. */
function ties(rows: readonly MatrixRow[]): Problem[] {
  const groups = Map.groupBy(rows.entries(), ([, row]) =>
    [row.category, row.region, row.track, specificityOf(row)].join("|"),
  );
  return [...groups.values()].flatMap((group) =>
    group.flatMap(([index, row], position) => {
      const rival = group.find(([, other], before) => before < position && overlap(row, other));
      if (!rival) return [];
      const message = `row ${row.id} ties with row ${rival[1].id}: both can match one case and neither is more specific; change or remove one`;
      return [{ path: ["matrix", index], message }];
    }),
  );
}

function overlap(a: MatrixRow, b: MatrixRow): boolean {
  return kinds.some((kind) => speaksOf(a, kind) && speaksOf(b, kind));
}

function speaksOf(row: MatrixRow, kind: Kind): boolean {
  return row.kinds?.includes(kind) ?? true;
}

/** One problem a leaf category, with the places where nobody leads it. Rows for one track are no help: a case may be on none. */
function uncovered(directory: Directory): Problem[] {
  const areas = leaves(directory.regions);
  const places = new Map(directory.categories.map(({ code }, index) => [code, index]));
  const everyday = directory.matrix.filter(({ track }) => track === undefined);
  const byCategory = Map.groupBy(everyday, ({ category }) => category);
  const has = {
    "local-station": new Set(areas.filter((region) => localUnit(directory, "station", region))),
    "local-district": new Set(areas.filter((region) => localUnit(directory, "district", region))),
  };
  return leaves(directory.categories).flatMap((category) => {
    const speaking = [...upwards(category), undefined].flatMap((code) => byCategory.get(code) ?? []);
    const gaps = kinds.flatMap((kind) => {
      const rows = speaking.filter((row) => speaksOf(row, kind));
      const without = areas.filter((region) => !rows.some((row) => leadsIn(row, region)));
      if (without.length === 0) return [];
      return [`${kind} in ${without.length === areas.length ? "every region" : `region ${without.join(", ")}`}`];
    });
    if (gaps.length === 0) return [];
    const everywhere = gaps.length === kinds.length && gaps.every((gap) => gap.endsWith("every region"));
    const what = everywhere ? "" : ` (${gaps.join("; ")})`;
    const message = `nobody handles category ${category}${what}; add a matrix row for it, or for its parent`;
    return [{ path: ["categories", places.get(category) ?? 0], message }];
  });

  function leadsIn({ region, lead }: MatrixRow, asked: string): boolean {
    return (region === undefined || covers(region, asked)) && (!isLocal(lead) || has[lead].has(asked));
  }
}

function isLocal(unit: UnitOrLocal): unit is "local-station" | "local-district" {
  return unit === "local-station" || unit === "local-district";
}

/** A code and all above it. */
function upwards(code: string): string[] {
  const above = parentCode(code);
  return above === undefined ? [code] : [code, ...upwards(above)];
}
