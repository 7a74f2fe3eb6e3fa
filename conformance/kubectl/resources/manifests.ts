import { isObject, type JsonObject } from '../../../engine/apimachinery/object.js';
import { quote } from '../../../engine/apimachinery/quote.js';
import { decode } from '../../../engine/apis/decoding/decode.js';
import { schemas } from '../../../engine/apis/generated/schemas.js';
import type { Kubectl } from '../effect.js';
import { fail, isFailure, wrapped, type Failure } from '../failure.js';
import type { Session } from '../session.js';
import { readStream } from '../text/yaml-read.js';
import { toCompactJson } from '../text/json-write.js';
import type { SourceText } from './files.js';
import { isList, kindOf, localMapping, metaText, type Info } from './info.js';
import type { Mapping } from './mapping.js';
import { validateList } from './list-validation.js';

/** 'Strict', 'Warn' or 'Ignore': what --validate says; undefined where a command has no such flag. */
export type Validation = 'Strict' | 'Warn' | 'Ignore';

export interface ReadOptions {
  readonly validation?: Validation;
  /** The server is not asked what a kind is. */
  readonly local?: boolean;
}

const IGNORABLE = 'if you choose to ignore these errors, turn validation off with --validate=false';

/** What one document of a file is: an object, or why it is none. `end`: nothing after it is read. */
export type Read = { readonly info: Info } | { readonly error: Failure; readonly end: boolean };

/** The objects of a file, one after the other (resource.StreamVisitor). Lists are one object. */
export function* readSource(
  session: Session,
  { source, text }: SourceText,
  options: ReadOptions,
): Kubectl<readonly Read[]> {
  const reads: Read[] = [];
  for (const document of readStream(text)) {
    if (!document.ok) return [...reads, { error: fail(`error parsing ${source}: ${document.error}`), end: true }];
    if (document.value === null) continue;
    const invalid = validate(document.value, options.validation);
    if (invalid !== undefined) {
      const error = fail(`error validating ${quote(source)}: error validating data: ${invalid}; ${IGNORABLE}`);
      return [...reads, { error, end: true }];
    }
    const read = yield* infoFor(session, document.value, source, options);
    reads.push(isFailure(read) ? { error: read, end: false } : { info: read });
  }
  return reads;
}

/** What can be told without the server: validation.ParamVerifyingSchema. */
function validate(value: unknown, validation: Validation | undefined): string | undefined {
  if (validation === undefined || validation === 'Ignore') return undefined;
  if (!isObject(value)) return 'invalid object to validate';
  const problems = [typeProblem('apiVersion', value['apiVersion']), typeProblem('kind', value['kind'])].filter(
    (problem) => problem !== undefined,
  );
  if (problems.length > 0) return problems.length === 1 ? problems[0] : `[${problems.join(', ')}]`;
  const isPlainList = value['kind'] === 'List' && value['apiVersion'] === 'v1';
  return isPlainList && validation === 'Strict' ? validateList(value) : undefined;
}

function typeProblem(field: string, value: unknown): string | undefined {
  if (value === undefined || value === null) return `${field} not set`;
  return typeof value === 'string' ? undefined : `${field} isn't string type`;
}

function* infoFor(session: Session, value: unknown, source: string, options: ReadOptions): Kubectl<Info | Failure> {
  const object = decodeUnstructured(value);
  if (isFailure(object)) return wrapped(object, `unable to decode ${quote(source)}: `);
  const mapping = yield* mappingOf(session, object, options.local === true);
  if (!isFailure(mapping)) return infoOf(object, mapping, source);
  const { failed } = mapping;
  const [name, namespace] = [metaText(object, 'name'), metaText(object, 'namespace')];
  return fail(
    `resource mapping not found for name: ${quote(name)} namespace: ${quote(namespace)} from ${quote(source)}: ${failed}\n` +
      'ensure CRDs are installed first',
  );
}

const LIST_MAPPING: Mapping = {
  ...localMapping({ group: '', version: 'v1', kind: 'List' }),
  resource: { group: '', version: 'v1', plural: 'lists', kind: 'List', namespaced: false },
};

function* mappingOf(session: Session, object: JsonObject, local: boolean): Kubectl<Mapping | Failure> {
  const { group, version, kind } = kindOf(object);
  if (local) return localMapping({ group, version, kind });
  if (isList(object) && (kind === 'List' || kind.endsWith('List'))) return LIST_MAPPING;
  return yield* session.mappingOfKind(group, kind, version);
}

function infoOf(object: JsonObject, mapping: Mapping, source: string): Info {
  return { mapping, namespace: metaText(object, 'namespace'), name: metaText(object, 'name'), source, object };
}

/** UnstructuredJSONScheme with the check that metadata is ObjectMeta. */
function decodeUnstructured(value: unknown): JsonObject | Failure {
  if (!isObject(value))
    return fail(`json: cannot unmarshal ${jsonType(value)} into Go value of type map[string]interface {}`);
  const { kind, metadata } = value;
  if (typeof kind !== 'string' || kind === '') return fail(`Object 'Kind' is missing in '${toCompactJson(value)}'`);
  if (metadata === undefined || metadata === null) return value;
  if (!isObject(metadata))
    return fail(
      `json: cannot unmarshal ${jsonType(metadata)} into Go struct field metadataOnlyObject.metadata of type v1.ObjectMeta`,
    );
  const schema = schemas['io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta'];
  const [error] = schema === undefined ? [] : decode(schema, schemas, metadata, { strict: false }).errors;
  return error === undefined ? value : fail(error.replace(/Go struct field (\w+)\./, 'Go struct field $1.metadata.'));
}

function jsonType(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

/** The objects of a list, at any depth, each with its own mapping (resource.FlattenListVisitor). */
export function* flattenInfo(
  session: Session,
  info: Info,
  local: boolean,
): Kubectl<{ infos: readonly Info[]; errors: readonly Failure[] }> {
  const { object } = info;
  if (object === undefined || !isList(object)) return { infos: [info], errors: [] };
  const infos: Info[] = [];
  const errors: Failure[] = [];
  for (const item of flatItems(object)) {
    const mapping = yield* mappingOf(session, item, local);
    if (isFailure(mapping)) errors.push(wrapped(mapping, 'unable to recognize '));
    else infos.push(infoOf(item, mapping, info.source));
  }
  return { infos, errors };
}

function flatItems(list: JsonObject): readonly JsonObject[] {
  const { items, kind, apiVersion } = list;
  const itemKind = typeof kind === 'string' && kind.endsWith('List') ? kind.slice(0, -'List'.length) : '';
  const typed = itemKind === '' ? {} : { apiVersion, kind: itemKind };
  const objects = Array.isArray(items) ? items.filter(isObject).map((item) => ({ ...typed, ...item })) : [];
  return objects.flatMap((item) => (isList(item) ? flatItems(item) : [item]));
}
