import { leaves } from "../../shared/directory/check-trees.ts";
import { filesIn, loadDirectory } from "../../shared/directory/load.ts";

/**
 * The files of the sample city with a responsibility matrix of so many rows: its own, and one for a leaf category in a
 * region for some kinds, each another. No two tie.
 */
export function filesWithMatrixOf(rows: number): Map<string, Uint8Array> {
  const files = filesIn("sample");
  const sample = loadDirectory("sample");
  const written = [new TextDecoder().decode(files.get("matrix.yaml"))];
  const kinds = ["complaint, report", "help, consultation, suggestion"];
  const places = leaves(sample.categories).flatMap((category) =>
    sample.regions.flatMap(({ code }) => kinds.map((some) => ({ category, region: code, some }))),
  );
  for (const [index, { category, region, some }] of places.slice(0, rows - sample.matrix.length).entries()) {
    const lead = sample.units[index % sample.units.length]?.id;
    const place = `category: "${category}", region: "${region}", kinds: [${some}]`;
    written.push(`- { id: row-${index}, ${place}, lead: ${lead}, supervises: joint-office }\n`);
  }
  return files.set("matrix.yaml", new TextEncoder().encode(written.join("")));
}
