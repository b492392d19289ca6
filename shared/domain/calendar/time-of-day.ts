import * as z from "zod";

/**
 * A local time of day, `00:00` to `23:59`. There is no `24:00`: a closing hour at midnight would be a moment of the next
 * date, and on 31 December of the next, perhaps unpublished, year.
 */
export const TimeOfDay = z.stringFormat("time of day", /^([01]\d|2[0-3]):[0-5]\d$/);
