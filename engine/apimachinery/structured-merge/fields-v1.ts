import { isObject, type JsonObject } from '../object.js';
import { failed, ok, type Result } from '../result.js';
import { isEmptySet, NO_FIELDS, type FieldSet } from './field-set.js';
import { compareElements, keyElement, valueElement, type PathElement } from './path-element.js';

/** A set as metadata.managedFields holds it (Set.ToJSON). */
export function toFieldsV1(set: FieldSet): JsonObject {
  return contentsOf(set, false);
}

function contentsOf({ members, children }: FieldSet, isMember: boolean): JsonObject {
  const written: Record<string, unknown> = {};
  if (isMember && (members.size > 0 || children.size > 0)) written['.'] = {};
  const elements = [...new Set([...members, ...children.keys()])].sort(compareElements);
  for (const element of elements) {
    const below = children.get(element);
    written[element] = below === undefined ? {} : contentsOf(below, members.has(element));
  }
  return written;
}

interface Node {
  readonly isMember: boolean;
  readonly below: FieldSet;
}

/** Reads what {@link toFieldsV1} writes (Set.FromJSON); steps of an unknown kind are passed over, malformed ones are errors. */
export function fromFieldsV1(fields: unknown): Result<FieldSet> {
  const node = readNode(fields);
  return node.ok ? ok(node.value.below) : node;
}

function readNode(fields: unknown): Result<Node> {
  if (!isObject(fields)) return failed('ReadMapCB: expect { or n');
  const members = new Set<PathElement>();
  const children = new Map<PathElement, FieldSet>();
  let isMember = false;
  for (const [key, value] of Object.entries(fields)) {
    if (key === '.') {
      isMember = true;
      continue;
    }
    const element = readElement(key);
    if (!element.ok) return element;
    if (element.value === undefined) continue;
    const node = readNode(value);
    if (!node.ok) return node;
    if (node.value.isMember) members.add(element.value);
    if (!isEmptySet(node.value.below)) children.set(element.value, node.value.below);
  }
  const below = { members, children };
  return ok({ isMember: isMember || isEmptySet(below), below: isEmptySet(below) ? NO_FIELDS : below });
}

/** The element in its canonical text; undefined for one of a kind that nobody knows. */
function readElement(key: string): Result<PathElement | undefined> {
  if (key.length < 2) return failed('key must be 2 characters long:');
  if (key[1] !== ':') return failed(`missing colon: ${key}`);
  const rest = key.slice(2);
  try {
    switch (key[0]) {
      case 'f':
        return ok(key);
      case 'v':
        return ok(valueElement(JSON.parse(rest)));
      case 'k':
        return ok(keyElement(sortedKeys(JSON.parse(rest))));
      case 'i':
        return /^[-+]?\d+$/.test(rest) ? ok(`i:${Number(rest)}`) : failed(`invalid index: ${rest}`);
      default:
        return ok(undefined);
    }
  } catch (error) {
    return failed(error instanceof Error ? error.message : String(error));
  }
}

function sortedKeys(keys: unknown): JsonObject {
  const entries = Object.entries(isObject(keys) ? keys : {});
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
