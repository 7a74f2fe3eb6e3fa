import { isObject, type JsonObject } from '../../../engine/apimachinery/object.js';
import type { Resource } from '../../../engine/apis/resource.js';
import { schemaOfKind } from '../../expectations/schema.js';
import { suggestion, type Cursor } from '../cursor.js';
import { isManifestFile, joinPath } from '../files.js';
import { parseManifest } from '../manifest-file.js';
import type { Manifest } from '../plan.js';
import { checkWritten } from './check-object.js';
import { kindSpellings, resourceOf, versionsOf, type CustomKind, type Scene } from '../scene.js';

/** How a step may give its objects. */
export interface ObjectFields {
  readonly file?: string | readonly string[] | undefined;
  readonly resource?: JsonObject | undefined;
  readonly resources?: readonly JsonObject[] | undefined;
}

/**
 * The objects of a step: inline, or of the files and folders that it names. `lenient`: the step expects a refusal, so
 * they may be anything. Files are read as they are: no variables are replaced in them.
 */
export function manifestsOf(fields: ObjectFields, cursor: Cursor, scene: Scene, lenient: boolean): readonly Manifest[] {
  const given = (['file', 'resource', 'resources'] as const).filter((field) => fields[field] !== undefined);
  if (given.length !== 1) {
    cursor.report(
      given.length === 0 ? 'there is nothing to write' : `${given.join(' and ')} at once`,
      'give one of file, resource, resources',
    );
    return [];
  }
  if (fields.file !== undefined) {
    const paths =
      typeof fields.file === 'string'
        ? [[fields.file, cursor.at('file')] as const]
        : fields.file.map((path, index) => [path, cursor.at('file', index)] as const);
    return paths.flatMap(([path, at]) => fileManifests(path, at, scene, lenient));
  }
  const inline =
    fields.resource === undefined
      ? fields.resources?.map((_, index) => cursor.at('resources', index))
      : [cursor.at('resource')];
  return (inline ?? []).flatMap((at) => objectsAt(at, scene, lenient));
}

/** A file that a step names, or one in a folder that it names. */
export interface NamedFile {
  readonly path: string;
  readonly text: string;
  /** Its name in the folder. */
  readonly entry?: string;
}

/** Text files by name; told of when they cannot be read. A folder gives its YAML and JSON files. */
export function readFiles(path: string, cursor: Cursor, folder: string): readonly NamedFile[] {
  const { files } = cursor;
  const whole = joinPath(folder, path);
  if (!files.isInside(whole)) {
    const fix = 'keep what specs use below the folder where kspec runs';
    cursor.report(`"${path}" leads out of the folder of the run`, fix);
    return [];
  }
  const text = files.read(whole);
  if (text !== undefined) return [{ path: whole, text }];
  const names = files.list(whole)?.filter(isManifestFile);
  if (names === undefined) {
    reportMissing(path, whole, cursor);
    return [];
  }
  if (names.length === 0) cursor.report(`the folder "${path}" holds no .yaml, .yml or .json file`);
  return names.flatMap((entry) => {
    const inner = files.read(joinPath(whole, entry));
    return inner === undefined ? [] : [{ path: joinPath(whole, entry), text: inner, entry }];
  });
}

function reportMissing(path: string, whole: string, cursor: Cursor): void {
  const name = path.split('/').at(-1) ?? path;
  const siblings = cursor.files.list(joinPath(whole, '..')) ?? [];
  if (/^\w+:\/\//.test(path)) cursor.report('a spec reads no URLs', 'save the manifest beside the spec, and name that');
  else if (siblings.includes(name))
    cursor.report(`"${path}" cannot be read`, 'look at its permissions, or where the link leads');
  else cursor.report(`there is no file "${path}"`, suggestion(name, siblings));
}

function fileManifests(path: string, cursor: Cursor, scene: Scene, lenient: boolean): readonly Manifest[] {
  return readFiles(path, cursor, scene.folder).flatMap((file) => {
    const { documents, problems } = parseManifest(file.path, file.text, cursor.files);
    cursor.reportAll(problems);
    if (documents.length === 0 && problems.length === 0) cursor.report(`the file "${path}" holds no object`);
    return documents.flatMap((document) => objectsAt(cursor.of(document), scene, lenient));
  });
}

/** The object at a cursor, or those of the List there. */
function objectsAt(cursor: Cursor, scene: Scene, lenient: boolean): readonly Manifest[] {
  const { value } = cursor;
  if (!isObject(value)) {
    cursor.report('this is no Kubernetes object', 'an object has apiVersion, kind and metadata');
    return [];
  }
  if (value['kind'] === 'List' && Array.isArray(value['items'])) {
    return value['items'].flatMap((_, index) => objectsAt(cursor.at('items', index), scene, lenient));
  }
  const resource = kindOf(value, cursor, scene, lenient);
  if (resource !== undefined && !lenient) checkWritten(cursor, schemaOfKind(resource));
  return [{ source: cursor.source, object: value, ...(resource === undefined ? {} : { resource }) }];
}

function kindOf(
  { apiVersion, kind }: JsonObject,
  cursor: Cursor,
  scene: Scene,
  lenient: boolean,
): Resource | undefined {
  if (typeof apiVersion === 'string' && typeof kind === 'string') {
    const resource = resourceOf(scene, apiVersion, kind);
    if (resource !== undefined || lenient) return resource;
    const versions = versionsOf(scene, kind);
    if (versions.length > 0)
      cursor.at('apiVersion').report(`${kind} is not in ${apiVersion}`, `write ${versions.join(' or ')}`);
    else cursor.at('kind').report(`no kind is called "${kind}"`, suggestion(kind, kindSpellings(scene)));
  } else if (!lenient)
    cursor.report(
      `${typeof kind === 'string' ? 'apiVersion' : 'kind'} is missing`,
      'an object has apiVersion, kind and metadata',
    );
  return undefined;
}

/** What a CustomResourceDefinition defines, for every version that it serves. */
export function customKindsOf(object: unknown): readonly CustomKind[] {
  if (!isObject(object) || object['kind'] !== 'CustomResourceDefinition' || !isObject(object['spec'])) return [];
  const { group, names, scope, versions } = object['spec'];
  if (typeof group !== 'string' || !isObject(names) || !Array.isArray(versions)) return [];
  const { kind, plural, singular, shortNames } = names;
  if (typeof kind !== 'string' || typeof plural !== 'string') return [];
  const plain = [
    plural,
    kind,
    singular,
    ...(Array.isArray(shortNames) ? (shortNames as readonly unknown[]) : []),
  ].filter((name) => typeof name === 'string');
  return versions.flatMap((version: unknown) => {
    const name = isObject(version) ? version['name'] : undefined;
    if (typeof name !== 'string') return [];
    const resource: Resource = { group, version: name, plural, kind, namespaced: scope !== 'Cluster' };
    const names = plain.flatMap((alias) => [alias, `${alias}.${group}`]).map((alias) => alias.toLowerCase());
    return [{ resource, names }];
  });
}
