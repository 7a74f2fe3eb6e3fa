import { byNaturalOrder, numberText } from './yaml-write.js';
import { isPlainText } from './yaml-resolve.js';

/** KYAML, the flow style of YAML in which every text is quoted (kubectl -o kyaml). `inOrder` keeps the keys as they are. */
export function toKyaml(value: unknown, inOrder: boolean): string {
  return `---\n${flow(value, '', inOrder)}\n`;
}

function flow(value: unknown, pad: string, inOrder: boolean): string {
  if (Array.isArray(value)) return list(value, pad, inOrder);
  if (typeof value === 'object' && value !== null) return map(value as Readonly<Record<string, unknown>>, pad, inOrder);
  return typeof value === 'number' ? numberText(value) : (JSON.stringify(value) ?? 'null');
}

function list(items: readonly unknown[], pad: string, inOrder: boolean): string {
  if (items.length === 0) return '[]';
  const cuddled = items.every((item) => typeof item === 'object' && item !== null && Object.keys(item).length > 0);
  if (cuddled) return `[${items.map((item) => flow(item, pad, inOrder)).join(', ')}]`;
  const inner = `${pad}  `;
  return `[\n${items.map((item) => `${inner}${flow(item, inner, inOrder)},\n`).join('')}${pad}]`;
}

function map(object: Readonly<Record<string, unknown>>, pad: string, inOrder: boolean): string {
  const keys = Object.keys(object).filter((key) => object[key] !== undefined);
  if (keys.length === 0) return '{}';
  const inner = `${pad}  `;
  const ordered = inOrder ? keys : keys.sort(byNaturalOrder);
  return `{\n${ordered.map((key) => `${inner}${keyText(key)}: ${flow(object[key], inner, inOrder)},\n`).join('')}${pad}}`;
}

function keyText(key: string): string {
  return /^[A-Za-z_][\w./-]*$/.test(key) && isPlainText(key) ? key : JSON.stringify(key);
}
