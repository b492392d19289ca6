import { DatabaseSync } from "node:sqlite";

/**
 * Adds the index that the engine's stream lacks. For each record it writes, it looks for the highest number so far by
 * reading all records: after ten thousand of them a transaction takes ten times as long as at first. With the index
 * it stays as fast as without a stream. The engine reads its schema anew by itself; it never looks at our index.
 */
export function indexStreamRecords(dbPath: string): void {
  const database = new DatabaseSync(dbPath, { timeout: 5000 });
  try {
    const { found } = database
      .prepare("SELECT count(*) AS found FROM sqlite_master WHERE name = '_stream_records'")
      .get() as { found: number };
    // Another version may keep its records elsewhere; it is then as fast or slow as it is.
    if (found === 0) return;
    database.exec(
      "CREATE INDEX IF NOT EXISTS stream_order ON _stream_records (table_name, CAST(sequence_number AS INTEGER))",
    );
  } finally {
    database.close();
  }
}
