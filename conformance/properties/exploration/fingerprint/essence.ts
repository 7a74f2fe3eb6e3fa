import { asJson } from '../../../../engine/apimachinery/object.js';
import { SortedMap } from '../../../../engine/core/sorted-map.js';
import type { Cluster, Running } from '../../../../engine/cluster/cluster.js';
import type { RecorderMemory } from '../../../../engine/client/event-recorder.js';
import type { Store } from '../../../../engine/apiserver/store.js';
import type { FaultKind } from '../../../language/deviation.js';
import type { ScenarioPlan } from '../../../language/plan.js';
import { hashNumber, hashText, mixed, plus, Structure, ZERO, type Hash, type Rules } from './hash.js';
import { hashObject, hasherOfObjects, isStored } from './object-hash.js';

/**
 * What of a component's memory decides nothing that is still to come, or follows from the rest: the step that caused
 * something, serial numbers and the places that are made of them, indexes of queues, and what a kubelet asked of its
 * runtime.
 */
const LEFT_OUT: ReadonlySet<string> = new Set([
  'cause',
  'fresh',
  'sequence',
  'tickets',
  'appointment',
  'duties',
  'places',
  'readyKeys',
  'delayedKeys',
]);

/** Queues whose keys hold serial numbers: only the order of what waits in them counts. */
const QUEUES: ReadonlySet<string> = new Set([
  'ready',
  'delayed',
  'queue',
  'active',
  'errorBackoff',
  'unschedulable',
  'gated',
]);

/**
 * Maps of object keys to resourceVersions, by the controller that compares them: all that counts is whether the object
 * still has that version.
 */
const VERSIONS: readonly (readonly [component: string, { readonly field: string; readonly resource: string }])[] = [
  ['daemonset-controller', { field: 'written', resource: 'apps/daemonsets' }],
  ['endpoints-controller', { field: 'stale', resource: 'endpoints' }],
];
const VERSION_FIELDS: ReadonlySet<string> = new Set(VERSIONS.map(([, { field }]) => field));

/** The queue of a controller: a new one whenever it works. */
const WORK = 'queue';

/** What of the components matters to a spec beyond what they do. */
export interface Interest {
  /** Events and who tells them: a spec asks for them. */
  readonly events: boolean;
  /** What kubelets asked of their runtimes. */
  readonly calls: boolean;
  /** What will be drawn: not where every draw is tried. */
  readonly chance: boolean;
  /** How much a controller has asked of late: only where one may have to wait for its client. */
  readonly rates: boolean;
}

/** How specs ask for Events: by that word, by kubectl's short name for it, or along with all that there is of an object. */
const ASKS_FOR_EVENTS = /event|\bev\b|\bdescribe\b/i;

/** What a spec asks for beyond objects, to its very end, decides what counts in a fingerprint. */
export function interestOf(plan: ScenarioPlan, faults: readonly FaultKind[] = []): Interest {
  const text = JSON.stringify([plan.steps, plan.watches, plan.catch, plan.finally]);
  return {
    events: ASKS_FOR_EVENTS.test(text),
    calls: /calls/.test(text),
    chance: !faults.includes('tie'),
    rates: false,
  };
}

/** Hashes components by what they will do. */
export class Essence {
  private readonly memories: Structure;

  /** @param structure how data is hashed, where that is not by what it says */
  constructor(
    private readonly interest: Interest,
    structure?: (rules: Rules) => Structure,
  ) {
    const objects = structure === undefined ? hashObject : hasherOfObjects(structure);
    const made = structure ?? ((rules) => new Structure(rules));
    this.memories = made({
      special: new Set([...LEFT_OUT, ...QUEUES, ...VERSION_FIELDS, 'calls', 'backoff', WORK]),
      rule: (name, value, owner) => this.rule(name, value, owner),
      whole: (value) => (isStored(value) ? objects(value) : undefined),
    });
  }

  private rule(name: string, value: object | undefined, owner: object): 'skip' | Hash | undefined {
    if (LEFT_OUT.has(name)) return 'skip';
    if (name === 'calls') return this.interest.calls ? undefined : 'skip';
    if (value === undefined) return undefined;
    // How a work queue backs off is settled once for all.
    if (name === 'backoff' && 'delayedKeys' in owner) return 'skip';
    if (!(value instanceof SortedMap))
      return name === WORK && 'state' in owner ? this.memories.fresh(value) : undefined;
    if (VERSION_FIELDS.has(name)) return 'skip';
    const isQueue = QUEUES.has(name) || (name === 'backoff' && 'errorBackoff' in owner);
    return isQueue ? this.memories.list(value.values()) : undefined;
  }

  /** Of a component, without how it tells its next events, and without what it knows when its informers lag. */
  alone({ id, process, halted, inflight }: Running): Hash {
    let hash = this.memories.hash(id);
    if (process !== undefined) hash = mixed(hash, this.memory(process.memory));
    if (halted !== undefined) hash = mixed(hash, this.memory([halted.process.memory, halted.machine]));
    if (inflight === undefined) return hash;
    const { taken, startedAt, answers, until, lagging, missed, rng } = inflight;
    const chance = this.interest.chance ? rng : undefined;
    return mixed(hash, this.memories.hash([taken.work.key, startedAt, answers, until, lagging, missed, chance]));
  }

  /** What of the components depends on which versions of objects there are now. */
  versions(components: Cluster['components'], store: Store): Hash {
    let sum = ZERO;
    for (const [id, versions] of VERSIONS) {
      const running = components.get(id);
      const held = running === undefined ? ZERO : versionsHeld(running, versions, store);
      if (held.high !== 0 || held.low !== 0) sum = plus(sum, mixed(hashText(id), held));
    }
    return sum;
  }

  /** What decides how the next events are told. */
  recorder({ series, ...rest }: RecorderMemory, store: Store): Hash {
    let hash = mixed(this.memories.hash([rest.young, rest.old, rest.namedAt, rest.named]), hashNumber(series.period));
    for (const part of [series.told, series.before]) {
      let sum = ZERO;
      for (const [key, told] of part) sum = plus(sum, mixed(hashText(asOf(key, store)), this.memories.hash(told)));
      hash = mixed(hash, sum);
    }
    return hash;
  }

  /** Of what a component remembers: of most there is a new one whenever it is asked for, so only its parts are kept. */
  memory(memory: unknown): Hash {
    return typeof memory === 'object' && memory !== null ? this.memories.fresh(memory) : this.memories.hash(memory);
  }
}

/**
 * The key of a series of events, in which the version of a pod is told only as whether it still has that version: the
 * next event of the series says it of the version that there is then.
 */
function asOf(key: string, store: Store): string {
  return key.replace(
    /"kind":"Pod","namespace":"([^"]*)","name":"([^"]*)"(.*?)"resourceVersion":"(\d+)"/g,
    (_all, namespace: string, name: string, between: string, version: string) => {
      const current = store.objects.get(`pods/${namespace}/${name}`)?.metadata.resourceVersion === version;
      return `${namespace}/${name} ${between} ${current ? 'current' : 'old'}`;
    },
  );
}

function versionsHeld(
  { process }: Running,
  { field, resource }: { readonly field: string; readonly resource: string },
  store: Store,
): Hash {
  const held = versionsIn(process?.memory, field);
  let sum = ZERO;
  if (held === undefined || held.size === 0) return sum;
  for (const [key, version] of held) {
    const current = store.objects.get(`${resource}/${key}`)?.metadata.resourceVersion === version;
    sum = plus(sum, mixed(hashText(key), hashNumber(current ? 1 : 2)));
  }
  return sum;
}

function versionsIn(memory: unknown, field: string): SortedMap<string, unknown> | undefined {
  if (typeof memory !== 'object' || memory === null || !('state' in memory)) return undefined;
  const { state } = memory;
  if (typeof state !== 'object' || state === null) return undefined;
  const held: unknown = asJson(state)[field];
  return held instanceof SortedMap ? (held as SortedMap<string, unknown>) : undefined;
}
