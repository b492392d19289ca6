export type Row = (string | number)[];

/** A title, underlined, and columns of text: the first stands to the left, all others to the right. */
export function reportTable(title: string, rows: Row[], { left = [0] }: { left?: number[] } = {}): string {
  const texts = rows.map((row) => row.map((cell) => (typeof cell === "number" ? cell.toLocaleString("en") : cell)));
  const columns = Math.max(...texts.map(({ length }) => length));
  const widths = Array.from({ length: columns }, (_, column) => {
    return Math.max(...texts.map((row) => row[column]?.length ?? 0));
  });
  const lines = texts.map((row) =>
    row
      .map((cell, column) =>
        left.includes(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join("  ")
      .trimEnd(),
  );
  return [title, "-".repeat(title.length), ...lines].join("\n");
}
