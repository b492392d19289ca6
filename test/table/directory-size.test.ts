import { expect, test } from "vitest";
import { assembleDirectory } from "../../shared/directory/assemble.ts";
import { matrixProblems } from "../../shared/directory/check-matrix.ts";
import { candidates } from "../../shared/domain/routing.ts";
import { activateDirectory } from "../../shared/table/activation.ts";
import { loadVersion, putDirectory, readDirectory } from "../../shared/table/directory.ts";
import { startCaseTable } from "../builders/case-table.ts";
import { filesWithMatrixOf } from "../directory/large-city.ts";

const sizes = [500, 5000];

/** The shortest of a few times, in milliseconds: what else runs on the machine only adds. */
async function shortest(times: number, run: () => unknown): Promise<number> {
  const taken: number[] = [];
  for (let time = 0; time < times; time += 1) {
    const start = performance.now();
    await run();
    taken.push(performance.now() - start);
  }
  return Math.min(...taken);
}

test("the check grows as the matrix does, a function loads a version once, and a case costs no read more", {
  timeout: 120_000,
}, async () => {
  const { table, stop } = await startCaseTable();
  const figures: Record<string, number | string>[] = [];
  const check: number[] = [];
  for (const rows of sizes) {
    const files = filesWithMatrixOf(rows);
    const directory = assembleDirectory(`rows-${rows}`, files);
    expect(directory.matrix).toHaveLength(rows);
    const matrix = await shortest(5, () => matrixProblems(directory, { coverage: true }));
    check.push(matrix);
    const validate = await shortest(2, () => assembleDirectory(`rows-${rows}`, files));
    const write = await shortest(1, () => putDirectory(table, directory));
    const load = await shortest(3, () => loadVersion(table, directory.version));
    const asked = { category: "01.01.01", region: "01.01", kind: "complaint", tracks: [] } as const;
    const route = await shortest(20, () => candidates(directory, asked));
    figures.push({ rows, validate, "of it the matrix": matrix, write, load, "route a case": route });

    await activateDirectory(table, directory.version);
    let reads = 0;
    const counting = {
      ...table,
      client: Object.create(table.client, {
        send: {
          value: (...args: unknown[]) => {
            reads += 1;
            return (table.client.send as (...all: unknown[]) => unknown)(...args);
          },
        },
      }),
    };
    const reader = readDirectory(counting, () => 0);
    await reader.active();
    const once = reads;
    for (let time = 0; time < 100; time += 1) await reader.active();
    expect(reads).toBe(once);
  }
  console.table(
    figures.map((row) =>
      Object.fromEntries(Object.entries(row).map(([name, ms]) => [name, Math.round(Number(ms) * 100) / 100])),
    ),
  );
  const [small = 0, large = 0] = check;
  // Ten times the rows: a check of all against all would take a hundred times as long.
  expect(large).toBeLessThan(30 * Math.max(small, 0.5));
  await stop();
});
