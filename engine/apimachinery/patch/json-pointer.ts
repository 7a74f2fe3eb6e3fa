/** The tokens of a JSON pointer; what stands before the first slash is ignored. Undefined without any slash. */
export function tokens(path: string): readonly string[] | undefined {
  const parts = path.split('/');
  return parts.length < 2 ? undefined : parts.slice(1).map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The position of an item that is there; a negative one counts from the end. Undefined: there is none. */
export function existingIndex(list: readonly unknown[], key: string): number | undefined {
  return indexOf(key, list.length);
}

/** The position at which an item is put in: also behind the last, which '-' says as well. */
export function insertionIndex(list: readonly unknown[], key: string): number | undefined {
  return key === '-' ? list.length : indexOf(key, list.length + 1);
}

/** A position below `count`; any text that strconv.Atoi reads will do. */
function indexOf(key: string, count: number): number | undefined {
  if (!/^[+-]?\d+$/.test(key)) return undefined;
  const position = Number(key) < 0 ? Number(key) + count : Math.abs(Number(key));
  return position >= 0 && position < count ? position : undefined;
}
