import { deepEqual } from '../../apimachinery/equality.js';
import { child, forbidden, invalid, required, tooLong, type FieldError } from '../../apimachinery/field-error.js';
import { isQualifiedName, isValidLabelValue, nameIsDNSLabel, NOT_NEGATIVE } from '../../apimachinery/names.js';
import type { ObjectMeta, OwnerReference } from '../generated/meta.v1.js';

/** Checks a name (or, with `prefix`, a generateName) and gives the messages. */
export type NameRule = (name: string, prefix: boolean) => readonly string[];

const ANNOTATIONS_LIMIT_BYTES = 256 * 1024;
const IMMUTABLE = 'field is immutable';
const BANNED_OWNERS = new Set(['v1/Event']);

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
  return [
    ...(generateName === ''
      ? []
      : nameRule(generateName, true).map((message) => invalid(child(path, 'generateName'), generateName, message))),
    ...(name === '' || name === undefined
      ? [required(child(path, 'name'), 'name or generateName is required')]
      : nameRule(name, false).map((message) => invalid(child(path, 'name'), name, message))),
    ...namespaceErrors(meta, namespaced, path),
    ...((meta.generation ?? 0) < 0 ? [invalid(child(path, 'generation'), meta.generation, NOT_NEGATIVE)] : []),
    ...validateLabels(meta.labels, child(path, 'labels')),
    ...validateAnnotations(meta.annotations, child(path, 'annotations')),
    ...validateOwnerReferences(meta.ownerReferences, child(path, 'ownerReferences')),
    ...validateFinalizers(meta.finalizers, child(path, 'finalizers')),
  ];
}

function namespaceErrors({ namespace = '' }: ObjectMeta, namespaced: boolean, path: string): readonly FieldError[] {
  const field = child(path, 'namespace');
  if (!namespaced) return namespace === '' ? [] : [forbidden(field, 'not allowed on this type')];
  if (namespace === '') return [required(field, '')];
  return nameIsDNSLabel(namespace, false).map((message) => invalid(field, namespace, message));
}

const checked = new WeakMap<object, readonly FieldError[]>();

/** Labels and annotations are shared between many objects: the verdict on a good one is kept. */
function remembered<T extends object>(
  value: T | undefined,
  check: (value: T) => readonly FieldError[],
): readonly FieldError[] {
  if (value === undefined) return [];
  const known = checked.get(value);
  if (known !== undefined) return known;
  const errors = check(value);
  if (errors.length === 0) checked.set(value, errors);
  return errors;
}

export function validateLabels(
  labels: Readonly<Record<string, string>> | undefined,
  path: string,
): readonly FieldError[] {
  return remembered(labels, (all) =>
    Object.entries(all).flatMap(([key, value]) => [
      ...isQualifiedName(key).map((message) => invalid(path, key, message)),
      ...isValidLabelValue(value).map((message) => invalid(path, value, message)),
    ]),
  );
}

export function validateAnnotations(
  annotations: Readonly<Record<string, string>> | undefined,
  path: string,
): readonly FieldError[] {
  return remembered(annotations, (all) => {
    const entries = Object.entries(all);
    const size = entries.reduce((sum, [key, value]) => sum + key.length + value.length, 0);
    return [
      ...entries.flatMap(([key]) => isQualifiedName(key.toLowerCase()).map((message) => invalid(path, key, message))),
      ...(size > ANNOTATIONS_LIMIT_BYTES ? [tooLong(path, ANNOTATIONS_LIMIT_BYTES)] : []),
    ];
  });
}

export function validateOwnerReferences(
  references: readonly OwnerReference[] | undefined,
  path: string,
): readonly FieldError[] {
  if (references === undefined) return [];
  const controllers = references
    .filter(({ controller }) => controller === true)
    .map(({ kind, name }) => `${kind}/${name}`);
  return [
    ...references.flatMap((reference) => ownerErrors(reference, path)),
    ...controllers
      .slice(1)
      .map((name) =>
        invalid(
          path,
          references,
          `Only one reference can have Controller set to true. Found "true" in references for ${controllers[0]} and ${name}`,
        ),
      ),
  ];
}

function ownerErrors(reference: OwnerReference, path: string): readonly FieldError[] {
  const { apiVersion, kind, name, uid } = reference;
  const slash = apiVersion.indexOf('/');
  // Two slashes make no group and version at all (schema.FromAPIVersionAndKind).
  const version = slash < 0 ? apiVersion : apiVersion.includes('/', slash + 1) ? '' : apiVersion.slice(slash + 1);
  return [
    ...(version === '' ? [invalid(child(path, 'apiVersion'), apiVersion, 'version must not be empty')] : []),
    ...(kind === '' ? [invalid(child(path, 'kind'), kind, 'must not be empty')] : []),
    ...(name === '' ? [invalid(child(path, 'name'), name, 'must not be empty')] : []),
    ...(uid === '' ? [invalid(child(path, 'uid'), uid, 'must not be empty')] : []),
    ...(BANNED_OWNERS.has(`${apiVersion}/${kind}`)
      ? [invalid(path, reference, '/v1, Kind=Event is disallowed from being an owner')]
      : []),
  ];
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
  return [
    ...(old.deletionTimestamp === undefined ? [] : newFinalizers(meta, old, child(path, 'finalizers'))),
    ...(meta.resourceVersion === '' || meta.resourceVersion === undefined
      ? [invalid(child(path, 'resourceVersion'), '', 'must be specified for an update')]
      : []),
    ...((meta.generation ?? 0) < (old.generation ?? 0)
      ? [invalid(child(path, 'generation'), meta.generation ?? 0, 'must not be decremented')]
      : []),
    ...IMMUTABLE_FIELDS.flatMap((field) =>
      deepEqual(meta[field], old[field]) ? [] : [invalid(child(path, field), meta[field] ?? null, IMMUTABLE)],
    ),
    ...validateLabels(meta.labels, child(path, 'labels')),
    ...validateAnnotations(meta.annotations, child(path, 'annotations')),
    ...validateOwnerReferences(meta.ownerReferences, child(path, 'ownerReferences')),
  ];
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
