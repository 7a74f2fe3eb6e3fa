/**
 * The smallest part of a list for which something still holds, by taking away ever smaller chunks (Zeller's ddmin), until
 * no single element can go. `holds` is true of the whole list; elements keep their order.
 * @param budget no more tries than this; then what is left may not be minimal
 * @returns the part, and whether it is known to be minimal
 */
export function minimise<T>(
  all: readonly T[],
  holds: (part: readonly T[]) => boolean,
  budget = Infinity,
): { readonly part: readonly T[]; readonly minimal: boolean } {
  let part = all;
  let tries = 0;
  let chunk = Math.max(1, Math.ceil(part.length / 2));
  for (;;) {
    let removed = false;
    for (let at = 0; at < part.length;) {
      if (++tries > budget) return { part, minimal: false };
      const rest = [...part.slice(0, at), ...part.slice(at + chunk)];
      if (holds(rest)) {
        part = rest;
        removed = true;
      } else at += chunk;
    }
    if (chunk === 1 && !removed) return { part, minimal: true };
    if (!removed) chunk = Math.max(1, Math.floor(chunk / 2));
    else chunk = Math.min(chunk, Math.max(1, part.length));
  }
}
