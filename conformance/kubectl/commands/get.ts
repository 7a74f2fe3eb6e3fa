import type { JsonObject } from '../../../engine/apimachinery/object.js';
import {
  ALL_NAMESPACES_FLAG,
  CHOOSING_FLAGS,
  choiceOf,
  CHUNK_FLAG,
  FIELD_SELECTOR_FLAG,
  isWithoutFiles,
} from '../choosing.js';
import type { Command } from '../command.js';
import type { Kubectl } from '../effect.js';
import {
  aggregate,
  fail,
  flatten,
  isFailure,
  isNotFound,
  isSuccess,
  reduced,
  refusal,
  type Failure,
} from '../failure.js';
import { intOf, isSet, textOf, type Arguments } from '../flags.js';
import { GET_PRINT_FLAGS, getPrinter, tableOptions, TABLE_ACCEPT } from '../printers/get-printer.js';
import { sortBy } from '../printers/sort.js';
import { isTable, TablePrinter, tableRows } from '../printers/table-printer.js';
import { find, type Choice } from '../resources/builder.js';
import type { Info } from '../resources/info.js';
import { kindName, type Mapping } from '../resources/mapping.js';
import type { Session } from '../session.js';
import { TABLE, tabulate } from '../text/tab-writer.js';
import { usage } from '../usage.js';
import { watchChanges } from './get-watch.js';

/** `kubectl get TYPE [NAME …]`: a table, or the objects themselves with -o (kubectl/pkg/cmd/get). */
export const get: Command = {
  name: 'get',
  flags: [
    ...CHOOSING_FLAGS,
    ...GET_PRINT_FLAGS,
    FIELD_SELECTOR_FLAG,
    ALL_NAMESPACES_FLAG,
    CHUNK_FLAG,
    { name: 'raw', type: 'string' },
    { name: 'watch', short: 'w', type: 'bool' },
    { name: 'watch-only', type: 'bool' },
    { name: 'output-watch-events', type: 'bool' },
    { name: 'ignore-not-found', type: 'bool' },
    { name: 'server-print', type: 'bool' },
    { name: 'subresource', type: 'string' },
  ],
  *run(session, args) {
    if (textOf(args, 'raw') !== '') return yield* getRaw(session, args);
    const watching = isSet(args, 'watch') || isSet(args, 'watch-only');
    if (!watching && args.positional.length === 0 && isWithoutFiles(args)) {
      session.warn(
        'You must specify the type of resource to get. Use "kubectl api-resources" for a complete list of supported resources.\n',
      );
      return usage(
        'get',
        'Required resource not specified.\nUse "kubectl explain <resource>" for a detailed description of that resource (e.g. kubectl explain pods).',
      );
    }
    const wrong = validate(args);
    if (wrong !== undefined) return wrong;
    const choice = getChoice(session, args);
    if (watching) return yield* watchChanges(session, args, choice);
    const found = yield* find(session, choice);
    if (found.error !== undefined) return found.error;
    const { infos, error } = yield* found.infos();
    const kept = error === undefined || !isSet(args, 'ignore-not-found') ? error : withoutNotFound(error);
    return isTableOutput(args)
      ? printTables(session, args, infos, kept)
      : printObjects(session, args, infos, kept, found.shape.single);
  },
};

function validate(args: Arguments): Failure | undefined {
  const output = textOf(args, 'output');
  if (isSet(args, 'show-labels') && output !== '' && output !== 'wide')
    return fail(`--show-labels option cannot be used with ${output} printer`);
  const watching = isSet(args, 'watch') || isSet(args, 'watch-only');
  if (isSet(args, 'output-watch-events') && !watching)
    return fail('--output-watch-events option can only be used with --watch or --watch-only');
  return undefined;
}

/** Output for people: without -o, or wide. */
function isTableOutput(args: Arguments): boolean {
  const output = textOf(args, 'output');
  return (output === '' && textOf(args, 'template') === '') || output === 'wide';
}

function getChoice(session: Session, args: Arguments): Choice {
  const sorting = textOf(args, 'sort-by') !== '';
  const serverPrints = isTableOutput(args) && isSet(args, 'server-print', true);
  return {
    ...choiceOf(session, args),
    allowEmptySelector: true,
    latest: true,
    flatten: true,
    subresource: textOf(args, 'subresource'),
    limit: sorting ? 0 : intOf(args, 'chunk-size', 500),
    ...(serverPrints ? { accept: TABLE_ACCEPT, query: sorting ? { includeObject: 'Object' } : {} } : {}),
  };
}

function* getRaw(session: Session, args: Arguments): Kubectl<Failure | undefined> {
  if (args.positional.length > 0) return fail('arguments may not be passed when --raw is specified');
  if (isSet(args, 'watch') || isSet(args, 'watch-only') || textOf(args, 'selector') !== '')
    return fail('--raw may not be specified with other flags that filter the server request or alter the output');
  if (textOf(args, 'output') !== '') return fail('--raw and --output are mutually exclusive');
  const [path = '', search = ''] = textOf(args, 'raw').split('?');
  const query = Object.fromEntries(new URLSearchParams(search));
  const response = yield* session.send({ method: 'GET', path, query });
  if (!isSuccess(response)) return refusal(response);
  session.write(typeof response.body === 'string' ? response.body : `${JSON.stringify(response.body)}\n`);
  return undefined;
}

/** Result.IgnoreErrors(IsNotFound). */
function withoutNotFound(error: Failure): Failure | undefined {
  return aggregate(flatten(error).filter((part) => !isNotFound(part)));
}

function printTables(
  session: Session,
  args: Arguments,
  infos: readonly Info[],
  error: Failure | undefined,
): Failure | undefined {
  const sorted = sortInfos(args, infos);
  if (isFailure(sorted)) return sorted;
  const withKind = new Set(infos.map(({ mapping }) => mapping)).size > 1;
  const written = writeGroups(session, args, sorted, withKind);
  if (!written && error === undefined && !isSet(args, 'ignore-not-found'))
    session.warn(nothingFound(session, args, sorted));
  return error === undefined ? undefined : aggregate([error]);
}

/** With --sort-by several objects are sorted, tables among them as they are themselves; one stays (RuntimeSorter.Sort). */
function sortInfos(args: Arguments, infos: readonly Info[]): readonly Info[] | Failure {
  const path = textOf(args, 'sort-by');
  return path === '' || infos.length < 2 ? infos : sortBy(infos, path, ({ object }) => object);
}

/** A table with its rows in the order of --sort-by; undefined: it cannot be sorted, and upstream prints nothing of it. */
function sortedTable(args: Arguments, table: JsonObject): JsonObject | undefined {
  const path = textOf(args, 'sort-by');
  const unsorted = tableRows(table);
  if (path === '' || unsorted.length < 2) return table;
  const rows = sortBy(unsorted, path, (row) => row['object']);
  return isFailure(rows) ? undefined : { ...table, rows };
}

/** Objects of one kind share their columns; a blank line is between kinds. True if anything was written. */
function writeGroups(session: Session, args: Arguments, infos: readonly Info[], withKind: boolean): boolean {
  let written = false;
  for (const { mapping, group } of groupsOf(infos)) {
    const everywhere = isSet(args, 'all-namespaces') && mapping.resource.namespaced;
    const options = tableOptions(args, everywhere, withKind || isSet(args, 'show-kind') ? kindName(mapping) : '');
    const printer = new TablePrinter(options, session.now);
    const lines = group.flatMap(({ object }) => {
      const sorted = object !== undefined && isTable(object) ? sortedTable(args, object) : object;
      return sorted === undefined ? [] : printer.lines(sorted);
    });
    if (lines.length === 0) continue;
    const text = tabulate(lines.map((line) => `${line}\n`).join(''), TABLE);
    session.write((written && !isSet(args, 'no-headers') ? '\n' : '') + text);
    written = true;
  }
  return written;
}

interface Group {
  readonly mapping: Mapping;
  readonly group: readonly Info[];
}

/** Neighbours of one kind. */
function groupsOf(infos: readonly Info[]): readonly Group[] {
  const groups: { mapping: Mapping; group: Info[] }[] = [];
  for (const info of infos) {
    const last = groups.at(-1);
    if (last?.mapping === info.mapping) last.group.push(info);
    else groups.push({ mapping: info.mapping, group: [info] });
  }
  return groups;
}

function nothingFound(session: Session, args: Arguments, infos: readonly Info[]): string {
  const namespaced = !isSet(args, 'all-namespaces') && infos.every(({ mapping }) => mapping.resource.namespaced);
  return namespaced ? `No resources found in ${session.namespace} namespace.` : 'No resources found';
}

/** One object, or a List of all (GetOptions.printGeneric). */
function printObjects(
  session: Session,
  args: Arguments,
  infos: readonly Info[],
  error: Failure | undefined,
  single: boolean,
): Failure | undefined {
  if (error !== undefined && single) return error;
  const errors = error === undefined ? [] : [error];
  if (infos.length === 0 && isSet(args, 'ignore-not-found')) return reduced(errors);
  const printer = getPrinter(session, args);
  if (isFailure(printer)) return printer;
  const [only] = infos;
  const objects = infos.flatMap(({ object }) => (object === undefined ? [] : [object]));
  const isOne = single && infos.length === 1 && only?.object !== undefined;
  const shown = isOne ? only.object : listOf(args, objects);
  if (isFailure(shown)) return shown;
  const failed = shown === undefined ? undefined : printer(shown);
  return reduced(failed === undefined ? errors : [...errors, failed]);
}

function listOf(args: Arguments, objects: readonly JsonObject[]): JsonObject | Failure {
  const path = textOf(args, 'sort-by');
  const items = path === '' || objects.length === 0 ? objects : sortBy(objects, path, (object) => object);
  return isFailure(items) ? items : { apiVersion: 'v1', items, kind: 'List', metadata: { resourceVersion: '' } };
}
