/** Markup that is safe to put into a page. */
export interface Markup {
  html: string;
}

/** Markup from a template: whatever is put into it is escaped unless it is markup itself; lists are joined. */
export function html(parts: TemplateStringsArray, ...values: (string | number | Markup | Markup[])[]): Markup {
  const written = values.map((value) => {
    if (Array.isArray(value)) return value.map((one) => one.html).join("\n");
    return typeof value === "object" ? value.html : escaped(String(value));
  });
  return { html: String.raw({ raw: parts }, ...written) };
}

/** A table with a head row; `caption` stands above it. */
export function table(caption: string, head: string[], rows: (string | Markup)[][]): Markup {
  return html`<table><caption>${caption}</caption>
<thead><tr>${head.map((cell) => html`<th>${cell}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody></table>`;
}

/** A whole page that needs nothing but itself: on a screen, on a phone, on A4. */
export function page(language: "zh" | "en", title: string, body: Markup[]): string {
  return `${
    html`<!doctype html>
<html lang="${language === "zh" ? "zh-CN" : "en"}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${{ html: style }}</style>
</head>
<body>
${body}
</body>
</html>`.html
  }\n`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

const style = `
@page { size: A4; margin: 18mm 16mm; }
body { font: 15px/1.6 "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", system-ui, sans-serif; color: #1d2733; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.9rem; margin-bottom: 0; }
h2 { font-size: 1.3rem; border-bottom: 2px solid #2f6f8f; padding-bottom: .2rem; margin-top: 2.4rem; break-after: avoid; }
h3 { font-size: 1.05rem; margin: 1.4rem 0 .2rem; break-after: avoid; }
.about, caption, .note { color: #566573; }
table { border-collapse: collapse; width: 100%; margin: .8rem 0 1.4rem; font-size: .88rem; }
caption { text-align: left; padding: .2rem 0; }
th, td { border: 1px solid #cfd8dc; padding: .3rem .5rem; text-align: left; vertical-align: top; }
th { background: #eef4f7; }
thead { display: table-header-group; }
tr, .step { break-inside: avoid; }
.step { border-left: 4px solid #2f6f8f; padding: .1rem 0 .1rem .9rem; margin: 1rem 0; }
.step p { margin: .15rem 0; }
nav ol { columns: 2; }
@media (max-width: 40rem) { nav ol { columns: 1; } table { display: block; overflow-x: auto; } }
@media print { body { font-size: 10.5pt; margin: 0; max-width: none; } a { color: inherit; text-decoration: none; } }
`;
