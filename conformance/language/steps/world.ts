import * as z from 'zod';
import type { Fault, RequestMatch } from '../../../engine/cluster/fault.js';
import { nodesOf, taintOf } from '../build/cluster.js';
import { checkComponent } from '../build/components.js';
import { checkSelector } from '../build/targets.js';
import { graceSeconds, millisOf, optionalMillis } from '../build/values.js';
import { suggestion, type Cursor } from '../cursor.js';
import type { FaultStep, NodeAction, TaintSpec } from '../plan.js';
import type { Scene } from '../scene.js';
import * as clusterSchema from '../schema/cluster.js';
import * as fields from '../schema/fields.js';
import { step, type StepDefinition } from './definition.js';

const component = z.string().min(1);

const request = {
  verb: z.string().min(1).describe('create, get, list, update, patch, delete. Without it: all.').optional(),
  resource: z
    .string()
    .min(1)
    .describe('pods, deployments.apps, pods/status, pods/binding. Without it: all.')
    .optional(),
  namespace: z.string().min(1).describe('Only in this namespace.').optional(),
  name: z.string().min(1).describe('Only objects of this name.').optional(),
  component: component.describe('Only requests of this component.').optional(),
  times: z.int().min(1).describe('Only so many requests. Without it: until apiHeal.').optional(),
};

const faultShape = z
  .strictObject({
    stop: component
      .describe('Stops a machine (node/node-1) or a component (kube-scheduler, kubelet/node-1, deployment-controller).')
      .optional(),
    start: component.describe('Starts it again.').optional(),
    crash: component.describe('Stops and starts a component at once: it forgets what it knew.').optional(),
    apiError: z
      .strictObject({
        ...request,
        code: z.int().min(400).max(599).describe('HTTP status code of the answer.'),
        reason: z.string().min(1).describe('Reason of the Status.').optional(),
        message: z.string().min(1).describe('Message of the Status.').optional(),
      })
      .describe('Refuses requests.')
      .optional(),
    apiDelay: z
      .strictObject({ ...request, delay: fields.duration.describe('How long a request takes.') })
      .describe('Makes requests slow.')
      .optional(),
    apiHeal: z.literal(true).describe('Ends all apiError and apiDelay.').optional(),
    staleWatch: component.describe('The informers of a component no longer follow.').optional(),
    resumeWatch: component.describe('They follow again, and get in order what they missed.').optional(),
    registry: z.enum(['down', 'up']).describe('The image registry.').optional(),
    heal: z.literal(true).describe('Mends all that faults broke and is still broken.').optional(),
  })
  .describe('One of stop, start, crash, apiError, apiDelay, apiHeal, staleWatch, resumeWatch, registry, heal.');

type FaultShape = z.output<typeof faultShape>;

const fault = step({
  key: 'fault',
  summary: 'Breaks something, or mends it.',
  schema: faultShape,
  build(shape, cursor, { scene, beside }) {
    if (!exactlyOne(shape, cursor)) return undefined;
    const made = faultOf(shape, cursor, scene);
    return made && { type: 'fault', ...beside.common, fault: made };
  },
});

function exactlyOne(shape: object, cursor: Cursor): boolean {
  const given = Object.keys(shape);
  if (given.length === 1) return true;
  cursor.report(
    given.length === 0 ? 'says nothing to do' : `${given.join(' and ')} at once`,
    'write one step for each',
  );
  return false;
}

function faultOf(shape: FaultShape, cursor: Cursor, scene: Scene): FaultStep['fault'] | undefined {
  if (shape.heal !== undefined) return { type: 'heal' };
  if (shape.stop !== undefined) return stopOrStart('stop', shape.stop, cursor.at('stop'), scene);
  if (shape.start !== undefined) return stopOrStart('start', shape.start, cursor.at('start'), scene);
  if (shape.crash !== undefined) return componentFault('component-crash', shape.crash, cursor.at('crash'));
  if (shape.staleWatch !== undefined) return componentFault('watch-stale', shape.staleWatch, cursor.at('staleWatch'));
  if (shape.resumeWatch !== undefined)
    return componentFault('watch-resume', shape.resumeWatch, cursor.at('resumeWatch'));
  if (shape.apiHeal !== undefined) return { type: 'api-heal' };
  if (shape.registry !== undefined) return { type: shape.registry === 'down' ? 'registry-down' : 'registry-up' };
  if (shape.apiError !== undefined) {
    const { code, reason, message, times, ...match } = shape.apiError;
    return { type: 'api-error', match: matchOf(match), code, ...present({ reason, message, times }) };
  }
  if (shape.apiDelay === undefined) return undefined;
  const { delay, times, ...match } = shape.apiDelay;
  return { type: 'api-delay', match: matchOf(match), delay: millisOf(delay), ...present({ times }) };
}

function matchOf(match: { readonly [K in keyof RequestMatch]?: string | undefined }): RequestMatch {
  return present(match);
}

/** Without the fields that are undefined. */
function present<T extends object>(fields: T): { readonly [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { readonly [K in keyof T]?: Exclude<T[K], undefined> };
}

function stopOrStart(verb: 'stop' | 'start', what: string, cursor: Cursor, scene: Scene): Fault | undefined {
  const node = /^nodes?\/(.+)$/.exec(what)?.[1];
  if (node !== undefined) return checkNode(node, cursor, scene) ? { type: `node-${verb}`, node } : undefined;
  return checkComponent(what, cursor) ? { type: `component-${verb}`, component: what } : undefined;
}

function componentFault<T extends 'component-crash' | 'watch-stale' | 'watch-resume'>(
  type: T,
  name: string,
  cursor: Cursor,
) {
  return checkComponent(name, cursor) ? { type, component: name } : undefined;
}

/** Whether the scenario ever has a node of this name; told of when not. */
function checkNode(name: string, cursor: Cursor, { nodes }: Scene): boolean {
  if (nodes === undefined || nodes.has(name)) return true;
  cursor.report(`no node is called "${name}"`, suggestion(name, nodes));
  return false;
}

const nodeName = z.string().min(1);

const nodeShape = z
  .strictObject({
    add: fields.oneOrMore(clusterSchema.node).describe('Adds nodes, written as in cluster.nodes.').optional(),
    remove: nodeName.describe('Stops the machine and deletes its Node.').optional(),
    cordon: nodeName.describe('Marks it unschedulable.').optional(),
    uncordon: nodeName.describe('Marks it schedulable.').optional(),
    drain: nodeName.describe('Drains it as kubectl drain does.').optional(),
    taint: nodeName.describe('Adds the taints beside it.').optional(),
    untaint: nodeName.describe('Removes the taints beside it.').optional(),
    label: nodeName.describe('Sets the labels beside it.').optional(),
    taints: z
      .array(clusterSchema.taint)
      .min(1)
      .describe('For taint: key=value:NoSchedule; for untaint: key or key:NoSchedule.')
      .optional(),
    labels: z
      .record(z.string(), z.union([z.string(), z.null()]))
      .describe('For label: names and texts; null removes.')
      .optional(),
    force: z.boolean().describe('For drain: also pods without a controller.').optional(),
    ignoreDaemonSets: z
      .boolean()
      .describe('For drain: leave pods of DaemonSets; otherwise they make it fail.')
      .optional(),
    deleteEmptyDirData: z.boolean().describe('For drain: also pods with emptyDir volumes.').optional(),
    disableEviction: z.boolean().describe('For drain: delete instead of evict, past disruption budgets.').optional(),
    gracePeriod: fields.gracePeriod.optional(),
    podSelector: fields.selector.optional(),
    timeout: fields.duration.describe('For drain: give up after this time.').optional(),
  })
  .describe('One of add, remove, cordon, uncordon, drain, taint, untaint, label.');

type NodeShape = z.output<typeof nodeShape>;

const VERBS = ['add', 'remove', 'cordon', 'uncordon', 'drain', 'taint', 'untaint', 'label'] as const;
const OPTIONS: Readonly<Record<string, readonly string[]>> = {
  drain: [
    'force',
    'ignoreDaemonSets',
    'deleteEmptyDirData',
    'disableEviction',
    'gracePeriod',
    'podSelector',
    'timeout',
  ],
  taint: ['taints'],
  untaint: ['taints'],
  label: ['labels'],
};

const node = step({
  key: 'node',
  summary: 'Adds, removes, drains, cordons, taints or labels a node.',
  writes: true,
  schema: nodeShape,
  build(shape, cursor, { scene, beside }) {
    const given = VERBS.filter((verb) => verb in shape);
    const [verb] = given;
    if (verb === undefined || given.length > 1) {
      cursor.report(
        verb === undefined ? 'says nothing to do' : `${given.join(' and ')} at once`,
        `write one of ${VERBS.join(', ')}`,
      );
      return undefined;
    }
    const allowed = OPTIONS[verb] ?? [];
    for (const field of Object.keys(shape)) {
      if (field !== verb && !allowed.includes(field))
        cursor
          .at(field)
          .reportKey(
            `"${field}" is not for ${verb}`,
            allowed.length === 0 ? `${verb} has no options` : suggestion(field, allowed),
          );
    }
    const action = actionOf(verb, shape, cursor, scene);
    if (action === undefined) return undefined;
    const { expect, as } = beside.write;
    if (as !== undefined)
      cursor.report('a node step is done by the administrator', 'take `as` away, or write a kubectl step');
    return { type: 'node', ...beside.common, action, ...(expect === undefined ? {} : { expect }) };
  },
});

function actionOf(
  verb: (typeof VERBS)[number],
  shape: NodeShape,
  cursor: Cursor,
  scene: Scene,
): NodeAction | undefined {
  if (verb === 'add') {
    const added = shape.add === undefined ? [] : Array.isArray(shape.add) ? shape.add : [shape.add];
    return { type: 'add', nodes: nodesOf(added, cursor.at('add')) };
  }
  const name = shape[verb] ?? '';
  if (!checkNode(name, cursor.at(verb), scene)) return undefined;
  switch (verb) {
    case 'remove':
    case 'cordon':
    case 'uncordon':
      return { type: verb, node: name };
    case 'drain':
      return drainOf(name, shape, cursor);
    case 'taint':
    case 'untaint':
      return taintAction(verb, name, shape, cursor);
    case 'label':
      if (shape.labels !== undefined && Object.keys(shape.labels).length > 0)
        return { type: 'label', node: name, labels: shape.labels };
      cursor.report('there are no labels to set', 'add labels: {tier: db}');
      return undefined;
  }
}

function drainOf(name: string, shape: NodeShape, cursor: Cursor): NodeAction | undefined {
  if (shape.podSelector !== undefined && !checkSelector(shape.podSelector, cursor.at('podSelector'))) return undefined;
  return {
    type: 'drain',
    node: name,
    options: {
      force: shape.force ?? false,
      ignoreDaemonSets: shape.ignoreDaemonSets ?? false,
      deleteEmptyDirData: shape.deleteEmptyDirData ?? false,
      disableEviction: shape.disableEviction ?? false,
      ...present({
        gracePeriodSeconds: graceSeconds(shape.gracePeriod, cursor.at('gracePeriod')),
        podSelector: shape.podSelector,
        timeout: optionalMillis(shape.timeout),
      }),
    },
  };
}

const KEY_AND_EFFECT = /^([^=:]+?)(?:=[^:]*)?(?::(NoSchedule|PreferNoSchedule|NoExecute))?$/;

function taintAction(
  verb: 'taint' | 'untaint',
  name: string,
  { taints = [] }: NodeShape,
  cursor: Cursor,
): NodeAction | undefined {
  if (taints.length === 0) {
    cursor.report('there are no taints', 'add taints: ["key=value:NoSchedule"]');
    return undefined;
  }
  if (verb === 'taint') {
    const added = taints.flatMap((taint, index) => taintOf(taint, cursor.at('taints', index)) ?? []);
    return added.length === taints.length ? { type: 'taint', node: name, taints: added } : undefined;
  }
  const removed = taints.flatMap((taint, index) => removedTaint(taint, cursor.at('taints', index)) ?? []);
  return removed.length === taints.length ? { type: 'untaint', node: name, taints: removed } : undefined;
}

function removedTaint(
  taint: z.output<typeof clusterSchema.taint>,
  cursor: Cursor,
): { readonly key: string; readonly effect?: TaintSpec['effect'] } | undefined {
  if (typeof taint !== 'string') return { key: taint.key, effect: taint.effect };
  const [, key, effect] = KEY_AND_EFFECT.exec(taint.replace(/-$/, '')) ?? [];
  if (key !== undefined) return effect === undefined ? { key } : { key, effect: effect as TaintSpec['effect'] };
  cursor.report(`"${taint}" is not a taint`, 'write key, or key:NoSchedule');
  return undefined;
}

export const worldSteps: readonly StepDefinition[] = [fault, node];
