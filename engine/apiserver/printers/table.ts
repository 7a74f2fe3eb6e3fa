import type { KubeObject } from '../../apimachinery/object.js';
import { quote } from '../../apimachinery/quote.js';
import type { Column } from '../../apis/data.js';
import { tables } from '../../apis/generated/tables.js';
import type { Scale } from '../../apis/generated/autoscaling.v1.js';
import type { ListMeta } from '../../apis/generated/meta.v1.js';
import { groupVersion, type Resource } from '../../apis/resource.js';
import type { Millis } from '../../core/time.js';
import { age, tableKey, type Row } from './cells.js';
import { rowsFor } from './registry.js';

/** metav1.TableColumnDefinition: every field is always there. */
export interface ColumnDefinition {
  readonly name: string;
  readonly type: string;
  readonly format: string;
  readonly description: string;
  readonly priority: number;
}

/** metav1.TableRow. */
export interface TableRow {
  readonly cells: Row;
  readonly conditions?: readonly RowCondition[];
  /** Null when the request wants none. */
  readonly object: unknown;
}

interface RowCondition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
}

/** meta.k8s.io/v1 Table. */
export interface Table {
  readonly kind: 'Table';
  readonly apiVersion: 'meta.k8s.io/v1';
  readonly metadata: ListMeta;
  readonly columnDefinitions: readonly ColumnDefinition[];
  readonly rows: readonly TableRow[];
}

export const NAME_DESCRIPTION =
  'Name must be unique within a namespace. Is required when creating resources, although some resources may allow a client to request the generation of an appropriate name automatically. Name is primarily intended for creation idempotence and configuration definition. Cannot be updated. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names';

const DEFAULT_COLUMNS: readonly Column[] = [
  { name: 'Name', type: 'string', format: 'name' },
  { name: 'Created At', type: 'date' },
];

/** Descriptions of other columns than the name are not modelled; kubectl does not show them. */
function definition({ name, type, format = '', priority = 0 }: Column): ColumnDefinition {
  return { name, type, format, description: format === 'name' && name === 'Name' ? NAME_DESCRIPTION : '', priority };
}

/**
 * Objects of one collection as the server-side table that kubectl get asks for. `includeObject` is the request's option:
 * 'None', 'Metadata' (also when empty) or 'Object'. `metadata` is the list's: resourceVersion,
 * continue, remainingItemCount; of a single object its resourceVersion alone.
 */
export function toTable(
  resource: Resource,
  objects: readonly KubeObject[],
  now: Millis,
  includeObject: string,
  metadata: ListMeta = {},
): Table {
  const columns = tables[tableKey(resource)] ?? DEFAULT_COLUMNS;
  const rows = printingOrder(resource, objects).map((object) => tableRow(resource, object, now, includeObject));
  return tableOf(columns.map(definition), rows, metadata);
}

const SCALE_COLUMNS: readonly Column[] = [
  { name: 'Name', type: 'string', format: 'name' },
  { name: 'Desired', type: 'integer' },
  { name: 'Available', type: 'integer' },
  { name: 'Age', type: 'string' },
];

/** The table of a Scale, which no collection has (printScale). */
export function scaleTable(scale: Scale, now: Millis, includeObject: string): Table {
  const { metadata, spec, status } = scale;
  const cells = [metadata.name, spec?.replicas ?? 0, status?.replicas ?? 0, age(scale, now)];
  const row = { cells, object: shownObject(scale, includeObject) };
  return tableOf(SCALE_COLUMNS.map(definition), [row], { resourceVersion: metadata.resourceVersion });
}

/** A table of any columns and rows. */
export function tableOf(
  columnDefinitions: readonly ColumnDefinition[],
  rows: readonly TableRow[],
  metadata: ListMeta,
): Table {
  return { kind: 'Table', apiVersion: 'meta.k8s.io/v1', metadata, columnDefinitions, rows };
}

function tableRow(resource: Resource, object: KubeObject, now: Millis, includeObject: string): TableRow {
  const cells = rowsFor(resource, object, now);
  const conditions = resource.plural === 'pods' && resource.group === '' ? completion(object) : undefined;
  // The items of a list have no type of their own; in a row they have.
  const typed =
    object.kind === undefined ? { kind: resource.kind, apiVersion: groupVersion(resource), ...object } : object;
  const shown = shownObject(typed, includeObject);
  return conditions === undefined ? { cells, object: shown } : { cells, conditions, object: shown };
}

/** Why a request's includeObject is refused (400); undefined when it is one that is known. */
export function badIncludeObject(includeObject: string): string | undefined {
  if (['', 'None', 'Metadata', 'Object'].includes(includeObject)) return undefined;
  const reason = `Invalid value: ${quote(includeObject)}: must be 'Metadata', 'Object', 'None', or empty`;
  return `Unable to convert to Table as requested: includeObject: ${reason}`;
}

/** What of an object goes with its row. */
export function shownObject(object: KubeObject, includeObject: string): unknown {
  if (includeObject === 'None') return null;
  if (includeObject === 'Object') return object;
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata };
}

const COMPLETED: Readonly<Record<string, string>> = {
  Succeeded: 'The pod has completed successfully.',
  Failed: 'The pod failed.',
};

/** Rows of finished pods are marked, so that clients can hide them. */
function completion(object: KubeObject): readonly RowCondition[] | undefined {
  const status = 'status' in object ? (object.status as { readonly phase?: string }) : {};
  const { phase = '' } = status;
  const message = COMPLETED[phase];
  return message === undefined ? undefined : [{ type: 'Completed', status: 'True', reason: phase, message }];
}

/** Flow schemas are printed in the order they are matched in; anything else as it is listed. */
function printingOrder(resource: Resource, objects: readonly KubeObject[]): readonly KubeObject[] {
  if (resource.plural !== 'flowschemas') return objects;
  const precedence = (object: KubeObject): number =>
    'spec' in object ? ((object.spec as { readonly matchingPrecedence?: number }).matchingPrecedence ?? 0) : 0;
  return [...objects].sort(
    (a, b) =>
      precedence(a) - precedence(b) ||
      (a.metadata.name < b.metadata.name ? -1 : a.metadata.name > b.metadata.name ? 1 : 0),
  );
}
