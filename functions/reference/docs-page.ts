import * as z from "zod";
import { type Problem, problems } from "../../shared/api/problems.ts";
import type { Route } from "../../shared/api/route.ts";

/** The route table as one self-contained page: every call with its scope, parameters, an example to paste, and answers. */
export function docsPage(title: string, routes: Route[]): string {
  const tags = Object.entries(Object.groupBy(routes, ({ tag }) => tag));
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${text(title)}</title><style>${style}</style></head><body>
<header><h1>${text(title)}</h1><p>Calls of the API 接口说明. The same for machines: <a href="openapi.json">openapi.json</a>. Every call but those marked <em>open</em> needs <code>Authorization: Bearer …</code>.</p>
<nav>${tags.map(([tag]) => `<a href="#${tag}">${tag}</a>`).join(" ")}</nav></header>
<main>${tags.map(([tag, calls = []]) => `<section id="${tag}"><h2>${tag}</h2>${calls.map(call).join("")}</section>`).join("")}</main>
</body></html>`;
}

function call(route: Route): string {
  const { method, path, summary, description, scopes, success } = route;
  return `<details id="${route.operationId}"><summary><b class="${method.toLowerCase()}">${method}</b> <code>${text(path)}</code> <span>${text(summary.en)} ${text(summary.zh)}</span></summary>
${description === undefined ? "" : `<p>${text(description)}</p>`}
<p>${scopes === undefined ? "<em>open</em>" : `Scope: ${scopes.map((scope) => `<code>${scope}</code>`).join(" or ")}`}</p>
<pre>${text(example(route))}</pre>
${schema("Path", route.params)}${schema("Query", route.query)}${schema("Headers", route.headers)}${schema("Body", route.body)}
<p><b>${success.status}</b> ${text(success.description)}</p>${schema("Answer", success.schema)}
<ul>${route.problems.map(problem).join("")}</ul></details>`;
}

function example({ method, path, scopes, body, example: sample }: Route): string {
  const token = scopes === undefined ? "" : ' \\\n  -H "Authorization: Bearer $TOKEN"';
  const sent =
    body === undefined ? "" : ` \\\n  -H 'Content-Type: application/json' \\\n  -d '${JSON.stringify(sample ?? {})}'`;
  return `curl ${method === "GET" ? "" : `-X ${method} `}"$API${path}"${token}${sent}`;
}

function schema(name: string, type: z.ZodType | undefined): string {
  if (type === undefined) return "";
  const json = z.toJSONSchema(type, { target: "openapi-3.0", io: "input", unrepresentable: "any" });
  return `<details><summary>${name}</summary><pre>${text(JSON.stringify(json, null, 2))}</pre></details>`;
}

function problem(name: Problem): string {
  const { status, title } = problems[name];
  return `<li>${status} ${text(title.en)} ${text(title.zh)}</li>`;
}

function text(value: string): string {
  return value.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

const style = `
body{font:16px/1.5 system-ui,"Noto Sans CJK SC",sans-serif;max-width:60rem;margin:0 auto;padding:1rem;color:#1c2733;background:#fff}
h2{text-transform:capitalize;border-bottom:1px solid #cdd6df}nav a{margin-right:1rem}
details{margin:.4rem 0;padding:.3rem .6rem;border:1px solid #dde4ea;border-radius:6px}summary{cursor:pointer}
summary b{display:inline-block;min-width:3.4rem}.get{color:#0a6d4d}.post{color:#1f4fbf}summary span{color:#5a6875}
pre{overflow-x:auto;background:#f4f7f9;padding:.6rem;border-radius:4px;font-size:.85rem}
@media print{details{break-inside:avoid}}`;
