import * as z from 'zod';
import { manifestsOf, type ObjectFields } from '../build/manifests.js';
import { graceSeconds } from '../build/values.js';
import { targetOf } from '../build/targets.js';
import type { Cursor } from '../cursor.js';
import type { Manifest } from '../plan.js';
import * as fields from '../schema/fields.js';
import { step, type Reading, type StepDefinition } from './definition.js';

const file = fields
  .oneOrMore(z.string().min(1))
  .describe('A manifest file or folder, or several, seen from the spec file.');

const objects = {
  file: file.optional(),
  resource: fields.object.describe('An object, written here.').optional(),
  resources: z.array(fields.object).min(1).describe('Several objects, written here.').optional(),
};

const subresource = z.string().min(1).describe('A subresource: status, scale.').optional();
const fieldManager = z.string().min(1).describe('Who owns the fields, for server-side apply.').optional();

function read(
  shape: string | ObjectFields,
  cursor: Cursor,
  { scene, beside }: Reading,
): readonly Manifest[] | undefined {
  const lenient = beside.write.expect?.error === true;
  const manifests = manifestsOf(typeof shape === 'string' ? { file: shape } : shape, cursor, scene, lenient);
  return manifests.length === 0 ? undefined : manifests;
}

const apply = step({
  key: 'apply',
  summary: 'Applies objects as kubectl apply does: creates them, or merges what is written into what is there.',
  writes: true,
  schema: z
    .union([
      z.string().min(1),
      z.strictObject({
        ...objects,
        serverSide: z.boolean().describe('Server-side apply.').optional(),
        fieldManager,
        forceConflicts: z.boolean().describe('Take fields that others own (server-side).').optional(),
      }),
    ])
    .describe('A manifest file, or {file}, {resource}, {resources}.'),
  build(shape, cursor, reading) {
    const manifests = read(shape, cursor, reading);
    if (manifests === undefined) return undefined;
    const options = typeof shape === 'string' ? {} : shape;
    if (options.serverSide !== true && (options.forceConflicts ?? options.fieldManager) !== undefined) {
      const field = options.forceConflicts === undefined ? 'fieldManager' : 'forceConflicts';
      cursor.at(field).reportKey(`${field} is for server-side apply`, 'add serverSide: true');
    }
    return {
      type: 'apply',
      ...reading.beside.common,
      ...reading.beside.write,
      objects: manifests,
      serverSide: options.serverSide ?? false,
      ...(options.fieldManager === undefined ? {} : { fieldManager: options.fieldManager }),
      forceConflicts: options.forceConflicts ?? false,
    };
  },
});

const create = step({
  key: 'create',
  summary: 'Creates objects; what exists already is refused.',
  writes: true,
  schema: z
    .union([z.string().min(1), z.strictObject(objects)])
    .describe('A manifest file, or {file}, {resource}, {resources}.'),
  build(shape, cursor, reading) {
    const manifests = read(shape, cursor, reading);
    if (manifests === undefined) return undefined;
    return { type: 'create', ...reading.beside.common, ...reading.beside.write, objects: manifests };
  },
});

const replace = step({
  key: 'replace',
  summary: 'Replaces whole objects (PUT).',
  writes: true,
  schema: z
    .union([z.string().min(1), z.strictObject({ ...objects, subresource })])
    .describe('A manifest file, or {file}, {resource}, {resources}.'),
  build(shape, cursor, reading) {
    const manifests = read(shape, cursor, reading);
    if (manifests === undefined) return undefined;
    const part = typeof shape === 'string' ? undefined : shape.subresource;
    return {
      type: 'replace',
      ...reading.beside.common,
      ...reading.beside.write,
      objects: manifests,
      ...(part === undefined ? {} : { subresource: part }),
    };
  },
});

const patch = step({
  key: 'patch',
  summary: 'Patches an object.',
  writes: true,
  schema: z.strictObject({
    for: fields.target,
    type: z
      .enum(['strategic', 'merge', 'json', 'apply'])
      .describe(
        'As kubectl patch --type; apply is server-side apply. Without it: strategic, and merge for custom resources.',
      )
      .optional(),
    patch: z
      .union([z.record(z.string(), z.unknown()), z.array(z.record(z.string(), z.unknown()))])
      .describe('The patch; for json a list of operations.'),
    subresource,
    fieldManager,
    force: z.boolean().describe('Take fields that others own (of an apply patch).').optional(),
  }),
  build(shape, cursor, { scene, beside }) {
    const target = targetOf(shape, cursor, { ...scene, namespace: beside.write.namespace });
    if (target === undefined) return undefined;
    const custom = scene.customKinds.some(
      ({ resource }) => resource.kind === target.resource.kind && resource.group === target.resource.group,
    );
    const patchType = shape.type ?? (custom ? 'merge' : 'strategic');
    if (Array.isArray(shape.patch) !== (patchType === 'json')) {
      cursor
        .at('patch')
        .report(
          patchType === 'json' ? 'a json patch is a list of operations' : `a ${patchType} patch is a map`,
          patchType === 'json'
            ? 'write - {op: replace, path: /spec/replicas, value: 3}'
            : 'write the fields to change, or type: json',
        );
      return undefined;
    }
    if (patchType === 'apply' && shape.fieldManager === undefined && beside.write.expect?.error !== true)
      cursor.at('type').reportKey('an apply patch says whose fields it sets', 'add fieldManager: NAME');
    if (patchType !== 'apply' && shape.force !== undefined)
      cursor.at('force').reportKey('force is for an apply patch', 'write type: apply');
    return {
      type: 'patch',
      ...beside.common,
      ...beside.write,
      target,
      patchType,
      patch: shape.patch,
      ...(shape.subresource === undefined ? {} : { subresource: shape.subresource }),
      ...(shape.fieldManager === undefined ? {} : { fieldManager: shape.fieldManager }),
      ...(shape.force === undefined ? {} : { force: shape.force }),
    };
  },
});

const remove = step({
  key: 'delete',
  summary: 'Deletes an object, all that a selector selects, or those of a file.',
  writes: true,
  schema: z
    .union([
      fields.target,
      z.strictObject({
        for: fields.target.optional(),
        selector: fields.selector.optional(),
        ...objects,
        gracePeriod: fields.gracePeriod.optional(),
        cascade: z.enum(['background', 'foreground', 'orphan']).describe('What becomes of its dependents.').optional(),
        ignoreNotFound: z.boolean().describe('Do not mind when it is not there.').optional(),
      }),
    ])
    .describe('deployment/web, or {for, selector}, {file}, {resource}.'),
  build(shape, cursor, reading) {
    const { scene, beside } = reading;
    const fields = typeof shape === 'string' ? { for: shape } : shape;
    const local = { ...scene, namespace: beside.write.namespace };
    const target =
      fields.for === undefined ? undefined : targetOf({ for: fields.for, selector: fields.selector }, cursor, local);
    const manifests = fields.for === undefined ? read(fields, cursor, reading) : [];
    if (manifests === undefined || (fields.for !== undefined && target === undefined)) return undefined;
    const grace = graceSeconds(fields.gracePeriod, cursor.at('gracePeriod'));
    return {
      type: 'delete',
      ...beside.common,
      ...beside.write,
      ...(target === undefined ? {} : { target }),
      objects: manifests,
      ...(grace === undefined ? {} : { gracePeriodSeconds: grace }),
      ...(fields.cascade === undefined ? {} : { cascade: fields.cascade }),
      ignoreNotFound: fields.ignoreNotFound ?? false,
    };
  },
});

const scale = step({
  key: 'scale',
  summary: 'Scales through the scale subresource.',
  writes: true,
  schema: z.strictObject({ for: fields.target, replicas: z.int().min(0).describe('How many replicas.') }),
  build(shape, cursor, { scene, beside }) {
    const target = targetOf(shape, cursor, { ...scene, namespace: beside.write.namespace });
    return target && { type: 'scale', ...beside.common, ...beside.write, target, replicas: shape.replicas };
  },
});

const evict = step({
  key: 'evict',
  summary: 'Evicts pods through the eviction API, which disruption budgets may refuse.',
  writes: true,
  schema: z
    .union([
      fields.target,
      z.strictObject({
        for: fields.target,
        selector: fields.selector.optional(),
        gracePeriod: fields.gracePeriod.optional(),
      }),
    ])
    .describe('pod/web-0, or {for: pods, selector}.'),
  build(shape, cursor, { scene, beside }) {
    const fields = typeof shape === 'string' ? { for: shape } : shape;
    const target = targetOf(fields, cursor, { ...scene, namespace: beside.write.namespace });
    if (target === undefined) return undefined;
    if (target.resource.kind !== 'Pod') {
      cursor
        .at('for')
        .report(`only pods can be evicted, not ${target.resource.plural}`, 'write pod/NAME, or pods with a selector');
      return undefined;
    }
    const grace = graceSeconds(fields.gracePeriod, cursor.at('gracePeriod'));
    return {
      type: 'evict',
      ...beside.common,
      ...beside.write,
      target,
      ...(grace === undefined ? {} : { gracePeriodSeconds: grace }),
    };
  },
});

export const writeSteps: readonly StepDefinition[] = [apply, create, patch, replace, remove, scale, evict];
