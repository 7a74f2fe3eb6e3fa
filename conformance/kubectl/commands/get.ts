import { isObject, type JsonObject, type KubeObject } from '../../../engine/apimachinery/object.js';
import { evaluateJsonPath } from '../../../engine/apimachinery/jsonpath.js';
import { toTable } from '../../../engine/apiserver/printers/table.js';
import type { Served } from '../../../engine/apiserver/registry/catalogue.js';
import { groupVersion } from '../../../engine/apis/resource.js';
import type { Kubectl } from '../effect.js';
import { flagOf, isSet, type Arguments } from '../flags.js';
import type { Command } from '../kubectl.js';
import { findResource, objectName } from '../mapping.js';
import { sorted, toYaml } from '../output.js';
import { getOne } from '../patching.js';
import { SELECT_FLAGS, selectObjects, type Selected } from '../select.js';
import { fail, isFailure, isSuccess, serverError, type Failure, type Session } from '../session.js';
import { alignColumns } from '../table.js';

/** `kubectl get TYPE [NAME …]`: a table, or the objects themselves with -o. */
export const get: Command = {
  name: 'get',
  flags: [
    ...SELECT_FLAGS,
    { name: 'output', short: 'o', type: 'value' },
    { name: 'no-headers', type: 'boolean' },
    { name: 'show-labels', type: 'boolean' },
    { name: 'label-columns', short: 'L', type: 'value' },
    { name: 'sort-by', type: 'value' },
    { name: 'ignore-not-found', type: 'boolean' },
    { name: 'chunk-size', type: 'value' },
    { name: 'subresource', type: 'value' },
    { name: 'show-kind', type: 'boolean' },
  ],
  *run(session, args) {
    const opened = openAll(args);
    const selected = yield* selectObjects(session, opened, { allByDefault: true });
    if (isFailure(selected)) return selected;
    const errors: string[] = [...selected.errors];
    const found: Selected[] = [];
    for (const target of selected.objects) {
      const read = yield* readOne(session, args, target);
      if (typeof read === 'string') errors.push(read);
      else if (read !== undefined) found.push(read);
    }
    const wrong = print(session, opened, found, errors.length > 0);
    if (wrong !== undefined) return wrong;
    return errors.length === 0 ? undefined : fail(errors.join('\n'));
  },
};

/** What `all` stands for. */
const ALL =
  'pods,replicationcontrollers,services,daemonsets.apps,deployments.apps,replicasets.apps,statefulsets.apps,horizontalpodautoscalers.autoscaling,cronjobs.batch,jobs.batch';

function openAll(args: Arguments): Arguments {
  return args.positional[0] === 'all' ? { ...args, positional: [ALL, ...args.positional.slice(1)] } : args;
}

function* readOne(session: Session, args: Arguments, target: Selected): Kubectl<Selected | string | undefined> {
  if (target.object !== undefined) return target;
  const response = yield* getOne(session, target);
  if (isSuccess(response)) return { ...target, object: response.body as KubeObject };
  return response.code === 404 && isSet(args, 'ignore-not-found') ? undefined : serverError(response);
}

function print(session: Session, args: Arguments, found: readonly Selected[], failed: boolean): Failure | undefined {
  const output = flagOf(args, 'output') ?? '';
  const single = found.length === 1 && (args.positional.length > 1 || (args.positional[0] ?? '').includes('/'));
  if (output === '' || output === 'wide') return printTables(session, args, found, failed);
  if (output === 'name') {
    for (const { served, name } of found) session.print(objectName(served, name));
    return undefined;
  }
  if (failed && found.length === 0) return undefined;
  const [first] = found;
  const body = single && first !== undefined ? complete(first) : listOf(found);
  if (output === 'json') session.print(JSON.stringify(sorted(body), null, 4));
  else if (output === 'yaml') session.write(toYaml(body));
  else if (output.startsWith('jsonpath=')) return printJsonPath(session, output.slice('jsonpath='.length), body);
  else if (output.startsWith('custom-columns='))
    return printCustom(session, args, output.slice('custom-columns='.length), found);
  else
    return fail(
      `error: unable to match a printer suitable for the output format ${JSON.stringify(output)}, allowed formats are: custom-columns,custom-columns-file,go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,kyaml,name,template,templatefile,wide,yaml`,
    );
  return undefined;
}

/** Items of a list lack their type; managed fields are not shown. */
function complete({ served, object }: Selected): JsonObject {
  const typed = { apiVersion: groupVersion(served.resource), kind: served.resource.kind, ...object };
  return isObject(typed) ? typed : {};
}

function listOf(found: readonly Selected[]): JsonObject {
  return { apiVersion: 'v1', items: found.map(complete), kind: 'List', metadata: { resourceVersion: '' } };
}

function printJsonPath(session: Session, template: string, body: JsonObject): Failure | undefined {
  const text = evaluateJsonPath(template, body);
  if (!text.ok) return fail(`error: error executing jsonpath ${JSON.stringify(template)}: ${text.error}`);
  session.write(text.value.map((value) => (typeof value === 'string' ? value : JSON.stringify(value))).join(' '));
  return undefined;
}

function printCustom(session: Session, args: Arguments, spec: string, found: readonly Selected[]): Failure | undefined {
  const columns = spec
    .split(',')
    .map((column) => [column.slice(0, column.indexOf(':')), column.slice(column.indexOf(':') + 1)] as const);
  if (columns.some(([header]) => header === ''))
    return fail('error: custom-columns format specified but no custom columns given');
  const rows = found.map((target) =>
    columns.map(([, path]) => {
      const value = evaluateJsonPath(`{${path.startsWith('.') ? path : `.${path}`}}`, complete(target));
      return !value.ok || value.value.length === 0
        ? '<none>'
        : value.value.map((item) => (typeof item === 'string' ? item : JSON.stringify(item))).join(',');
    }),
  );
  const header = isSet(args, 'no-headers') ? [] : [columns.map(([name]) => name)];
  for (const line of alignColumns([...header, ...rows])) session.print(line);
  return undefined;
}

function printTables(
  session: Session,
  args: Arguments,
  found: readonly Selected[],
  failed: boolean,
): Failure | undefined {
  if (found.length === 0 && !failed) {
    session.warn(
      `No resources found${isSet(args, 'all-namespaces') || isClusterScoped(args) ? '' : ` in ${session.namespace} namespace.`}`,
    );
    return undefined;
  }
  const groups = new Map<Served, Selected[]>();
  for (const target of found) groups.set(target.served, [...(groups.get(target.served) ?? []), target]);
  let first = true;
  for (const [served, targets] of groups) {
    if (!first) session.print('');
    first = false;
    const shown = printOne(session, args, served, targets, groups.size > 1 || isSet(args, 'show-kind'));
    if (shown !== undefined) return shown;
  }
  return undefined;
}

function isClusterScoped(args: Arguments): boolean {
  const served = findResource((args.positional[0] ?? '').split('/')[0] ?? '');
  return !isFailure(served) && !served.resource.namespaced;
}

function printOne(
  session: Session,
  args: Arguments,
  served: Served,
  targets: readonly Selected[],
  withKind: boolean,
): Failure | undefined {
  const objects = sortedBy(flagOf(args, 'sort-by'), targets).flatMap(({ object }) =>
    object === undefined ? [] : [object],
  );
  const table = toTable(served.resource, objects, session.now, 'Metadata');
  const wide = flagOf(args, 'output') === 'wide';
  const columns = table.columnDefinitions
    .map((column, at) => ({ ...column, at }))
    .filter(({ priority }) => wide || (priority ?? 0) === 0);
  const everywhere = isSet(args, 'all-namespaces') && served.resource.namespaced;
  const labels = (flagOf(args, 'label-columns') ?? '').split(',').filter((label) => label !== '');
  const header = [
    ...(everywhere ? ['NAMESPACE'] : []),
    ...columns.map(({ name }) => name.toUpperCase()),
    ...labels.map((label) => (label.split('/').at(-1) ?? label).toUpperCase()),
    ...(isSet(args, 'show-labels') ? ['LABELS'] : []),
  ];
  const rows = table.rows.map(({ cells }, row) => {
    const { metadata } = objects[row] ?? { metadata: undefined };
    const shown = columns.map(({ at, name }) =>
      withKind && name === 'Name' ? objectName(served, String(cells[at])) : cellText(cells[at]),
    );
    return [
      ...(everywhere ? [metadata?.namespace ?? ''] : []),
      ...shown,
      ...labels.map((label) => metadata?.labels?.[label] ?? ''),
      ...(isSet(args, 'show-labels') ? [labelText(metadata?.labels)] : []),
    ];
  });
  for (const line of alignColumns([...(isSet(args, 'no-headers') ? [] : [header]), ...rows]))
    session.print(line.trimEnd());
  return undefined;
}

function cellText(cell: unknown): string {
  return cell === undefined || cell === null ? '<none>' : String(cell);
}

function labelText(labels: Readonly<Record<string, string>> | undefined): string {
  const pairs = Object.entries(labels ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return pairs.length === 0 ? '<none>' : pairs.map(([key, value]) => `${key}=${value}`).join(',');
}

function sortedBy(path: string | undefined, targets: readonly Selected[]): readonly Selected[] {
  if (path === undefined) return targets;
  const expression = path.startsWith('{') ? path : `{${path.startsWith('.') ? path : `.${path}`}}`;
  const key = (target: Selected): unknown => {
    const value = evaluateJsonPath(expression, complete(target));
    return value.ok ? value.value[0] : undefined;
  };
  const keyed = targets.map((target) => ({ target, at: key(target) }));
  const before = (a: unknown, b: unknown): number =>
    typeof a === 'number' && typeof b === 'number'
      ? a - b
      : String(a ?? '') < String(b ?? '')
        ? -1
        : String(a ?? '') > String(b ?? '')
          ? 1
          : 0;
  return keyed.sort((a, b) => before(a.at, b.at)).map(({ target }) => target);
}
