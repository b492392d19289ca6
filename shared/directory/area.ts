import * as z from "zod";

/** GeoJSON order (RFC 7946): longitude first, then latitude, in degrees of WGS 84. */
export const Position = z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]);
export type Position = z.infer<typeof Position>;

const Ring = z
  .array(Position)
  .min(4)
  .refine((ring) => same(ring[0], ring.at(-1)), { error: "a ring ends where it begins; repeat its first point" });

/** The outer ring, then its holes. */
const Rings = z.array(Ring).min(1);

/** The land (or water) of a region as GeoJSON: what a city's map department exports, without its properties. */
export const Area = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("Polygon"), coordinates: Rings }),
  z.strictObject({ type: z.literal("MultiPolygon"), coordinates: z.array(Rings).min(1) }),
]);
export type Area = z.infer<typeof Area>;

function same(a: Position | undefined, b: Position | undefined): boolean {
  return a?.[0] === b?.[0] && a?.[1] === b?.[1];
}
