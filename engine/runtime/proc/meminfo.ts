const KIBIBYTE = 1024;

/** /proc/meminfo of a machine: what it has and what is left, whoever looks. Bytes. */
export function meminfo(total: number, used: number): string {
  const left = Math.max(0, total - used);
  const rows: readonly (readonly [string, number])[] = [
    ['MemTotal', total],
    ['MemFree', left],
    ['MemAvailable', left],
    ['Buffers', 0],
    ['Cached', 0],
    ['SwapCached', 0],
    ['SwapTotal', 0],
    ['SwapFree', 0],
  ];
  return rows
    .map(([name, bytes]) => `${`${name}:`.padEnd(16)}${String(Math.floor(bytes / KIBIBYTE)).padStart(8)} kB\n`)
    .join('');
}

export function isMemoryInfo(text: string): boolean {
  return text.startsWith('MemTotal:');
}

/** What free(1) reads of it, in KiB. */
export function memoryInfo(text: string): { readonly total: number; readonly available: number } {
  const of = (name: string): number => Number(new RegExp(`^${name}: +(\\d+) kB$`, 'm').exec(text)?.[1] ?? 0);
  return { total: of('MemTotal'), available: of('MemAvailable') };
}
