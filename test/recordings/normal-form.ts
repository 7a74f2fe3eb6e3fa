import type { JsonMap } from './recording.js';

/** The normal form in which recordings compare: what differs from run to run becomes a placeholder. */

const ALPHABET = '[bcdfghjklmnpqrstvwxz2456789]';
const DROPPED_META = new Set(['resourceVersion', 'uid', 'creationTimestamp', 'managedFields', 'selfLink']);
const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g;
const RFC1123 = /[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [+-]\d{4}/g;
const UID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const RANDOM_WORD = new RegExp(`((?:<hash\\d+>|\\b[a-z0-9][a-z0-9.-]*)-)${ALPHABET}{5}\\b(?=$|[^a-z0-9-])`, 'g');
const RANDOM_END = new RegExp(`-${ALPHABET}{5}$`);
const GENERATED = new RegExp(`^${ALPHABET}{5}$`);

export class NormalForm {
  private readonly hashes = new Map<string, string>();

  constructor(private readonly server: string) {}

  /** Template hashes are named in the order in which they first appeared. */
  noteHash(hash: string): void {
    if (!this.hashes.has(hash)) this.hashes.set(hash, `<hash${this.hashes.size + 1}>`);
  }

  text(value: string): string {
    let text = value.replace(TIME, '<t>').replace(UID, '<uid>').replace(RFC1123, '<t>');
    for (const [hash, name] of [...this.hashes].sort((a, b) => b[0].length - a[0].length))
      text = text.replaceAll(hash, name);
    return text
      .replace(RANDOM_WORD, (word, head: string) => (isRandom(word) ? `${head}<r>` : word))
      .replace(/(?<=[a-z0-9]-)(?:2[6-9]|3\d)\d{6}(?![\d.])/g, '<minute>')
      .replace(/\b10\.96\.\d+\.\d+\b/g, '<clusterip>')
      .replace(/\b10\.244\.\d+\.\d+\b/g, '<podip>')
      .replace(/(resourceVersion\\?"?[:=] ?\\?"?)\d+/g, '$1<rv>')
      .replace(/(Resource Version: +)\d+/g, '$1<rv>')
      .replace(/\bcontainerd:\/\/[0-9a-f]{64}\b/g, '<containerid>')
      .replace(/\bsha256:[0-9a-f]{64}\b/g, '<sha256>')
      .replace(/\b[0-9a-f]{64}\b/g, '<id>')
      .replace(/\b10\.0\.0\.1\b/g, '<nodeip>')
      .replaceAll(this.server, '<server>');
  }

  value(value: unknown, managed = false): unknown {
    if (Array.isArray(value)) return value.map((item) => this.value(item, managed));
    if (typeof value === 'string') return this.text(value);
    if (!isMap(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, this.value(this.field(key, item, managed), managed)]),
    );
  }

  private field(key: string, value: unknown, managed: boolean): unknown {
    if (key === 'metadata' && isMap(value)) return metadata(value, managed);
    if (key === 'cells' && Array.isArray(value))
      return value.map((cell: unknown) =>
        typeof cell === 'string' ? cell.replace(/^(\d+d)?(\d+h)?(\d+m)?\d+s$/, '<age>') : cell,
      );
    if (key === 'resourceVersion' && typeof value === 'string' && /^\d+$/.test(value)) return '<rv>';
    return value;
  }

  /** A command's output, line by line; neighbours told apart only by random names have no order. */
  console(output: string): readonly string[] {
    const text = this.text(output)
      .replace(/\b(\d+d)?(\d+h)?(\d+m)?\d+s\b/g, '<age>')
      .replace(/\/tmp\/(LIVE|MERGED|kubectl-edit)-\d+/g, '<tmp>')
      .replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)? [+-]\d{4}( UTC)?/g, '<t>');
    const lines = text.split('\n').slice(0, text.endsWith('\n') ? -1 : undefined);
    const out: string[] = [];
    let block: string[] = [];
    for (const line of text === '' ? [] : lines.map((raw) => raw.trimEnd().replace(/ {2,}/g, '  '))) {
      if (line.includes('<r>')) block.push(line);
      else {
        out.push(...block.sort(byCodeUnit), line);
        block = [];
      }
    }
    return [...out, ...block.sort(byCodeUnit)];
  }
}

function isRandom(word: string): boolean {
  const last = word.slice(-5);
  return RANDOM_END.test(word) && (/[0-9]/.test(last) || /[bcdfghjklmnpqrstvwxz]{4}/.test(last));
}

function metadata(value: JsonMap, managed: boolean): JsonMap {
  const kept: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) if (!DROPPED_META.has(key)) kept[key] = item;
  const { managedFields } = value;
  if (managed && managedFields !== undefined)
    kept['managedFields'] = Array.isArray(managedFields) ? sortedManagers(managedFields) : managedFields;
  const { name, generateName } = kept;
  if (typeof kept['continue'] === 'string' && kept['continue'] !== '') kept['continue'] = '<continue>';
  if (typeof name === 'string' && typeof generateName === 'string' && name.startsWith(generateName))
    if (GENERATED.test(name.slice(generateName.length))) kept['name'] = `${generateName}<r>`;
  return kept;
}

/** As the recorder sorts them: a real server's order hangs on seconds. */
function sortedManagers(entries: readonly unknown[]): readonly unknown[] {
  const rank = (entry: unknown): string =>
    ['operation', 'manager', 'subresource'].map((key) => textIn(entry, key)).join('\u0000');
  return [...entries].sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
}

function textIn(entry: unknown, key: string): string {
  const value = isMap(entry) ? entry[key] : undefined;
  return typeof value === 'string' ? value : 'None';
}

export function isMap(value: unknown): value is JsonMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** JSON as Python's json.dumps writes it with sorted keys: the order of sorted lists hangs on it. */
export function sortedJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sortedJson).join(', ')}]`;
  if (!isMap(value)) return ascii(JSON.stringify(value ?? null));
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return `{${entries
    .sort(([a], [b]) => byCodeUnit(a, b))
    .map(([key, item]) => `${ascii(JSON.stringify(key))}: ${sortedJson(item)}`)
    .join(', ')}}`;
}

function ascii(text: string): string {
  return text.replace(/[\u007f-\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

export function sortByJson<T>(items: readonly T[]): readonly T[] {
  return items
    .map((item) => [sortedJson(item), item] as const)
    .sort((a, b) => byCodeUnit(a[0], b[0]))
    .map(([, item]) => item);
}

/** 'a.b.0.c', with '@X' for the item of a list whose type or name is X; null where there is nothing. */
export function dig(value: unknown, path: string): unknown {
  let found: unknown = value;
  for (const part of path.split('.')) {
    found = step(found, part);
    if (found === null || found === undefined) return null;
  }
  return found;
}

function step(value: unknown, part: string): unknown {
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    if (part.startsWith('@'))
      return (
        items.find((item) => isMap(item) && (item['type'] === part.slice(1) || item['name'] === part.slice(1))) ?? null
      );
    if (/^\d+$/.test(part)) return items[Number(part)] ?? null;
    return items.map((item) => (isMap(item) ? (item[part] ?? null) : null));
  }
  return isMap(value) ? (value[part] ?? null) : null;
}

/** What differs between two normal forms, one line each. */
export function* differences(want: unknown, got: unknown, path: string): Iterable<string> {
  if (isMap(want) && isMap(got)) {
    for (const key of [...new Set([...Object.keys(want), ...Object.keys(got)])].sort(byCodeUnit)) {
      if (!(key in want)) yield `${path}.${key}: unexpected ${short(got[key])}`;
      else if (!(key in got)) yield `${path}.${key}: missing, want ${short(want[key])}`;
      else yield* differences(want[key], got[key], `${path}.${key}`);
    }
  } else if (Array.isArray(want) && Array.isArray(got)) {
    if (want.length !== got.length) yield `${path}: ${got.length} items, want ${want.length}`;
    for (let i = 0; i < Math.min(want.length, got.length); i++) yield* differences(want[i], got[i], `${path}[${i}]`);
  } else if (want !== got) yield `${path}: ${short(got)}, want ${short(want)}`;
}

function short(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length < 400 ? text : `${text.slice(0, 400)}…`;
}
