const SHORT: readonly (readonly [mode: string, short: string])[] = [
  ['ReadWriteOnce', 'RWO'],
  ['ReadOnlyMany', 'ROX'],
  ['ReadWriteMany', 'RWX'],
  ['ReadWriteOncePod', 'RWOP'],
];

/** 'RWO,ROX' (storage.GetAccessModesAsString). */
export function accessModesText(modes: readonly string[] | undefined): string {
  return SHORT.flatMap(([mode, short]) => ((modes ?? []).includes(mode) ? [short] : [])).join(',');
}
