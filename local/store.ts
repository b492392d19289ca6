import { DatabaseSync } from "node:sqlite";

/** A named set of JSON values under string keys, kept in the local cloud's own database. All calls are synchronous. */
export interface Collection<Value> {
  get(key: string): Value | undefined;
  put(key: string, value: Value): void;
  delete(key: string): void;
  /** All entries in key order. */
  entries(): [key: string, value: Value][];
}

export interface Store {
  collection<Value>(name: string): Collection<Value>;
  /** From now on nothing is kept: what is still under way, as after a kill, finds nothing and writes nothing. */
  close(): void;
}

/**
 * Opens the database in which the local services keep what must survive a restart: queue messages, stream
 * positions, schedules, the clock. `file` is a path, or ":memory:" for nothing kept.
 */
export function openStore(file: string): Store {
  const database = new DatabaseSync(file);
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;");
  database.exec(
    "CREATE TABLE IF NOT EXISTS entries (collection TEXT, key TEXT, value TEXT, PRIMARY KEY (collection, key)) WITHOUT ROWID",
  );
  const select = database.prepare("SELECT value FROM entries WHERE collection = ? AND key = ?");
  const selectAll = database.prepare("SELECT key, value FROM entries WHERE collection = ? ORDER BY key");
  const upsert = database.prepare("INSERT OR REPLACE INTO entries (collection, key, value) VALUES (?, ?, ?)");
  const remove = database.prepare("DELETE FROM entries WHERE collection = ? AND key = ?");
  let open = true;
  return {
    collection: <Value>(name: string): Collection<Value> => ({
      get(key) {
        const row = open ? select.get(name, key) : undefined;
        return row === undefined ? undefined : (JSON.parse(String(row.value)) as Value);
      },
      put(key, value) {
        if (open) upsert.run(name, key, JSON.stringify(value));
      },
      delete(key) {
        if (open) remove.run(name, key);
      },
      entries() {
        const rows = open ? selectAll.all(name) : [];
        return rows.map((row) => [String(row.key), JSON.parse(String(row.value)) as Value]);
      },
    }),
    close() {
      open = false;
      database.close();
    },
  };
}
