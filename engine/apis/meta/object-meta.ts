import { deepEqual } from '../../apimachinery/equality.js';
import { child, forbidden, invalid, required, tooLong, type FieldError } from '../../apimachinery/field-error.js';
import { isQualifiedName, isValidLabelValue, nameIsDNSLabel, NOT_NEGATIVE } from '../../apimachinery/names.js';
import type { ObjectMeta, OwnerReference } from '../generated/meta.v1.js';

/** Checks a name (or, with `prefix`, a generateName) and gives the messages. */
export type NameRule = (name: string, prefix: boolean) => readonly string[];

const ANNOTATIONS_LIMIT_BYTES = 256 * 1024;
const IMMUTABLE = 'field is immutable';

/** Whatever can stand in a URL path: the rule for kinds without a stricter one (path.ValidatePathSegmentName). */
export const pathSegmentName: NameRule = (name, prefix) => {
  if (!prefix && (name === '.' || name === '..')) return [`may not be '${name}'`];
  return ['/', '%'].filter((part) => name.includes(part)).map((part) => `may not contain '${part}'`);
};

/** Metadata of a new or changed object: ValidateObjectMetaAccessor (apimachinery/pkg/api/validation). */
export function validateObjectMeta(
  meta: ObjectMeta,
  namespaced: boolean,
  nameRule: NameRule = pathSegmentName,
  path = 'metadata',
): readonly FieldError[] {
  const { name, generateName = '' } = meta;
  const errors: FieldError[] = [];
  if (generateName !== '')
    for (const message of nameRule(generateName, true))
      errors.push(invalid(child(path, 'generateName'), generateName, message));
  if (name === '' || name === undefined) errors.push(required(child(path, 'name'), 'name or generateName is required'));
  else for (const message of nameRule(name, false)) errors.push(invalid(child(path, 'name'), name, message));
  checkNamespace(meta, namespaced, path, errors);
  if ((meta.generation ?? 0) < 0) errors.push(invalid(child(path, 'generation'), meta.generation, NOT_NEGATIVE));
  checkDescriptions(meta, path, errors);
  if (meta.finalizers !== undefined) errors.push(...validateFinalizers(meta.finalizers, child(path, 'finalizers')));
  return errors;
}

/** What is checked alike in new and in changed metadata. */
function checkDescriptions(meta: ObjectMeta, path: string, errors: FieldError[]): void {
  const { labels, annotations, ownerReferences } = meta;
  if (labels !== undefined) errors.push(...validateLabels(labels, child(path, 'labels')));
  if (annotations !== undefined) errors.push(...validateAnnotations(annotations, child(path, 'annotations')));
  if (ownerReferences !== undefined)
    errors.push(...validateOwnerReferences(ownerReferences, child(path, 'ownerReferences')));
}

/** Objects come into the same few namespaces. */
const goodNamespaces = new Set<string>();
const MEMO_LIMIT = 1_000;

function checkNamespace({ namespace = '' }: ObjectMeta, namespaced: boolean, path: string, errors: FieldError[]): void {
  if (!namespaced) {
    if (namespace !== '') errors.push(forbidden(child(path, 'namespace'), 'not allowed on this type'));
    return;
  }
  if (namespace === '') return void errors.push(required(child(path, 'namespace'), ''));
  if (goodNamespaces.has(namespace)) return;
  const messages = nameIsDNSLabel(namespace, false);
  for (const message of messages) errors.push(invalid(child(path, 'namespace'), namespace, message));
  if (messages.length === 0 && goodNamespaces.size < MEMO_LIMIT) goodNamespaces.add(namespace);
}

export function validateLabels(
  labels: Readonly<Record<string, string>> | undefined,
  path: string,
): readonly FieldError[] {
  const errors: FieldError[] = [];
  for (const key in labels) {
    const value = labels[key] ?? '';
    for (const message of isQualifiedName(key)) errors.push(invalid(path, key, message));
    for (const message of isValidLabelValue(value)) errors.push(invalid(path, value, message));
  }
  return errors;
}

export function validateAnnotations(
  annotations: Readonly<Record<string, string>> | undefined,
  path: string,
): readonly FieldError[] {
  const errors: FieldError[] = [];
  let size = 0;
  for (const key in annotations) {
    size += key.length + (annotations[key] ?? '').length;
    for (const message of isQualifiedName(key.toLowerCase())) errors.push(invalid(path, key, message));
  }
  if (size > ANNOTATIONS_LIMIT_BYTES) errors.push(tooLong(path, ANNOTATIONS_LIMIT_BYTES));
  return errors;
}

export function validateOwnerReferences(
  references: readonly OwnerReference[] | undefined,
  path: string,
): readonly FieldError[] {
  if (references === undefined) return [];
  const errors: FieldError[] = [];
  for (const reference of references) checkOwner(reference, path, errors);
  let first: OwnerReference | undefined;
  for (const reference of references) {
    if (reference.controller !== true) continue;
    if (first === undefined) first = reference;
    else {
      const both = `${first.kind}/${first.name} and ${reference.kind}/${reference.name}`;
      const problem = 'Only one reference can have Controller set to true. Found "true" in references for';
      errors.push(invalid(path, references, `${problem} ${both}`));
    }
  }
  return errors;
}

function checkOwner(reference: OwnerReference, path: string, errors: FieldError[]): void {
  const { apiVersion, kind, name, uid } = reference;
  const slash = apiVersion.indexOf('/');
  // Two slashes make no group and version at all (schema.FromAPIVersionAndKind).
  const version = slash < 0 ? apiVersion : apiVersion.includes('/', slash + 1) ? '' : apiVersion.slice(slash + 1);
  if (version === '') errors.push(invalid(child(path, 'apiVersion'), apiVersion, 'version must not be empty'));
  if (kind === '') errors.push(invalid(child(path, 'kind'), kind, 'must not be empty'));
  if (name === '') errors.push(invalid(child(path, 'name'), name, 'must not be empty'));
  if (uid === '') errors.push(invalid(child(path, 'uid'), uid, 'must not be empty'));
  if (kind === 'Event' && apiVersion === 'v1')
    errors.push(invalid(path, reference, '/v1, Kind=Event is disallowed from being an owner'));
}

export function validateFinalizers(finalizers: readonly string[] | undefined, path: string): readonly FieldError[] {
  if (finalizers === undefined) return [];
  const both = finalizers.includes('orphan') && finalizers.includes('foregroundDeletion');
  return [
    ...finalizers.flatMap((finalizer) =>
      isQualifiedName(finalizer).map((message) => invalid(path, finalizer, message)),
    ),
    ...(both ? [invalid(path, finalizers, 'finalizer orphan and foregroundDeletion cannot be both set')] : []),
  ];
}

/** What an update of metadata may not do: ValidateObjectMetaAccessorUpdate. */
export function validateObjectMetaUpdate(meta: ObjectMeta, old: ObjectMeta, path = 'metadata'): readonly FieldError[] {
  if (meta === old) return [];
  const errors: FieldError[] = [];
  if (old.deletionTimestamp !== undefined) errors.push(...newFinalizers(meta, old, child(path, 'finalizers')));
  if (meta.resourceVersion === '' || meta.resourceVersion === undefined)
    errors.push(invalid(child(path, 'resourceVersion'), '', 'must be specified for an update'));
  if ((meta.generation ?? 0) < (old.generation ?? 0))
    errors.push(invalid(child(path, 'generation'), meta.generation ?? 0, 'must not be decremented'));
  for (const field of IMMUTABLE_FIELDS)
    if (!deepEqual(meta[field], old[field])) errors.push(invalid(child(path, field), meta[field] ?? null, IMMUTABLE));
  checkDescriptions(meta, path, errors);
  return errors;
}

const IMMUTABLE_FIELDS = [
  'name',
  'namespace',
  'uid',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
] as const;

function newFinalizers(meta: ObjectMeta, old: ObjectMeta, path: string): readonly FieldError[] {
  const added = (meta.finalizers ?? []).filter((finalizer) => !(old.finalizers ?? []).includes(finalizer)).sort();
  if (added.length === 0) return [];
  const list = `[]string{${added.map((finalizer) => JSON.stringify(finalizer)).join(', ')}}`;
  return [
    forbidden(path, `no new finalizers can be added if the object is being deleted, found new finalizers ${list}`),
  ];
}
