import { difference, type Geom, intersection } from "polyclip-ts";
import { boxOf, polygonsOf } from "../domain/area.ts";
import type { Area, Position } from "./area.ts";
import type { Problem } from "./check.ts";
import { parentCode } from "./check-trees.ts";
import type { Directory } from "./directory.ts";

/**
 * Neighbours digitise their common border apart: so much of an area, as a share of the smaller one, may overlap or lie
 * outside. Two hundredths of a percent of a district of 100 km² are two hectares, a strip along its border.
 */
const tolerance = 0.0002;

/** Areas: those of one parent do not overlap, and none lies outside its parent, so that a point has one answer. */
export function areaProblems({ regions }: Directory): Problem[] {
  const mapped = regions.flatMap(({ code, area }, index) => (area ? [{ code, area, index }] : []));
  const byCode = new Map(mapped.map((region) => [region.code, region]));
  const problems: Problem[] = [];
  for (const { code, area, index } of mapped) {
    if (sizeOf(polygonsOf(area)) === 0)
      problems.push({
        path: ["regions", index, "area"],
        message: `the area of region ${code} encloses nothing; draw it`,
      });
    const above = byCode.get(parentCode(code) ?? "");
    if (above === undefined || !meaningful(sizeOf(difference(geometry(area), geometry(above.area))), area)) continue;
    const message = `the area of region ${code} lies partly outside ${above.code}; correct one of the two`;
    problems.push({ path: ["regions", index, "area"], message });
  }
  for (const siblings of Map.groupBy(mapped, ({ code }) => parentCode(code)).values()) {
    for (const [position, one] of siblings.entries()) {
      for (const other of siblings.slice(0, position)) {
        if (!overlap(one.area, other.area)) continue;
        const message = `the areas of regions ${one.code} and ${other.code} overlap; draw the border between them once`;
        problems.push({ path: ["regions", one.index, "area"], message });
      }
    }
  }
  return problems;
}

function overlap(one: Area, other: Area): boolean {
  const [a, b] = [boxOf(one), boxOf(other)];
  if (a[0] >= b[2] || b[0] >= a[2] || a[1] >= b[3] || b[1] >= a[3]) return false;
  const common = sizeOf(intersection(geometry(one), geometry(other)));
  return meaningful(common, one) || meaningful(common, other);
}

function meaningful(size: number, area: Area): boolean {
  return size > tolerance * sizeOf(polygonsOf(area));
}

function geometry(area: Area): Geom {
  return polygonsOf(area);
}

/** In square degrees: shares of it are asked for only. */
function sizeOf(polygons: readonly (readonly (readonly Position[])[])[]): number {
  return polygons.reduce((sum, [outer = [], ...holes]) => {
    return sum + ringSize(outer) - holes.reduce((less, hole) => less + ringSize(hole), 0);
  }, 0);
}

function ringSize(ring: readonly Position[]): number {
  const twice = ring.reduce((sum, [lng, lat], index) => {
    const [nextLng, nextLat] = ring[(index + 1) % ring.length] ?? [lng, lat];
    return sum + lng * nextLat - nextLng * lat;
  }, 0);
  return Math.abs(twice) / 2;
}
