import type { Method, Request } from './request.js';
import { findServed, isServedGroup, type Served } from './registry/catalogue.js';
import { isSaid } from './verbs/query-boolean.js';

export type Verb = 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete' | 'deletecollection';

/** A request to a resource, read from its path: what RequestInfoFactory makes of it (apiserver/pkg/endpoints/request). */
export interface ResourceRequest {
  readonly type: 'resource';
  readonly verb: Verb;
  readonly served: Served;
  readonly namespace: string;
  readonly name: string;
  readonly subresource: string;
}

export type RequestInfo =
  | ResourceRequest
  /** A path outside /api and /apis, or a discovery document. */
  | { readonly type: 'other'; readonly path: string }
  /** A group or version that is not served: plain text 404. */
  | { readonly type: 'no-group' }
  /** A resource that its group does not have: a Status. */
  | { readonly type: 'no-resource' }
  /** The resource is there, but not with this verb. */
  | { readonly type: 'no-verb'; readonly served: Served; readonly verb: string; readonly subresource: string };

const COLLECTION_VERBS: Readonly<Record<Method, Verb | undefined>> = {
  GET: 'list',
  POST: 'create',
  DELETE: 'deletecollection',
  PUT: undefined,
  PATCH: undefined,
};

const OBJECT_VERBS: Readonly<Record<Method, Verb | undefined>> = {
  GET: 'get',
  POST: 'create',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
};

/** How many paths are known at a time. */
const MEMO_LIMIT = 20_000;

/** What requests without a query were about: method → path → info. Components ask for the same paths over and over. */
const known: Readonly<Record<Method, Map<string, RequestInfo>>> = {
  GET: new Map(),
  POST: new Map(),
  PUT: new Map(),
  PATCH: new Map(),
  DELETE: new Map(),
};

/** Reads method and path. */
export function requestInfo(request: Request): RequestInfo {
  if (request.query !== undefined) return read(request);
  const infos = known[request.method];
  const found = infos.get(request.path);
  if (found !== undefined) return found;
  const info = read(request);
  if (infos.size >= MEMO_LIMIT) infos.clear();
  infos.set(request.path, info);
  return info;
}

function read(request: Request): RequestInfo {
  const parts = request.path.split('/');
  const root = parts[1];
  if (root !== 'api' && root !== 'apis') return { type: 'other', path: request.path };
  const core = root === 'api';
  const group = core ? '' : (parts[2] ?? '');
  const version = parts[core ? 2 : 3] ?? '';
  let rest = parts.slice(core ? 3 : 4).map(decode);
  if (rest.at(-1) === '') rest = rest.slice(0, -1);
  if (version === '' || rest.length === 0) return { type: 'other', path: request.path };
  if (!isServedGroup(group)) return { type: 'no-group' };
  if (rest[0] === 'watch' && rest.length > 1) return watched(locate(request, group, version, rest.slice(1)));
  return locate(request, group, version, rest);
}

/** A path below /watch, as clients of long ago ask: all that it is good for is a watch, of one object too. */
function watched(info: RequestInfo): RequestInfo {
  if (info.type !== 'resource') return info;
  const { served, verb, subresource } = info;
  const isWatched = (verb === 'get' || verb === 'list' || verb === 'watch') && served.verbs.includes('watch');
  return isWatched ? { ...info, verb: 'watch' } : { type: 'no-verb', served, verb, subresource };
}

function decode(part: string): string {
  if (!part.includes('%')) return part;
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function locate(request: Request, group: string, version: string, rest: readonly string[]): RequestInfo {
  const scoped = rest[0] === 'namespaces' && rest.length > 2 && !isNamespaceSubresource(rest[2]);
  const namespace = scoped ? (rest[1] ?? '') : '';
  const [plural = '', name = '', subresource = '', ...more] = scoped ? rest.slice(2) : rest;
  if (more.length > 0 && subresource !== 'proxy') return { type: 'no-resource' };
  const served = findServed(group, version, plural);
  if (
    served === undefined ||
    served.resource.namespaced !== (scoped || (namespace === '' && served.resource.namespaced))
  )
    return { type: 'no-resource' };
  if (subresource !== '' && !served.subresources.has(subresource)) return { type: 'no-resource' };
  const verb = verbOf(request, name);
  const allowed = subresource === '' ? served.verbs : (served.subresources.get(subresource)?.verbs ?? []);
  if (verb === undefined || !allowed.includes(verb))
    return { type: 'no-verb', served, verb: request.method, subresource };
  const nameless = served.resource.namespaced && namespace === '';
  if (nameless && name !== '') return { type: 'no-resource' };
  if ((nameless && verb === 'create') || (verb === 'create' && name !== '' && subresource === ''))
    return { type: 'no-verb', served, verb: request.method, subresource };
  return { type: 'resource', verb, served, namespace, name, subresource };
}

function isNamespaceSubresource(part: string | undefined): boolean {
  return part === 'status' || part === 'finalize';
}

function verbOf(request: Request, name: string): Verb | undefined {
  if (name === '') {
    const verb = COLLECTION_VERBS[request.method];
    return verb === 'list' && isWatch(request) ? 'watch' : verb;
  }
  return OBJECT_VERBS[request.method];
}

export function isWatch({ query }: Request): boolean {
  const watch = query?.['watch'];
  return watch !== undefined && isSaid(watch);
}
