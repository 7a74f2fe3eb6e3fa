/**
 * Gives as many rows as possible a column of their own among those that suit them (Kuhn's augmenting paths).
 * `suits[row][column]`; the answer is each row's column.
 */
export function assign(suits: readonly (readonly boolean[])[]): readonly (number | undefined)[] {
  const rowOf = new Map<number, number>();
  const place = (row: number, tried: Set<number>): boolean => {
    for (const [column, suitable] of (suits[row] ?? []).entries()) {
      if (!suitable || tried.has(column)) continue;
      tried.add(column);
      const holder = rowOf.get(column);
      if (holder !== undefined && !place(holder, tried)) continue;
      rowOf.set(column, row);
      return true;
    }
    return false;
  };
  for (const row of suits.keys()) place(row, new Set());
  const columns: (number | undefined)[] = suits.map(() => undefined);
  for (const [column, row] of rowOf) columns[row] = column;
  return columns;
}
