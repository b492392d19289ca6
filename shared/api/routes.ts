import type { Route } from "./route.ts";

/** Every call of the API, in the order of the document. */
export const routes: Route[] = [];
