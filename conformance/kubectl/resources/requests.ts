import { isObject, type JsonObject } from '../../../engine/apimachinery/object.js';
import { quote } from '../../../engine/apimachinery/quote.js';
import { resourcePath } from '../../../engine/apis/resource.js';
import type { Method, Response } from '../../../engine/apiserver/request.js';
import type { DryRun } from '../dry-run.js';
import type { Kubectl } from '../effect.js';
import { fail, hasReason, isFailure, isNotFound, isSuccess, refusal, reworded, type Failure } from '../failure.js';
import type { Session } from '../session.js';
import { qualifiedName, resourceText, type Mapping } from './mapping.js';

/** Where an object is, or would be. */
export interface Place {
  readonly mapping: Mapping;
  readonly namespace: string;
  readonly name: string;
  readonly subresource?: string;
}

/** Query options of a write. */
export interface WriteOptions {
  readonly dryRun?: DryRun;
  readonly manager?: string;
  /** 'Strict', 'Warn' or 'Ignore'. */
  readonly validation?: string;
}

export type PatchType = 'strategic' | 'merge' | 'json' | 'apply';

const PATCH_CONTENT: Readonly<Record<PatchType, string>> = {
  strategic: 'application/strategic-merge-patch+json',
  merge: 'application/merge-patch+json',
  json: 'application/json-patch+json',
  apply: 'application/apply-patch+yaml',
};

function queryOf({ dryRun, manager, validation }: WriteOptions): Readonly<Record<string, string>> {
  return {
    ...(dryRun === 'server' ? { dryRun: 'All' } : {}),
    ...(manager === undefined ? {} : { fieldManager: manager }),
    ...(validation === undefined ? {} : { fieldValidation: validation }),
  };
}

/** The object of an answer, or the error that it is. */
export function bodyOf(response: Response, method: Method, { mapping, name }: Place): JsonObject | Failure {
  if (!isSuccess(response)) return refusal(response, { method, resource: qualifiedName(mapping), name });
  return isObject(response.body) ? response.body : fail('the server answered with something that is no object');
}

/** GETs one object. `accept` asks for another form of it. */
export function* getObject(
  session: Session,
  place: Place,
  options: { readonly accept?: string; readonly query?: Readonly<Record<string, string>> } = {},
): Kubectl<JsonObject | Failure> {
  if (place.name === '') return fail('resource name may not be empty');
  const response = yield* session.send({ method: 'GET', path: pathOf(place), ...options });
  return bodyOf(response, 'GET', place);
}

/** As {@link getObject}; of an object in a namespace that is not there, the namespace is said not to be found (Info.Get). */
export function* getInfo(
  session: Session,
  place: Place,
  options: { readonly accept?: string; readonly query?: Readonly<Record<string, string>> } = {},
): Kubectl<JsonObject | Failure> {
  const found = yield* getObject(session, place, options);
  if (!isFailure(found) || !isNotFound(found) || place.namespace === '' || place.namespace === 'default') return found;
  const response = yield* session.send({ method: 'GET', path: `/api/v1/namespaces/${place.namespace}` });
  const missing = isSuccess(response) ? undefined : refusal(response);
  return missing !== undefined && isNotFound(missing) ? missing : found;
}

export interface ListOptions {
  readonly selector?: string;
  readonly fieldSelector?: string;
  /** Objects per page; 0: all at once. */
  readonly limit?: number;
  readonly accept?: string;
  readonly query?: Readonly<Record<string, string>>;
}

/** LISTs a collection, page by page (FollowContinue). Each page is a list object, or a Table when that was asked for. */
export function* listPages(
  session: Session,
  mapping: Mapping,
  namespace: string,
  { selector = '', fieldSelector = '', limit = 0, accept, query = {} }: ListOptions,
): Kubectl<{ readonly pages: readonly JsonObject[]; readonly error?: Failure }> {
  const pages: JsonObject[] = [];
  let next = '';
  do {
    const response = yield* session.send({
      method: 'GET',
      path: resourcePath(mapping.resource, namespace),
      query: {
        ...query,
        ...(selector === '' ? {} : { labelSelector: selector }),
        ...(fieldSelector === '' ? {} : { fieldSelector }),
        ...(limit === 0 ? {} : { limit: String(limit) }),
        ...(next === '' ? {} : { continue: next }),
      },
      ...(accept === undefined ? {} : { accept }),
    });
    const page = bodyOf(response, 'GET', { mapping, namespace, name: '' });
    if (isFailure(page)) return { pages, error: listError(page, mapping, selector, fieldSelector) };
    pages.push(page);
    const { metadata } = page;
    next = isObject(metadata) && typeof metadata['continue'] === 'string' ? metadata['continue'] : '';
  } while (next !== '');
  return { pages };
}

/** resource.EnhanceListError. */
function listError(error: Failure, { resource }: Mapping, selector: string, fieldSelector: string): Failure {
  if (!hasReason(error, 'BadRequest') && !isNotFound(error)) return error;
  const subject = quote(resourceText(resource));
  if (selector === '' && fieldSelector === '')
    return reworded(error, (message) => `Unable to list ${subject}: ${message}`);
  const chosen = `label selector ${quote(selector)}, field selector ${quote(fieldSelector)}`;
  return reworded(error, (message) => `Unable to find ${subject} that match ${chosen}: ${message}`);
}

/** The objects of a whole collection. */
export function* listObjects(
  session: Session,
  mapping: Mapping,
  namespace: string,
  options: ListOptions = {},
): Kubectl<readonly JsonObject[] | Failure> {
  const { pages, error } = yield* listPages(session, mapping, namespace, options);
  return error ?? pages.flatMap(itemsOf);
}

/** A list's items, with the type that items of a typed list do not repeat. */
export function itemsOf(list: JsonObject): readonly JsonObject[] {
  const { items, kind, apiVersion } = list;
  const itemKind = typeof kind === 'string' && kind.endsWith('List') ? kind.slice(0, -'List'.length) : '';
  const typed = itemKind === '' ? {} : { apiVersion, kind: itemKind };
  return Array.isArray(items) ? items.filter(isObject).map((item) => ({ ...typed, ...item })) : [];
}

/** POSTs an object. */
export function* createObject(
  session: Session,
  mapping: Mapping,
  namespace: string,
  body: JsonObject,
  options: WriteOptions = {},
): Kubectl<JsonObject | Failure> {
  const place = { mapping, namespace, name: '' };
  const response = yield* session.send({ method: 'POST', path: pathOf(place), query: queryOf(options), body });
  return bodyOf(response, 'POST', place);
}

/** PUTs an object. */
export function* replaceObject(
  session: Session,
  place: Place,
  body: JsonObject,
  options: WriteOptions = {},
): Kubectl<JsonObject | Failure> {
  const response = yield* session.send({ method: 'PUT', path: pathOf(place), query: queryOf(options), body });
  return bodyOf(response, 'PUT', place);
}

/** PATCHes an object. */
export function* patchObject(
  session: Session,
  place: Place,
  type: PatchType,
  body: unknown,
  options: WriteOptions & { readonly force?: boolean } = {},
): Kubectl<JsonObject | Failure> {
  const query = { ...queryOf(options), ...(options.force === undefined ? {} : { force: String(options.force) }) };
  const contentType = PATCH_CONTENT[type];
  const response = yield* session.send({ method: 'PATCH', path: pathOf(place), query, contentType, body });
  return bodyOf(response, 'PATCH', place);
}

/** DELETEs an object; `options` is a DeleteOptions. */
export function* deleteObject(session: Session, place: Place, options: JsonObject): Kubectl<JsonObject | Failure> {
  const response = yield* session.send({ method: 'DELETE', path: pathOf(place), body: options });
  return bodyOf(response, 'DELETE', place);
}

export function pathOf({ mapping, namespace, name, subresource }: Place): string {
  return resourcePath(mapping.resource, namespace, name, subresource);
}
