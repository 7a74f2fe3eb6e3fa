import type { ObjectMeta } from '../../generated/meta.v1.js';
import type { PodSpec, PodTemplateSpec } from '../../generated/core.v1.js';
import { isEmpty } from '../../../apimachinery/equality.js';
import { isObject, type JsonObject } from '../../../apimachinery/object.js';
import { INTERNAL_LAYOUT } from './internal-layout.js';

interface Field {
  readonly name: string;
  readonly json: string;
  readonly kind: string;
}

type Layouts = ReadonlyMap<string, readonly Field[]>;

let layouts: Layouts | undefined;

/**
 * A value as Go's encoding/json writes the internal type of that name: every field in its order, absent ones as their
 * zero value. For printing only; `type` is a name of internal-layout.ts, possibly behind `*`, `[` or `{`.
 */
export function internalForm(type: string, value: unknown): unknown {
  const head = type.charAt(0);
  if (head === '*') return value === undefined || value === null ? null : internalForm(type.slice(1), value);
  if (head === '[') return Array.isArray(value) ? value.map((item) => internalForm(type.slice(1), item)) : null;
  if (head === '{') return isObject(value) ? mapForm(type.slice(1), value) : null;
  if (type === '' || type === 'b' || type === 'i') return value ?? (type === 'b' ? false : type === 'i' ? 0 : '');
  return structForm(type, isObject(value) ? value : {}, value);
}

function mapForm(type: string, value: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, internalForm(type, value[key])]),
  );
}

function structForm(type: string, value: JsonObject, scalar: unknown): unknown {
  if (type === 'LabelSelector') return orderedSelector(value);
  if (type === 'PodTemplateSpec') return withMetadata('PodSpec', value);
  if (type === 'PersistentVolumeClaimTemplate') return withMetadata('PersistentVolumeClaimSpec', value);
  if (type === 'Quantity') return typeof scalar === 'string' || typeof scalar === 'number' ? String(scalar) : '0';
  if (type === 'IntOrString') return scalar ?? 0;
  const fields = layout(type);
  if (fields === undefined) return scalar ?? null;
  const source = type === 'PodSpec' ? withHostFields(value) : value;
  return Object.fromEntries(fields.map(({ name, json, kind }) => [name, internalForm(kind, source[json])]));
}

/** The internal PodSpec keeps the host namespaces in its security context. */
function withHostFields(spec: JsonObject): JsonObject {
  const { hostNetwork, hostPID, hostIPC, shareProcessNamespace, hostUsers, securityContext } = spec;
  const moved = { hostNetwork, hostPID, hostIPC, shareProcessNamespace, hostUsers };
  return { ...spec, securityContext: { ...(isObject(securityContext) ? securityContext : {}), ...moved } };
}

/** A template, in which the fields of metadata are the template's own. */
function withMetadata(specType: string, { metadata, spec }: JsonObject): JsonObject {
  return { ...orderedMeta(isObject(metadata) ? metadata : {}), Spec: internalForm(specType, spec) };
}

/** A pod template as messages print it. */
export function internalTemplate(template: PodTemplateSpec): unknown {
  return internalForm('PodTemplateSpec', template);
}

/** A pod spec as messages print it. */
export function internalSpec(spec: PodSpec): unknown {
  return internalForm('PodSpec', spec);
}

const META_FIELDS: readonly (keyof ObjectMeta)[] = [
  'name',
  'generateName',
  'namespace',
  'selfLink',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'labels',
  'annotations',
  'ownerReferences',
  'finalizers',
];

function orderedMeta(metadata: JsonObject): JsonObject {
  const present = META_FIELDS.filter((field) => !isEmpty(metadata[field]));
  return Object.fromEntries(present.map((field) => [field, ordered(metadata[field])]));
}

function ordered(value: unknown): unknown {
  return isObject(value) ? mapForm('any', value) : value;
}

/** Labels as messages print them: sorted, and null when there are none. */
export function printedLabels(labels: Readonly<Record<string, string>> | undefined): unknown {
  return labels === undefined ? null : mapForm('', labels);
}

/** A label selector as messages print it, in the order of metav1.LabelSelector; null when absent. */
export function printedSelector(selector: unknown): unknown {
  return isObject(selector) ? orderedSelector(selector) : null;
}

function orderedSelector({ matchLabels, matchExpressions }: JsonObject): JsonObject {
  return {
    ...(isObject(matchLabels) && Object.keys(matchLabels).length > 0 ? { matchLabels: mapForm('', matchLabels) } : {}),
    ...(Array.isArray(matchExpressions) && matchExpressions.length > 0
      ? { matchExpressions: matchExpressions.map(orderedRequirement) }
      : {}),
  };
}

function orderedRequirement(requirement: unknown): unknown {
  if (!isObject(requirement)) return requirement;
  const { key, operator, values } = requirement;
  const some = Array.isArray(values) && values.length > 0;
  return { key: key ?? '', operator: operator ?? '', ...(some ? { values } : {}) };
}

function layout(type: string): readonly Field[] | undefined {
  layouts ??= parseLayouts();
  return layouts.get(type);
}

function parseLayouts(): Layouts {
  const texts = new Map<string, readonly string[]>();
  for (const entry of INTERNAL_LAYOUT.trim().split(/\n(?! )/)) {
    const [name = '', fields = ''] = entry.split('|');
    texts.set(name, fields.trim().split(/\s+/));
  }
  const fieldsOf = (type: string): readonly Field[] =>
    (texts.get(type) ?? []).flatMap((text) => (text.startsWith('+') ? fieldsOf(text.slice(1)) : [parseField(text)]));
  return new Map([...texts.keys()].map((type) => [type, fieldsOf(type)]));
}

function parseField(text: string): Field {
  const [, name = '', json, kind] = /^(\w+)(?:=(\w+))?(?::(.*))?$/.exec(text) ?? [];
  return { name, json: json ?? name.charAt(0).toLowerCase() + name.slice(1), kind: kind ?? '' };
}
