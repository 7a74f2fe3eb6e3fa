import type { Schema } from '../apis/data.js';
import { schemas } from '../apis/generated/schemas.js';
import type { Response } from './request.js';

const INFO = { title: 'Kubernetes', version: '1.35' };
const V3 = '/openapi/v3/';

/** The OpenAPI documents: schemas of all kinds, or of one group's version. Paths are not listed. */
export function openApiDocument(path: string): Response | undefined {
  if (path === '/openapi/v2')
    return { code: 200, body: { swagger: '2.0', info: INFO, paths: {}, definitions: all('definitions') } };
  if (!path.startsWith(V3)) return undefined;
  const [root, ...rest] = path.slice(V3.length).split('/');
  const groupVersion = root === 'api' ? rest.join('/') : root === 'apis' ? rest.join('/') : '';
  const names = Object.keys(schemas).filter((name) => isOf(schemas[name], groupVersion));
  if (names.length === 0) return { code: 404, body: '' };
  const components = { schemas: all('components/schemas', [...closure(names)].sort()) };
  return { code: 200, body: { openapi: '3.0.0', info: INFO, paths: {}, components } };
}

function all(root: string, names = Object.keys(schemas)): Readonly<Record<string, unknown>> {
  return Object.fromEntries(names.map((name) => [name, referring(name, root)]));
}

function isOf(schema: Schema | undefined, groupVersion: string): boolean {
  return (schema?.['x-kubernetes-group-version-kind'] ?? []).some(
    ({ group, version }) => (group === '' ? version : `${group}/${version}`) === groupVersion,
  );
}

/** The generated schemas refer by bare names. */
const REFERENCE = /"\$ref":"([^"]+)"/g;

/** Definitions and all that they refer to. */
function closure(names: readonly string[]): ReadonlySet<string> {
  const found = new Set(names);
  for (const name of found)
    for (const [, other = ''] of JSON.stringify(schemas[name] ?? {}).matchAll(REFERENCE)) found.add(other);
  return found;
}

/** A definition whose references are as in a document that keeps its definitions below `root`. */
function referring(name: string, root: string): unknown {
  return JSON.parse(JSON.stringify(schemas[name] ?? {}).replace(REFERENCE, `"$ref":"#/${root}/$1"`));
}
