import type { Route } from "../../shared/api/route.ts";
import { scopes } from "../../shared/api/scopes.ts";

/** The page that lists every call of the API, by group, in the order of the route table. */
export function apiCallsPage(routes: readonly Route[]): string {
  const groups = Map.groupBy(routes, ({ tag }) => tag);
  const chapters = [...groups].flatMap(([tag, calls]) => [
    `## ${tag}`,
    [
      "| call | 说明 | what it does | scope | answers |",
      "|---|---|---|---|---|",
      ...calls.map(({ method, path, summary, scopes: needed, success, problems }) =>
        [
          "",
          `\`${method} ${path}\``,
          summary.zh,
          summary.en,
          needed === undefined ? "open" : needed.map((scope) => `\`${scope}\``).join(" "),
          [success.status, ...problems].join(", "),
          "",
        ]
          .join(" | ")
          .trim(),
      ),
    ].join("\n"),
  ]);
  const known = Object.entries(scopes).map(([scope, about]) => `- \`${scope}\`: ${about}`);
  return `${[
    "# Every call",
    "Generated from the route table, `shared/api/routes.ts`, by `npm run docs`; do not edit it here. How calls behave, who may\nsee what, and what the problems mean: [api.md](api.md).",
    ...chapters,
    "## Scopes",
    known.join("\n"),
  ].join("\n\n")}\n`;
}
