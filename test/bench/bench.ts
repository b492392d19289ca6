import type { Row } from "../../local/report-table.ts";

/** One benchmark: what it is about, how to run it, and its result as a table. */
export interface Bench<Result> {
  about: string;
  run(): Promise<Result>;
  print(result: Result): BenchTable | BenchTable[];
}

export interface BenchTable {
  title: string;
  rows: Row[];
  /** What to know when reading it: the figure to reach, what was assumed or left out. */
  notes: string[];
}
