import inPolygon from "point-in-polygon-hao";
import type { Area, Position } from "../directory/area.ts";

type Rings = Position[][];

/** A place on the map, in degrees of WGS 84. */
export interface Point {
  lat: number;
  lng: number;
}

/** The polygons of an area, outer ring first. */
export function polygonsOf(area: Area): Rings[] {
  return area.type === "Polygon" ? [area.coordinates] : area.coordinates;
}

/** Whether a point lies in an area, or exactly on its border. In a hole it does not. */
export function standsIn(area: Area, { lat, lng }: Point): "inside" | "border" | undefined {
  if (!inBox(boxOf(area), lng, lat)) return undefined;
  const found = polygonsOf(area).map((rings) => inPolygon([lng, lat], rings));
  if (found.includes(true)) return "inside";
  return found.includes(0) ? "border" : undefined;
}

/** West, south, east, north. */
export type Box = readonly [number, number, number, number];

/** An area is immutable, so the object itself is the key. */
const boxes = new WeakMap<Area, Box>();

/** The smallest box around an area, with sides along the meridians and parallels. */
export function boxOf(area: Area): Box {
  const known = boxes.get(area) ?? boxAround(polygonsOf(area).flat(2));
  boxes.set(area, known);
  return known;
}

function boxAround(positions: Position[]): Box {
  let [west, south, east, north] = [180, 90, -180, -90];
  for (const [lng, lat] of positions) {
    west = Math.min(west, lng);
    south = Math.min(south, lat);
    east = Math.max(east, lng);
    north = Math.max(north, lat);
  }
  return [west, south, east, north];
}

function inBox([west, south, east, north]: Box, lng: number, lat: number): boolean {
  return west <= lng && lng <= east && south <= lat && lat <= north;
}
