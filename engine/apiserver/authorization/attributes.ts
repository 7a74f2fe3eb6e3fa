import { extended } from '../../core/extended.js';
import { parseFieldSelector } from '../../apimachinery/labels.js';
import { isWatch } from '../request-info.js';
import type { Request, User } from '../request.js';

/** What somebody wants to do: authorizer.Attributes (apiserver/pkg/authorization). */
export interface Attributes {
  readonly user: User;
  readonly verb: string;
  /** Of a path outside the API: all below are ''. */
  readonly path: string;
  readonly namespace: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource: string;
  readonly name: string;
  /** Of a list or a watch, as it is written. */
  readonly fieldSelector?: string;
}

const PLAIN_VERBS: Readonly<Record<string, string>> = { POST: 'create', PUT: 'update', PATCH: 'patch' };
const NAMESPACE_PARTS = ['status', 'finalize'];

/** Reads a request's path and query, whether or not there is such a resource (RequestInfoFactory.NewRequestInfo). */
export function attributesOf(request: Request, user: User): Attributes {
  const parts = request.path.split('/').filter((part) => part !== '');
  const [root, ...rest] = parts;
  const isGrouped = root === 'apis';
  const isResource = (root === 'api' && rest.length > 1) || (isGrouped && rest.length > 2);
  if (!isResource)
    return { ...NOWHERE, user, verb: request.method.toLowerCase(), path: request.path === '' ? '/' : request.path };
  const place = placeOf(rest.slice(isGrouped ? 2 : 1).map(decodeURIComponent));
  const group = isGrouped ? (rest[0] ?? '') : '';
  const name = place.name === '' ? selectedName(request) : place.name;
  const fieldSelector = request.query?.['fieldSelector'];
  const asked = { name, user, group, verb: verbOf(request, place.name) };
  return extended(NOWHERE, place, fieldSelector === undefined ? asked : { ...asked, fieldSelector });
}

const NOWHERE = { path: '', namespace: '', group: '', resource: '', subresource: '', name: '' };

function placeOf(parts: readonly string[]) {
  const [first = '', second = '', third = ''] = parts;
  const scoped = first === 'namespaces' && parts.length > 2 && !NAMESPACE_PARTS.includes(third);
  const [resource = '', name = '', subresource = ''] = scoped ? parts.slice(2) : parts;
  const namespace = scoped || (first === 'namespaces' && second !== '') ? second : '';
  return { resource, name, subresource, namespace };
}

function verbOf(request: Request, name: string): string {
  const { method } = request;
  if (method === 'GET') return name === '' ? (isWatch(request) ? 'watch' : 'list') : 'get';
  if (method === 'DELETE') return name === '' ? 'deletecollection' : 'delete';
  return PLAIN_VERBS[method] ?? '';
}

/** A list that selects one name is about that name. */
function selectedName({ query }: Request): string {
  const selector = parseFieldSelector(query?.['fieldSelector'] ?? '');
  if (!selector.ok) return '';
  const chosen = selector.value.requirements.find(
    ({ field, operator }) => field === 'metadata.name' && operator === '=',
  );
  return chosen?.value ?? '';
}
