/** Columns three blanks apart, as kubectl's tab writer aligns them; the last one is not padded. */
export function alignColumns(rows: readonly (readonly string[])[], gap = 3): readonly string[] {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, column) => (widths[column] = Math.max(widths[column] ?? 0, cell.length)));
  return rows.map((row) =>
    row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd((widths[column] ?? 0) + gap))).join(''),
  );
}
