import type { Files } from './files.js';
import { MAX_MANIFEST_BYTES } from './limits.js';
import { parseYaml, type Parsed } from './yaml.js';

const parsed = new WeakMap<Files, Map<string, { readonly text: string; readonly parsed: Parsed }>>();

/** The documents of a manifest; parsed once for all plans that are made of the same files. */
export function parseManifest(path: string, text: string, files: Files): Parsed {
  const known = parsed.get(files) ?? new Map<string, { readonly text: string; readonly parsed: Parsed }>();
  parsed.set(files, known);
  const before = known.get(path);
  if (before?.text === text) return before.parsed;
  const made = parseYaml(path, text, MAX_MANIFEST_BYTES);
  known.set(path, { text, parsed: made });
  return made;
}
