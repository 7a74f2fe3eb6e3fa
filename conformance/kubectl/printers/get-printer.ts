import { isSet, textOf, valuesOf, type Arguments, type Flag } from '../flags.js';
import { isFailure, type Failure } from '../failure.js';
import type { Session } from '../session.js';
import { COLUMN_FORMATS, customColumnsPrinter } from './custom-columns.js';
import { formatOf, noPrinter, objectPrinter, PRINT_FLAGS, type Print } from './print-flags.js';
import type { TableOptions } from './table-printer.js';

/** Flags of commands that print tables too. */
export const GET_PRINT_FLAGS: readonly Flag[] = [
  ...PRINT_FLAGS,
  { name: 'no-headers', type: 'bool' },
  { name: 'show-labels', type: 'bool' },
  { name: 'sort-by', type: 'string' },
  { name: 'label-columns', short: 'L', type: 'strings' },
  { name: 'show-kind', type: 'bool' },
];

/** Asks the server for a table. */
export const TABLE_ACCEPT =
  'application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json';

const FORMATS = [
  ...['json', 'yaml', 'kyaml', 'name', 'go-template', 'go-template-file', 'template', 'templatefile'],
  ...['jsonpath', 'jsonpath-as-json', 'jsonpath-file', ...COLUMN_FORMATS, 'wide'],
].sort();

/** The printer of `kubectl get -o …`; not of its tables (get.PrintFlags.ToPrinter). */
export function getPrinter(session: Session, args: Arguments): Print | Failure {
  const format = formatOf(args);
  const columns = customColumnsPrinter(session, args, format);
  if (columns !== undefined && (isFailure(columns) || format !== '')) return columns;
  return objectPrinter(session, args, format, {}) ?? noPrinter(format, FORMATS);
}

export function tableOptions(args: Arguments, withNamespace: boolean, kind: string): TableOptions {
  return {
    noHeaders: isSet(args, 'no-headers'),
    wide: textOf(args, 'output') === 'wide',
    withNamespace,
    kind,
    labelColumns: valuesOf(args, 'label-columns'),
    showLabels: isSet(args, 'show-labels'),
  };
}
