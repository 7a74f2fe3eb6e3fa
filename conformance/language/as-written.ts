import type { Cursor } from './cursor.js';

/** A short scalar as it stands in the file: 'yes', '0644', which YAML takes for true and 420. */
export function asWritten({ source, value }: Cursor): string {
  return /(?:^|[:-]\s+)([\w.+-]{1,20})$/.exec(source.text)?.[1] ?? String(value);
}
