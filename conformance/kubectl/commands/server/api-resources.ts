import type { Command } from '../../command.js';
import { fail, isFailure, type Failure } from '../../failure.js';
import { flagOf, isGiven, isSet, textOf, valuesOf, type Arguments } from '../../flags.js';
import { noPrinter, objectPrinter } from '../../printers/print-flags.js';
import { kindText, qualifiedName, type Mapping } from '../../resources/mapping.js';
import type { Session } from '../../session.js';
import { TABLE, tabulate } from '../../text/tab-writer.js';
import { usage } from '../../usage.js';

/** `kubectl api-resources`: what the server serves, each resource in its preferred version. */
export const apiResources: Command = {
  name: 'api-resources',
  flags: [
    { name: 'api-group', type: 'string' },
    { name: 'namespaced', type: 'bool' },
    { name: 'verbs', type: 'strings' },
    { name: 'categories', type: 'strings' },
    { name: 'sort-by', type: 'string' },
    { name: 'cached', type: 'bool' },
    { name: 'no-headers', type: 'bool' },
    { name: 'output', short: 'o', type: 'string' },
    { name: 'show-managed-fields', type: 'bool' },
  ],
  *run(session, args) {
    if (args.positional.length > 0)
      return usage('api-resources', `unexpected arguments: [${args.positional.join(' ')}]`);
    const output = textOf(args, 'output');
    if (!FORMATS.includes(output)) return noPrinter(output, FORMATS.slice(1));
    const order = textOf(args, 'sort-by');
    if (!['', 'name', 'kind'].includes(order)) return fail('--sort-by accepts only name or kind');
    const chosen = preferred(yield* session.discovered()).filter((mapping) => isChosen(args, mapping));
    return printAll(session, args, output, chosen.sort(comparing(order)));
  },
};

const FORMATS = ['', 'json', 'kyaml', 'name', 'wide', 'yaml'];

/** One mapping per resource: the first, which is of the group's preferred version. */
function preferred(mappings: readonly Mapping[]): readonly Mapping[] {
  const seen = new Map<string, Mapping>();
  for (const mapping of mappings) if (!seen.has(qualifiedName(mapping))) seen.set(qualifiedName(mapping), mapping);
  return [...seen.values()];
}

function isChosen(args: Arguments, { resource, verbs, categories }: Mapping): boolean {
  const group = flagOf(args, 'api-group');
  return (
    verbs.length > 0 &&
    (group === undefined || group === resource.group) &&
    (!isGiven(args, 'namespaced') || isSet(args, 'namespaced') === resource.namespaced) &&
    valuesOf(args, 'verbs').every((verb) => verbs.includes(verb)) &&
    valuesOf(args, 'categories').every((category) => categories.includes(category))
  );
}

function comparing(order: string): (a: Mapping, b: Mapping) => number {
  const first = ({ resource }: Mapping): string =>
    order === 'name' ? resource.plural : order === 'kind' ? resource.kind : resource.group;
  const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  return (a, b) => compare(first(a), first(b)) || compare(a.resource.plural, b.resource.plural);
}

function printAll(
  session: Session,
  args: Arguments,
  output: string,
  mappings: readonly Mapping[],
): Failure | undefined {
  if (output === '' || output === 'wide') {
    const header = ['NAME', 'SHORTNAMES', 'APIVERSION', 'NAMESPACED', 'KIND', 'VERBS', 'CATEGORIES'];
    const rows = mappings.map(cells);
    const shown = (isSet(args, 'no-headers') ? rows : [header, ...rows]).map((row) =>
      output === 'wide' ? row : row.slice(0, 5),
    );
    session.write(tabulate(shown.map((row) => `${row.join('\t')}\n`).join(''), TABLE));
    return undefined;
  }
  if (output === 'name') {
    for (const mapping of mappings) session.print(qualifiedName(mapping));
    return undefined;
  }
  const print = objectPrinter(session, args, output, { typed: true });
  if (print === undefined || isFailure(print)) return print;
  return print({ kind: 'APIResourceList', apiVersion: 'v1', groupVersion: '', resources: mappings.map(entry) });
}

function cells({ resource, shortNames, verbs, categories }: Mapping): readonly string[] {
  const [version = ''] = kindText(resource).replace(/^\//, '').split(',');
  return [
    resource.plural,
    shortNames.join(','),
    version,
    String(resource.namespaced),
    resource.kind,
    verbs.join(','),
    categories.join(','),
  ];
}

/** metav1.APIResource. */
function entry({ resource, singular, shortNames, verbs, categories }: Mapping) {
  return {
    name: resource.plural,
    singularName: singular,
    namespaced: resource.namespaced,
    ...(resource.group === '' ? {} : { group: resource.group }),
    version: resource.version,
    kind: resource.kind,
    verbs,
    ...(shortNames.length === 0 ? {} : { shortNames }),
    ...(categories.length === 0 ? {} : { categories }),
  };
}
