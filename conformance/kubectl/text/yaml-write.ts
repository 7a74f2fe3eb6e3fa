import { isPlainText } from './yaml-resolve.js';
import { scalarText } from './yaml-scalar.js';

/** A JSON value as YAML, as kubectl writes it (sigs.k8s.io/yaml): keys in order, lists not indented, two blanks a level. */
export function toYaml(value: unknown): string {
  return `${block(value, 0, 0)}\n`;
}

/** A value that begins at `column` of its line; what is nested begins at `indent`. */
function block(value: unknown, column: number, indent: number): string {
  if (Array.isArray(value)) return value.length === 0 ? '[]' : sequence(value, indent);
  if (typeof value === 'object' && value !== null) return mapping(value as Readonly<Record<string, unknown>>, indent);
  return scalar(value, column, indent + 2);
}

function mapping(map: Readonly<Record<string, unknown>>, indent: number): string {
  const keys = Object.keys(map).filter((key) => map[key] !== undefined);
  if (keys.length === 0) return '{}';
  const pad = ' '.repeat(indent);
  return keys
    .sort(byNaturalOrder)
    .map((key) => {
      const head = `${scalarText(key, isPlainText(key), indent, indent, true)}:`;
      return head + below(map[key], indent + head.length, indent);
    })
    .join(`\n${pad}`);
}

/** What follows a key: on its line, or on those below. */
function below(value: unknown, column: number, indent: number): string {
  if (Array.isArray(value) && value.length > 0) return `\n${' '.repeat(indent)}${sequence(value, indent)}`;
  if (isFilled(value)) return `\n${' '.repeat(indent + 2)}${mapping(value, indent + 2)}`;
  return ` ${block(value, column + 1, indent)}`;
}

function isFilled(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0;
}

function sequence(items: readonly unknown[], indent: number): string {
  return items
    .map(
      (item) =>
        `- ${Array.isArray(item) || isFilled(item) ? block(item, indent + 2, indent + 2) : block(item, indent + 2, indent)}`,
    )
    .join(`\n${' '.repeat(indent)}`);
}

function scalar(value: unknown, column: number, indent: number): string {
  if (typeof value === 'string') return scalarText(value, isPlainText(value), column, indent, false);
  if (typeof value === 'number') return numberText(value);
  return value === true ? 'true' : value === false ? 'false' : 'null';
}

/** Go's %g: an exponent of at least two digits from 1e21 on and below 1e-4. */
export function numberText(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e21) return String(value);
  return String(value).replace(/e([-+])(\d)$/, 'e$10$2');
}

const isLetter = (character: string): boolean => /\p{L}/u.test(character);
const isDigit = (character: string): boolean => /\p{Nd}/u.test(character);

/** go-yaml's order of keys: letters by code, digits by the number they make, anything else before letters (keyList.Less). */
export function byNaturalOrder(left: string, right: string): number {
  const a = [...left];
  const b = [...right];
  for (let at = 0; at < a.length && at < b.length; at++) {
    const [x = '', y = ''] = [a[at], b[at]];
    if (x === y) continue;
    const [xLetter, yLetter] = [isLetter(x), isLetter(y)];
    if (xLetter && yLetter) return x < y ? -1 : 1;
    if (xLetter || yLetter) return yLetter ? -1 : 1;
    return byNumber(a, b, at);
  }
  return a.length - b.length;
}

function byNumber(a: readonly string[], b: readonly string[], at: number): number {
  const zero = (a[at] === '0' || b[at] === '0') && hasNonZeroBefore(a, at);
  const [x, xEnd] = numberFrom(a, at, zero ? 1 : 0);
  const [y, yEnd] = numberFrom(b, at, zero ? 1 : 0);
  if (x !== y) return x - y;
  if (xEnd !== yEnd) return xEnd - yEnd;
  return (a[at] ?? '') < (b[at] ?? '') ? -1 : 1;
}

function hasNonZeroBefore(characters: readonly string[], at: number): boolean {
  for (let index = at - 1; index >= 0 && isDigit(characters[index] ?? ''); index--)
    if (characters[index] !== '0') return true;
  return false;
}

function numberFrom(characters: readonly string[], at: number, start: number): readonly [number, number] {
  let value = start;
  let end = at;
  for (; end < characters.length && isDigit(characters[end] ?? ''); end++) value = value * 10 + Number(characters[end]);
  return [value, end];
}
