import { parseAllDocuments } from 'yaml';
import { isObject, type JsonObject } from '../../engine/apimachinery/object.js';
import type { Served } from '../../engine/apiserver/registry/catalogue.js';
import type { Invocation } from './effect.js';
import { findKind } from './mapping.js';
import { fail, isFailure, type Failure } from './session.js';

/** An object of a file, with the collection that it belongs to. */
export interface Manifest {
  readonly object: JsonObject;
  readonly served: Served;
  readonly name: string;
  readonly generateName: string;
  readonly namespace: string;
  /** The file, or 'STDIN'. */
  readonly from: string;
}

const EXTENSIONS = ['.yaml', '.yml', '.json'];

/** Reads the objects of `-f` arguments; Lists are opened. */
export function readManifests(
  invocation: Invocation,
  paths: readonly string[],
  namespace: string,
): readonly Manifest[] | Failure {
  const manifests: Manifest[] = [];
  for (const path of paths) {
    const texts = readPath(invocation, path);
    if (isFailure(texts)) return texts;
    for (const { text, from } of texts) {
      const read = readDocuments(text, from, namespace);
      if (isFailure(read)) return read;
      manifests.push(...read);
    }
  }
  return manifests;
}

function readPath(invocation: Invocation, path: string): readonly { text: string; from: string }[] | Failure {
  if (path === '-') return [{ text: invocation.stdin ?? '', from: 'STDIN' }];
  const found = invocation.files.read(path);
  if (found === undefined) return fail(`error: the path ${JSON.stringify(path)} does not exist`);
  if ('text' in found) return [{ text: found.text, from: path }];
  const texts: { text: string; from: string }[] = [];
  for (const entry of found.entries.filter((name) => EXTENSIONS.some((extension) => name.endsWith(extension)))) {
    const file = invocation.files.read(`${path.replace(/\/$/, '')}/${entry}`);
    if (file !== undefined && 'text' in file) texts.push({ text: file.text, from: `${path}/${entry}` });
  }
  return texts.length > 0
    ? texts
    : fail(`error: error reading [${path}]: recognized file extensions are [.json .yaml .yml]`);
}

function readDocuments(text: string, from: string, namespace: string): readonly Manifest[] | Failure {
  const manifests: Manifest[] = [];
  for (const document of parseAllDocuments(text, { version: '1.1', merge: true })) {
    const problem = document.errors[0];
    if (problem !== undefined)
      return fail(`error: error parsing ${from}: error converting YAML to JSON: yaml: ${problem.message}`);
    const object: unknown = document.toJS({ maxAliasCount: 100 });
    if (object === null || object === undefined) continue;
    const read = readObject(object, from, namespace);
    if (isFailure(read)) return read;
    manifests.push(...read);
  }
  return manifests;
}

function readObject(object: unknown, from: string, namespace: string): readonly Manifest[] | Failure {
  if (!isObject(object))
    return fail(`error: error validating ${JSON.stringify(from)}: error validating data: invalid object to validate`);
  const { apiVersion = '', kind = '', items } = object;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string' || apiVersion === '' || kind === '')
    return fail(missing(from, apiVersion === '' ? 'apiVersion' : 'kind', apiVersion === '' && kind === ''));
  if (kind === 'List' || (kind.endsWith('List') && Array.isArray(items))) return readItems(items, from, namespace);
  const served = findKind(apiVersion, kind);
  if (served === undefined)
    return fail(
      `error: resource mapping not found for name: ${JSON.stringify(nameOf(object))} namespace: ${JSON.stringify(namespaceOf(object))} from ${JSON.stringify(from)}: ` +
        `no matches for kind ${JSON.stringify(kind)} in version ${JSON.stringify(apiVersion)}\nensure CRDs are installed first`,
    );
  const own = namespaceOf(object);
  return [
    {
      object,
      served,
      name: nameOf(object),
      generateName: metaText(object, 'generateName'),
      namespace: served.resource.namespaced ? (own === '' ? namespace : own) : '',
      from,
    },
  ];
}

function readItems(items: unknown, from: string, namespace: string): readonly Manifest[] | Failure {
  const manifests: Manifest[] = [];
  for (const item of Array.isArray(items) ? items : []) {
    const read = readObject(item, from, namespace);
    if (isFailure(read)) return read;
    manifests.push(...read);
  }
  return manifests;
}

function missing(from: string, field: string, both: boolean): string {
  const what = both ? '[apiVersion not set, kind not set]' : `${field} not set`;
  return `error: error validating ${JSON.stringify(from)}: error validating data: ${what}; if you choose to ignore these errors, turn validation off with --validate=false`;
}

function metaText({ metadata }: JsonObject, field: string): string {
  const value = isObject(metadata) ? metadata[field] : undefined;
  return typeof value === 'string' ? value : '';
}

const nameOf = (object: JsonObject): string => metaText(object, 'name');
const namespaceOf = (object: JsonObject): string => metaText(object, 'namespace');
