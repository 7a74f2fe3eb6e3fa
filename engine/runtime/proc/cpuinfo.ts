/** /proc/cpuinfo of a machine with so many cpus: all of them, whichever a container may run on. */
export function cpuinfo(count: number): string {
  return Array.from({ length: count }, (_, cpu) => {
    const rows: readonly (readonly [string, string | number])[] = [
      ['processor', cpu],
      ['vendor_id', 'GenuineIntel'],
      ['model name', 'Virtual CPU'],
      ['cpu cores', count],
    ];
    return `${rows.map(([name, value]) => `${name}\t${name.length < 8 ? '\t' : ''}: ${value}`).join('\n')}\n\n`;
  }).join('');
}
