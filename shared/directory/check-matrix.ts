import { covers } from "../domain/region.ts";
import { candidates, specificityOf } from "../domain/routing.ts";
import type { Problem } from "./check.ts";
import { leaves } from "./check-trees.ts";
import type { Directory } from "./directory.ts";
import { kinds } from "./names.ts";
import type { MatrixRow } from "./places-and-people.ts";
import { repeated } from "./repeated.ts";

/**
 * The responsibility matrix (职责清单): what it names exists, no two rows tie over a case, and every leaf category of
 * every kind has somebody to lead it in every area, also when nobody knows on which track.
 */
export function matrixProblems(directory: Directory, ask: { coverage: boolean }): Problem[] {
  const dangling = directory.matrix.flatMap((row, index) => referenceProblems(directory, row, index));
  const twice = repeated(directory.matrix, ({ id }) => id).map(({ index, key }) => ({
    path: ["matrix", index, "id"],
    message: `row ${key} is listed twice; give one of them another id`,
  }));
  const covered = ask.coverage && dangling.length === 0;
  return [...twice, ...dangling, ...ties(directory.matrix), ...(covered ? uncovered(directory) : [])];
}

const local = new Set(["local-station", "local-district"]);

function referenceProblems({ units, categories, regions }: Directory, row: MatrixRow, index: number): Problem[] {
  const problems: Problem[] = [];
  const at = (field: keyof MatrixRow, message: string) => problems.push({ path: ["matrix", index, field], message });
  if (row.category !== undefined && !categories.some(({ code }) => code === row.category)) {
    at("category", `there is no category ${row.category}; name a category of this directory`);
  }
  if (row.region !== undefined && !regions.some(({ code }) => code === row.region)) {
    at("region", `there is no region ${row.region}; name a region of this directory`);
  }
  for (const field of ["lead", "guides", "supervises"] as const) {
    const unit = row[field];
    if (unit === undefined || local.has(unit) || units.some(({ id }) => id === unit)) continue;
    at(field, `there is no unit ${unit}; name a unit of this directory, local-station or local-district`);
  }
  return problems;
}

/** Rows that can match one case with equal specificity: see `specificityOf` for why only these can. */
function ties(rows: readonly MatrixRow[]): Problem[] {
  const groups = Map.groupBy(rows.entries(), ([, row]) =>
    [row.category, row.region, row.track, specificityOf(row)].join("|"),
  );
  return [...groups.values()].flatMap((group) =>
    group.flatMap(([index, row], position) => {
      const rival = group.slice(0, position).find(([, other]) => overlap(row, other));
      if (!rival) return [];
      const message = `row ${row.id} ties with row ${rival[1].id}: both can match one case and neither is more specific; change or remove one`;
      return [{ path: ["matrix", index], message }];
    }),
  );
}

function overlap(a: MatrixRow, b: MatrixRow): boolean {
  return kinds.some((kind) => (a.kinds?.includes(kind) ?? true) && (b.kinds?.includes(kind) ?? true));
}

/** One problem a leaf category, with the places where nobody leads it. */
function uncovered(directory: Directory): Problem[] {
  const areas = leaves(directory.regions);
  return leaves(directory.categories).flatMap((category) => {
    const speaking = directory.matrix.filter((row) => row.category === undefined || covers(row.category, category));
    const narrowed = { ...directory, matrix: speaking };
    const gaps = kinds.flatMap((kind) => {
      const without = areas.filter(
        (region) => candidates(narrowed, { category, region, kind, tracks: [] }).length === 0,
      );
      if (without.length === 0) return [];
      return [`${kind} in ${without.length === areas.length ? "every region" : `region ${without.join(", ")}`}`];
    });
    if (gaps.length === 0) return [];
    const everywhere = gaps.length === kinds.length && gaps.every((gap) => gap.endsWith("every region"));
    const what = everywhere ? "" : ` (${gaps.join("; ")})`;
    const index = directory.categories.findIndex(({ code }) => code === category);
    return [
      {
        path: ["categories", index],
        message: `nobody handles category ${category}${what}; add a matrix row for it, or for its parent`,
      },
    ];
  });
}
