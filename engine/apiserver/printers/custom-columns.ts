import { findResults, printValue } from '../../apimachinery/jsonpath.js';
import type { KubeObject } from '../../apimachinery/object.js';
import type { CustomResourceColumnDefinition } from '../../apis/generated/apiextensions.v1.js';
import type { ListMeta } from '../../apis/generated/meta.v1.js';
import type { Millis } from '../../core/time.js';
import { parseTimestamp } from '../../apimachinery/time.js';
import { humanDuration } from '../../apimachinery/duration.js';
import type { Cell } from './cells.js';
import { NAME_DESCRIPTION, shownObject, tableOf, type ColumnDefinition, type Table } from './table.js';

/** What a definition without printer columns shows besides the name. */
const AGE: CustomResourceColumnDefinition = {
  name: 'Age',
  type: 'date',
  description:
    'CreationTimestamp is a timestamp representing the server time when this object was created. It is not guaranteed to be set in happens-before order across separate operations. Clients may not set this value. It is represented in RFC3339 form and is in UTC.\n\nPopulated by the system. Read-only. Null for lists. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata',
  jsonPath: '.metadata.creationTimestamp',
};

/** Custom resources as a table with their definition's columns (apiextensions' tableconvertor); none given: the age. */
export function toCustomTable(
  columns: readonly CustomResourceColumnDefinition[] | undefined,
  objects: readonly KubeObject[],
  now: Millis,
  includeObject: string,
  metadata: ListMeta = {},
): Table {
  const shown = columns === undefined || columns.length === 0 ? [AGE] : columns;
  const rows = objects.map((object) => {
    const cells = [object.metadata.name, ...shown.map((column) => customCell(column, object, now))];
    return { cells, object: shownObject(object, includeObject) };
  });
  return tableOf([NAME, ...shown.map(definition)], rows, metadata);
}

const NAME: ColumnDefinition = {
  name: 'Name',
  type: 'string',
  format: 'name',
  description: NAME_DESCRIPTION,
  priority: 0,
};

function definition({
  name,
  type,
  format = '',
  description = '',
  jsonPath,
  priority = 0,
}: CustomResourceColumnDefinition): ColumnDefinition {
  const text = description === '' ? `Custom resource definition column (in JSONPath format): ${jsonPath}` : description;
  return { name, type, format, description: text, priority };
}

function customCell({ jsonPath, type }: CustomResourceColumnDefinition, object: KubeObject, now: Millis): Cell {
  const results = findResults(`{${jsonPath}}`, object);
  const found = results.ok ? (results.value[0] ?? []) : [];
  if (found.length === 0) return null;
  const [value] = found;
  return type === 'string' ? printValue(value) : typedCell(type, value, now);
}

/** A value of the column's type, else nothing (cellForJSONValue). */
function typedCell(type: string, value: unknown, now: Millis): Cell {
  switch (type) {
    case 'integer':
      return typeof value === 'number' ? Math.trunc(value) : null;
    case 'number':
      return typeof value === 'number' ? value : null;
    case 'boolean':
      return typeof value === 'boolean' ? value : null;
    case 'date':
      return typeof value === 'string' ? dateCell(value, now) : null;
    default:
      return null;
  }
}

function dateCell(text: string, now: Millis): string {
  const then = parseTimestamp(text);
  return then === undefined ? '<invalid>' : humanDuration(now - then);
}
