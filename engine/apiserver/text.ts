import { LineCounter, parse, parseDocument } from 'yaml';
import { quote } from '../apimachinery/quote.js';
import { scanJson } from '../apis/decoding/json-text.js';

/** A body that came as text. */
export interface ParsedText {
  readonly value: unknown;
  /** What strict decoding has against it: fields that occur twice. */
  readonly complaints: readonly string[];
}

/** YAML as sigs.k8s.io/yaml reads it: 'y' and 'off' are booleans, of two equal keys the last one counts. */
const YAML = { version: '1.1', uniqueKeys: false, merge: true } as const;

/** Reads JSON or YAML; gives Go's words for what is wrong with it. */
export function parseText(text: string, contentType: string): ParsedText | { readonly error: string } {
  if (contentType.includes('yaml')) return parseYamlText(text);
  const { error, duplicates } = scanJson(text);
  if (error !== undefined) return { error };
  return { value: JSON.parse(text), complaints: duplicates.map((path) => `duplicate field ${quote(path)}`) };
}

function parseYamlText(text: string): ParsedText | { readonly error: string } {
  try {
    const value: unknown = parse(text, YAML);
    return { value, complaints: doubles(text) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

function doubles(text: string): readonly string[] {
  const lineCounter = new LineCounter();
  const { errors } = parseDocument(text, { ...YAML, uniqueKeys: true, lineCounter });
  const lines = errors
    .filter(({ code }) => code === 'DUPLICATE_KEY')
    .map(({ pos: [at] }) => {
      const { line } = lineCounter.linePos(at);
      const key = /^["']?([^"':\s]+)/.exec(text.slice(at))?.[1] ?? '';
      return `  line ${line}: key ${quote(key)} already set in map`;
    });
  return lines.length === 0 ? [] : [['yaml: unmarshal errors:', ...lines].join('\n')];
}
