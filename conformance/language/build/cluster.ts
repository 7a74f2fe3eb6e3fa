import type * as z from 'zod';
import type { ClusterConfig, NodeConfig } from '../../../engine/cluster/config.js';
import type { Answer, ImageBehaviour, PullFailure } from '../../../engine/runtime/image-behaviour.js';
import type { UsageChange } from '../../../engine/runtime/usage/used.js';
import { nanosOf } from '../../expectations/quantity.js';
import { suggestion, type Cursor } from '../cursor.js';
import type { TaintSpec } from '../plan.js';
import type * as schema from '../schema/cluster.js';
import { checkComponent, controllerNames } from './components.js';
import { devicesOf } from './devices.js';
import { deschedulerOf } from './descheduler.js';
import { cpusOf } from './node-resources.js';
import { evictionOf } from './eviction.js';
import { reservedOf } from './reserved.js';
import { consumptionOf } from './usage.js';
import { millisOf } from './values.js';

export type ClusterShape = z.output<typeof schema.cluster>;
type NodeShape = z.output<typeof schema.node>;
type ImageShape = z.output<typeof schema.image>;

const ZONE = 'topology.kubernetes.io/zone';
const DNS_NAME = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/;

/**
 * The cluster of a scenario; without nodes of its own it has one, as other local clusters do. Its scheduler's
 * configuration has been read and checked.
 */
export function clusterOf(shape: ClusterShape, cursor: Cursor): ClusterConfig {
  const { seed, without, controllers, controllerManager, images, metricsServer, descheduler, scheduler } = shape;
  const nodes = shape.nodes === undefined ? [{ name: 'node-1' }] : nodesOf(shape.nodes, cursor.at('nodes'));
  for (const [index, name] of (without ?? []).entries()) checkComponent(name, cursor.at('without', index));
  for (const [index, name] of (controllers ?? []).entries()) checkController(name, cursor.at('controllers', index));
  return {
    ...(seed === undefined ? {} : { seed }),
    nodes,
    ...(images === undefined ? {} : { images: imagesOf(images, cursor.at('images')) }),
    ...(without === undefined ? {} : { without }),
    ...(controllers === undefined ? {} : { controllers }),
    ...(controllerManager === undefined ? {} : { controllerManager }),
    ...(metricsServer === undefined ? {} : { metricsServer }),
    ...(descheduler === undefined ? {} : { descheduler: deschedulerOf(descheduler, cursor.at('descheduler')) }),
    ...(scheduler === undefined ? {} : { scheduler }),
  };
}

function checkController(name: string, cursor: Cursor): void {
  const bare = name.replace(/^-/, '');
  if (bare !== '*' && !controllerNames().includes(bare)) {
    cursor.report(`no controller is called "${bare}"`, suggestion(bare, controllerNames()));
  }
}

/** Nodes one by one: a count gives names that end in -1, -2, …; nodes without a name are node-1, node-2, … */
export function nodesOf(
  shapes: readonly NodeShape[],
  cursor: Cursor,
  taken: ReadonlySet<string> = new Set(),
): readonly NodeConfig[] {
  const names = new Set(taken);
  let unnamed = 0;
  return shapes.flatMap((shape, index) => {
    const at = cursor.at(index);
    const count = shape.count ?? 1;
    const wanted = Array.from({ length: count }, (_, item) => {
      if (shape.name === undefined) return nextFree(() => `node-${++unnamed}`, names);
      return count === 1 ? shape.name : `${shape.name}-${item + 1}`;
    });
    if (shape.name !== undefined && !DNS_NAME.test(shape.name))
      at.at('name').report(`"${shape.name}" is no node name`, 'write lower case letters, digits, - and .');
    for (const name of wanted) {
      if (shape.name !== undefined && names.has(name))
        at.report(`two nodes are called "${name}"`, 'give one of them another name');
      names.add(name);
    }
    return wanted.map((name) => nodeOf(name, shape, at));
  });
}

function nextFree(next: () => string, taken: ReadonlySet<string>): string {
  for (;;) {
    const name = next();
    if (!taken.has(name)) return name;
  }
}

function nodeOf(name: string, shape: NodeShape, cursor: Cursor): NodeConfig {
  const labels = { ...shape.labels, ...(shape.zone === undefined ? {} : { [ZONE]: shape.zone }) };
  const taints = (shape.taints ?? []).flatMap((taint, index) => taintOf(taint, cursor.at('taints', index)) ?? []);
  const capacity = Object.entries(shape.capacity ?? {}).map(([resource, amount]) => {
    if (nanosOf(amount) === undefined)
      cursor.at('capacity', resource).report(`"${amount}" is not a quantity`, 'write 500m, 4 or 8Gi');
    return [resource, String(amount)] as const;
  });
  return {
    name,
    ...(Object.keys(labels).length === 0 ? {} : { labels }),
    ...(shape.annotations === undefined ? {} : { annotations: shape.annotations }),
    ...(taints.length === 0 ? {} : { taints }),
    ...(capacity.length === 0 ? {} : { capacity: Object.fromEntries(capacity) }),
    ...devicesOf(shape.devices, cursor.at('devices')),
    ...cpusOf(shape, Object.fromEntries(capacity), cursor),
    ...(shape.unschedulable === undefined ? {} : { unschedulable: shape.unschedulable }),
    ...(shape.system === undefined ? {} : { system: consumptionOf(shape.system, cursor.at('system')) }),
    ...reservedOf(shape, cursor),
    ...evictionOf(shape, cursor),
  };
}

const TAINT = /^([^=:]+)(?:=([^:]*))?:(NoSchedule|PreferNoSchedule|NoExecute)$/;

/** 'key=value:NoSchedule', as kubectl taint takes it. */
export function taintOf(taint: z.output<typeof schema.taint>, cursor: Cursor): TaintSpec | undefined {
  if (typeof taint !== 'string') return taint;
  const [, key, value, effect] = TAINT.exec(taint) ?? [];
  if (key === undefined) {
    cursor.report(`"${taint}" is not a taint`, 'write key=value:NoSchedule, :PreferNoSchedule or :NoExecute');
    return undefined;
  }
  return { key, ...(value === undefined ? {} : { value }), effect: effect as TaintSpec['effect'] };
}

function imagesOf(
  shapes: Readonly<Record<string, ImageShape>>,
  cursor: Cursor,
): Readonly<Record<string, ImageBehaviour>> {
  return Object.fromEntries(Object.entries(shapes).map(([image, shape]) => [image, imageOf(shape, cursor.at(image))]));
}

function imageOf(shape: ImageShape, cursor: Cursor): ImageBehaviour {
  const { ready, exits, answers, sigterm, logs, startError, usage } = shape;
  return {
    ...pullOf(shape.pull, cursor.at('pull')),
    ...sizeOf(shape.size, cursor.at('size')),
    ...(ready === undefined ? {} : { ready: millisOf(ready) }),
    ...(exits === undefined ? {} : { exits: exits.map((exit) => ({ ...exit, after: millisOf(exit.after) })) }),
    ...(answers === undefined
      ? {}
      : { answers: answers.map((answer, index) => answerOf(answer, cursor.at('answers', index))) }),
    ...(sigterm === undefined
      ? {}
      : { sigterm: sigterm === 'ignore' ? sigterm : { after: millisOf(sigterm.after), code: sigterm.code ?? 143 } }),
    ...(logs === undefined
      ? {}
      : {
          logs: logs.map((said) =>
            typeof said === 'string' ? { at: 0, line: said } : { at: millisOf(said.at), line: said.line },
          ),
        }),
    ...(usage === undefined ? {} : { usage: usageOf(usage, cursor.at('usage')) }),
    ...(startError === undefined ? {} : { startError }),
  };
}

/** In order of time, whichever way they are written. */
function usageOf(changes: NonNullable<ImageShape['usage']>, cursor: Cursor): readonly UsageChange[] {
  return changes
    .map(({ at, ...amounts }, index) => ({ at: millisOf(at), ...consumptionOf(amounts, cursor.at(index)) }))
    .sort((a, b) => a.at - b.at);
}

const FAILURES: ReadonlySet<string> = new Set<PullFailure>([
  'NotFound',
  'Unauthorized',
  'RegistryUnavailable',
  'InvalidImageName',
]);

function isFailure(text: string): text is PullFailure {
  return FAILURES.has(text);
}

function pullOf(
  pull: ImageShape['pull'],
  cursor: Cursor,
): Pick<ImageBehaviour, 'pullTime' | 'pullFailure' | 'pullFailures'> {
  if (pull === undefined) return {};
  if (typeof pull === 'string') return isFailure(pull) ? { pullFailure: pull } : { pullTime: millisOf(pull) };
  if (pull.times !== undefined && pull.failure === undefined) {
    cursor
      .at('times')
      .reportKey('times says how many pulls fail, and none does', 'add failure: NotFound, or take times away');
  }
  return {
    ...(pull.time === undefined ? {} : { pullTime: millisOf(pull.time) }),
    ...(pull.failure === undefined ? {} : { pullFailure: pull.failure }),
    ...(pull.times === undefined ? {} : { pullFailures: pull.times }),
  };
}

function sizeOf(size: ImageShape['size'], cursor: Cursor): Pick<ImageBehaviour, 'sizeBytes'> {
  if (size === undefined) return {};
  const nanos = nanosOf(size);
  if (nanos === undefined) cursor.report(`"${size}" is not a quantity`, 'write 50Mi or 1Gi');
  return nanos === undefined ? {} : { sizeBytes: Number(nanos / 1_000_000_000n) };
}

/** What each kind of answer may say. */
const ANSWER_FIELDS: Readonly<Record<string, readonly string[]>> = {
  http: ['port', 'status', 'refuse'],
  tcp: ['refuse'],
  grpc: ['service', 'health', 'refuse'],
  exec: ['exit', 'output'],
};

const ALWAYS = new Set(['takes', 'from', 'until']);

function answerOf(shape: NonNullable<ImageShape['answers']>[number], cursor: Cursor): Answer {
  const { takes, from, until, ...rest } = shape;
  const kinds = Object.keys(ANSWER_FIELDS).filter((field) => field in shape);
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1) {
    cursor.report(
      kind === undefined ? 'says nothing of what it answers' : `answers ${kinds.join(' and ')} at once`,
      'give one of http, tcp, grpc, exec',
    );
  } else {
    const known = [kind, ...(ANSWER_FIELDS[kind] ?? [])];
    for (const field of Object.keys(shape)) {
      if (!known.includes(field) && !ALWAYS.has(field))
        cursor.at(field).reportKey(`"${field}" is not for ${kind}`, suggestion(field, known));
    }
  }
  return {
    ...rest,
    ...(takes === undefined ? {} : { takes: millisOf(takes) }),
    ...(from === undefined ? {} : { from: millisOf(from) }),
    ...(until === undefined ? {} : { until: millisOf(until) }),
  };
}
