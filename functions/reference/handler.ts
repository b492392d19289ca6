import { getDocs, getOpenApi } from "../../shared/api/calls/reference.ts";
import { openApiDocument } from "../../shared/api/openapi.ts";
import { routes } from "../../shared/api/routes.ts";
import { apiHandler, operation } from "../../shared/lambda/api-handler.ts";
import { docsPage } from "./docs-page.ts";

const title = "Jiesu 接诉";

/** The API about itself: its document, and the same as a page. Open to everybody. */
export const newHandler = () => {
  const document = () => openApiDocument(routes, { title, version: "1", servers: [{ url: "." }] });
  return apiHandler([
    operation(getOpenApi, async () => document()),
    operation(getDocs, async () => docsPage(title, routes)),
  ]);
};

export const handler = newHandler();
