import * as z from "zod";
import { Id, Name, RegionCode } from "./names.ts";
import { Telephone } from "./telephone.ts";

/** 重大活动: a festival, a fair, a race, with a desk of its organiser on the spot. */
export const CityEvent = z
  .strictObject({
    id: Id,
    name: Name,
    /** First and last day. */
    from: z.iso.date(),
    to: z.iso.date(),
    region: RegionCode,
    /** The channel by which tickets of the organiser's desk (活动现场服务台) come in. */
    desk: Id,
    /** On duty for their unit on every day of the event, whatever the roster says. */
    officers: z.array(z.strictObject({ unit: Id, name: z.string().min(1), phone: Telephone })).default([]),
  })
  .refine(({ from, to }) => from <= to, { error: "an event ends on or after the day it begins", path: ["to"] });
export type CityEvent = z.infer<typeof CityEvent>;
