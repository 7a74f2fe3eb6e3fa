import { humanDuration } from '../../../engine/apimachinery/duration.js';
import { formatLabels } from '../../../engine/apimachinery/labels.js';
import { isObject, type JsonObject } from '../../../engine/apimachinery/object.js';
import { parseTimestamp } from '../../../engine/apimachinery/time.js';
import type { Millis } from '../../../engine/core/time.js';
import { isList, metaMap, metaText } from '../resources/info.js';
import { itemsOf } from '../resources/requests.js';

/** How a table is shown. */
export interface TableOptions {
  readonly noHeaders: boolean;
  readonly wide: boolean;
  readonly withNamespace: boolean;
  /** 'pod' or 'deployment.apps' before names. */
  readonly kind: string;
  readonly labelColumns: readonly string[];
  readonly showLabels: boolean;
}

interface ShownColumn {
  readonly name: string;
  readonly priority: number;
  /** The column of the object's name. */
  readonly isName: boolean;
}

interface ShownRow {
  readonly cells: readonly unknown[];
  readonly object: unknown;
}

/** Writes tables as lines of cells between tabs; the header only when the columns change (printers.HumanReadablePrinter). */
export class TablePrinter {
  private lastColumns: string | undefined;
  private hasHeader = false;

  constructor(
    private readonly options: TableOptions,
    private readonly now: Millis,
  ) {}

  /** The lines of an object: a Table from the server, or anything else by name and age. `event` is put before each row. */
  lines(object: JsonObject, event?: string): readonly string[] {
    const columns = columnsOf(object);
    const shape = JSON.stringify(columns);
    if (columns.length > 0 && shape !== this.lastColumns) {
      this.lastColumns = shape;
      this.hasHeader = false;
    }
    const rows = rowsOf(object, this.now);
    const noHeaders = this.options.noHeaders || this.hasHeader;
    if (rows.length > 0) this.hasHeader = true;
    const known = columns.length > 0 ? columns : (JSON.parse(this.lastColumns ?? '[]') as readonly ShownColumn[]);
    return this.format(known, rows, noHeaders || rows.length === 0, event);
  }

  private format(
    columns: readonly ShownColumn[],
    rows: readonly ShownRow[],
    noHeaders: boolean,
    event: string | undefined,
  ): readonly string[] {
    const { wide, withNamespace, labelColumns, showLabels } = this.options;
    const shown = columns.map((column, at) => ({ ...column, at })).filter(({ priority }) => wide || priority === 0);
    const header = [
      ...(event === undefined ? [] : ['EVENT']),
      ...(withNamespace ? ['NAMESPACE'] : []),
      ...shown.map(({ name }) => name.toUpperCase()),
      ...labelColumns.map((label) => (label.split('/').at(-1) ?? '').toUpperCase()),
      ...(showLabels ? ['LABELS'] : []),
    ];
    const lines = rows.map((row) => [
      ...(event === undefined ? [] : [event]),
      ...(withNamespace ? [metaText(row.object, 'namespace')] : []),
      ...shown.map(({ at, isName }) => this.cell(row.cells[at], isName)),
      ...labelColumns.map((label) => metaMap(row.object, 'labels')[label] ?? ''),
      ...(showLabels ? [formatLabels(metaMap(row.object, 'labels')) || '<none>'] : []),
    ]);
    return (noHeaders ? lines : [header, ...lines]).map((cells) => cells.join('\t'));
  }

  private cell(value: unknown, isName: boolean): string {
    const { kind } = this.options;
    if (value === undefined || value === null) return '';
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    const named = isName && kind !== '' ? `${kind}/${text}` : text;
    return named.replace(/[\f\n\r][^]*$/, '...').replaceAll('\x1b', '^[');
  }
}

const DEFAULT_COLUMNS: readonly ShownColumn[] = [
  { name: 'Name', priority: 0, isName: true },
  { name: 'Age', priority: 0, isName: false },
];

export function isTable({ kind, apiVersion }: JsonObject): boolean {
  return kind === 'Table' && typeof apiVersion === 'string' && apiVersion.startsWith('meta.k8s.io/');
}

function columnsOf(object: JsonObject): readonly ShownColumn[] {
  if (!isTable(object)) return DEFAULT_COLUMNS;
  const { columnDefinitions } = object;
  if (!Array.isArray(columnDefinitions)) return [];
  return columnDefinitions.filter(isObject).map(({ name, priority, format, type }) => ({
    name: String(name),
    priority: typeof priority === 'number' ? priority : 0,
    isName: format === 'name' && type === 'string',
  }));
}

export function tableRows({ rows }: JsonObject): readonly JsonObject[] {
  return Array.isArray(rows) ? rows.filter(isObject) : [];
}

function rowsOf(object: JsonObject, now: Millis): readonly ShownRow[] {
  if (isTable(object))
    return tableRows(object).map((row) => ({
      cells: Array.isArray(row['cells']) ? row['cells'] : [],
      object: row['object'],
    }));
  if (isList(object)) return itemsOf(object).map((item) => defaultRow(item, now));
  return [defaultRow(object, now)];
}

function defaultRow(object: JsonObject, now: Millis): ShownRow {
  const created = metaText(object, 'creationTimestamp');
  const age = created === '' ? '<unknown>' : humanDuration(now - (parseTimestamp(created) ?? now));
  return { cells: [metaText(object, 'name'), age], object };
}
