import { resourcePath } from '../../engine/apis/resource.js';
import type { KubeObject } from '../../engine/apimachinery/object.js';
import type { Served } from '../../engine/apiserver/registry/catalogue.js';
import type { Kubectl } from './effect.js';
import { flagOf, isSet, type Arguments, type Flag } from './flags.js';
import { readManifests } from './manifests.js';
import { findResource } from './mapping.js';
import { fail, isFailure, isSuccess, serverError, type Failure, type Session } from './session.js';

/** Flags by which commands choose objects. */
export const SELECT_FLAGS: readonly Flag[] = [
  { name: 'filename', short: 'f', type: 'value' },
  { name: 'selector', short: 'l', type: 'value' },
  { name: 'field-selector', type: 'value' },
  { name: 'all', type: 'boolean' },
  { name: 'all-namespaces', short: 'A', type: 'boolean' },
];

/** One chosen object; it need not exist when it was named. */
export interface Selected {
  readonly served: Served;
  readonly namespace: string;
  readonly name: string;
  /** As read from the server, when it was listed. */
  readonly object?: KubeObject;
}

export interface Selection {
  readonly objects: readonly Selected[];
  readonly errors: readonly string[];
}

/** Chooses by -f, by 'type/name …', by 'type name …', or by type with -l, --field-selector or --all: the resource builder. */
export function* selectObjects(
  session: Session,
  args: Arguments,
  options: { ignoreNotFound?: boolean; allByDefault?: boolean } = {},
): Kubectl<Selection | Failure> {
  void options.ignoreNotFound;
  const paths = args.flags.get('filename');
  if (paths !== undefined) {
    const manifests = readManifests(session.invocation, paths, session.namespace);
    if (isFailure(manifests)) return manifests;
    return { objects: manifests.map(({ served, namespace, name }) => ({ served, namespace, name })), errors: [] };
  }
  const [first, ...names] = args.positional;
  if (first === undefined) return fail('error: You must provide one or more resources by argument or filename.');
  if (first.includes('/')) return byPairs(session, args.positional);
  const types: Served[] = [];
  for (const word of first.split(',')) {
    const served = findResource(word);
    if (isFailure(served)) return served;
    types.push(served);
  }
  if (names.length > 0)
    return { objects: types.flatMap((served) => names.map((name) => named(session, served, name))), errors: [] };
  const chosen =
    flagOf(args, 'selector') !== undefined ||
    flagOf(args, 'field-selector') !== undefined ||
    isSet(args, 'all') ||
    options.allByDefault === true;
  if (!chosen) return fail('error: resource(s) were provided, but no name was specified');
  return yield* listed(session, args, types);
}

function named(session: Session, served: Served, name: string): Selected {
  return { served, namespace: served.resource.namespaced ? session.namespace : '', name };
}

function byPairs(session: Session, words: readonly string[]): Selection | Failure {
  const objects: Selected[] = [];
  for (const word of words) {
    const [type = '', name = '', ...more] = word.split('/');
    if (name === '' || more.length > 0)
      return fail(`error: arguments in resource/name form must have a single resource and name`);
    const served = findResource(type);
    if (isFailure(served)) return served;
    objects.push(named(session, served, name));
  }
  return { objects, errors: [] };
}

function* listed(session: Session, args: Arguments, types: readonly Served[]): Kubectl<Selection> {
  const objects: Selected[] = [];
  const errors: string[] = [];
  const labelSelector = flagOf(args, 'selector');
  const fieldSelector = flagOf(args, 'field-selector');
  const query = {
    ...(labelSelector === undefined ? {} : { labelSelector }),
    ...(fieldSelector === undefined ? {} : { fieldSelector }),
  };
  for (const served of types) {
    const namespace = isSet(args, 'all-namespaces') ? '' : session.namespace;
    const response = yield* session.send({ method: 'GET', path: resourcePath(served.resource, namespace), query });
    if (!isSuccess(response)) {
      errors.push(serverError(response));
      continue;
    }
    // A list's items, as the server decoded them.
    const { items } = response.body as { readonly items: readonly KubeObject[] };
    for (const object of items)
      objects.push({ served, namespace: object.metadata.namespace ?? '', name: object.metadata.name, object });
  }
  return { objects, errors };
}
