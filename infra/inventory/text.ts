import type { Inventory } from "./inventory.ts";

/** The inventory as pages of text, most general first. */
export function inventoryText(inventory: Inventory): string {
  const { stacks, resources, api, functions, machines, roles, tables, queues } = inventory;
  const total = Object.values(resources).reduce((sum, count) => sum + count, 0);
  const none = "-";
  const sections: [string, string[]][] = [
    [
      `${total} resources of ${Object.keys(resources).length} kinds in ${stacks.join(" and ")}`,
      columns(Object.entries(resources).map(([type, count]) => [String(count).padStart(4), type])),
    ],
    [
      "API",
      api.flatMap(({ name, operations, open }) => [
        `${name}: ${operations} operations, ${operations - open.length} of them only with a token`,
        ...open.map((operation) => `  without a token: ${operation}`),
      ]),
    ],
    [
      `${functions.length} functions`,
      columns([
        ["name", "memory", "time-out", "role", "settings"],
        ...functions.map(({ name, memoryMegabytes, timeoutSeconds, role, settings }) => [
          ...[name, `${memoryMegabytes} MB`, `${timeoutSeconds} s`, role, settings.join(" ") || none],
        ]),
      ]),
    ],
    [
      count(machines, "state machine"),
      machines.map(
        ({ name, kind, role, states, logs, dataInLogs }) =>
          `${name}: ${kind}, ${states} states, logs ${logs} ${dataInLogs ? "WITH" : "without"} data, role ${role}`,
      ),
    ],
    [
      `${roles.length} roles, and all that they allow`,
      roles.flatMap(({ name, assumedBy, managedPolicies, allows }) => [
        `${name}, for ${assumedBy.join(", ")}`,
        ...managedPolicies.map((policy) => `  policy of AWS: ${policy}`),
        ...allows.flatMap(({ on, actions }) => [`  on ${on}`, ...wrapped(actions, "    ")]),
      ]),
    ],
    [
      count(tables, "table"),
      tables.flatMap(({ name, deletionProtected, pointInTimeRecovery, encryptedBy, stream, indexes }) => [
        name,
        `  deletion ${deletionProtected ? "protected" : "NOT protected"}, point-in-time recovery ${pointInTimeRecovery ? "on" : "OFF"}, encrypted by ${encryptedBy}, stream ${stream}`,
        ...columns(indexes.map((index) => ["  index", index.name, index.key.join(" + "), index.holds])),
      ]),
    ],
    [
      count(queues, "queue"),
      columns([
        ["name", "kept", "read by", "dead letters", "alarm"],
        ...queues.map((queue) => [
          ...[queue.name, `${queue.retentionDays} days`, queue.readBy.join(" ") || "a person"],
          ...[queue.deadLetters ?? none, queue.alarms.map(({ name }) => name).join(" ") || none],
        ]),
      ]),
    ],
    [
      "Readers of streams",
      columns([
        ["function", "reads", "retries", "given up to", "filter"],
        ...inventory.streamReaders.map((reader) => [
          ...[reader.function, reader.reads, String(reader.retries ?? "for ever"), reader.onFailure ?? none],
          reader.filters.join(" or "),
        ]),
      ]),
    ],
    [
      count(inventory.rules, "rule"),
      inventory.rules.flatMap(({ name, bus, when, targets }) => [
        `${name} on bus ${bus}: ${typeof when === "string" ? when : JSON.stringify(when)}`,
        ...targets.map(({ to, deadLetters }) => `  to ${to}, what cannot be delivered to ${deadLetters ?? none}`),
      ]),
    ],
    [
      count(inventory.schedules, "schedule"),
      inventory.schedules.map(
        ({ name, expression, timeZone, invokes, deadLetters }) =>
          `${name}: ${expression} (${timeZone}) invokes ${invokes}, what cannot be to ${deadLetters ?? none}`,
      ),
    ],
    [
      count(inventory.alarms, "alarm"),
      inventory.alarms.flatMap(({ name, means, tells }) => [
        `${name}${tells.length === 0 ? "" : `, tells ${tells.join(", ")}`}`,
        `  ${means}`,
      ]),
    ],
    [
      "Outputs",
      columns(
        Object.entries(inventory.outputs).flatMap(([stack, outputs]) =>
          Object.entries(outputs).map(([name, value]) => [stack, name, value]),
        ),
      ),
    ],
  ];
  return sections.map(([title, lines]) => [title, "-".repeat(title.length), ...lines, ""].join("\n")).join("\n");
}

function count(things: unknown[], one: string): string {
  return `${things.length} ${one}${things.length === 1 ? "" : "s"}`;
}

/** Rows as aligned columns, two blanks between them. */
function columns(rows: string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

/** Words in lines of at most 110 characters. */
function wrapped(words: string[], indent: string): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < 110) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(indent + word);
  }
  return lines;
}
