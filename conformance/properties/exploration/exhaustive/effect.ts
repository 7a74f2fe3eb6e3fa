import { reduce, type Cluster, type Step } from '../../../../engine/index.js';
import { changesSince, type Store } from '../../../../engine/apiserver/store.js';
import type { WatchEvent } from '../../../../engine/apiserver/watch-event.js';
import type { Process } from '../../../../engine/client/erase.js';
import { draftOf } from '../../../../engine/cluster/cluster.js';
import { recipients } from '../../../../engine/cluster/deliver.js';
import type { Millis } from '../../../../engine/core/time.js';
import type { SortedMap } from '../../../../engine/core/sorted-map.js';
import { EVENTS, isOfEvents } from '../fingerprint/events.js';
import { Access, ToldMap } from './access.js';
import type { Choice } from './choice.js';

/**
 * What one turn of a component did, as far as it decides which other turns could have come before it as well as after it.
 */
export interface Effect {
  readonly component: string;
  readonly objects: Access;
  readonly index: Access;
  readonly drawn: Access;
  /** What it wrote. */
  readonly events: readonly WatchEvent[];
  /** Who was told of it, whether they made anything of it or not → of which of the events. */
  readonly told: ReadonlyMap<string, readonly WatchEvent[]>;
  /** Components that are not as they were, itself among them → as they are after it. */
  readonly changed: ReadonlyMap<string, Process>;
  /** After the turn. */
  readonly store: Store;
  readonly now: Millis;
  /** It drew by chance, and with that moved on where chance stands. */
  readonly chance: boolean;
  /** Nothing else that all turns share has changed, and nothing of the spec has: no step ended, no expectation moved. */
  readonly quiet: boolean;
  /** The spec could see it: what is waited for, or an expectation, depends on what it wrote. */
  readonly visible: boolean;
  /** Other ways in which the turn could have gone. */
  readonly variants: readonly Choice[];
}

/** What of an effect the cluster does not know. */
export type Outside = Pick<Effect, 'component' | 'quiet' | 'visible' | 'variants'>;

/** Lets one turn happen and writes down what it did. */
export class Observed {
  readonly objects: Access;
  readonly index: Access;
  readonly drawn: Access;
  private before: Cluster | undefined;
  private after: Cluster | undefined;

  /** @param withEvents Events count: the spec asks for them */
  constructor(private readonly withEvents: boolean) {
    this.objects = new Access(withEvents ? undefined : (key) => !isOfEvents(key));
    this.index = new Access();
    this.drawn = new Access();
  }

  reduce(cluster: Cluster, step: Step): Cluster {
    const { rng, tokens, drawn, store } = cluster.server;
    const { revision, log } = store;
    const objects = ToldMap.of(store.objects, this.objects);
    const index = ToldMap.of(store.index, this.index);
    const told = draftOf(cluster);
    told.server = { store: { revision, objects, index, log }, rng, drawn: ToldMap.of(drawn, this.drawn), tokens };
    this.before = cluster;
    this.after = plain(cluster, reduce(told, step));
    return this.after;
  }

  effect({ component, quiet, visible, variants }: Outside): Effect {
    const { objects, index, drawn, before, after } = this;
    if (before === undefined || after === undefined) throw new Error('no turn was observed');
    const events = this.events(before, after);
    const changed = changedBetween(before, after);
    const shared = before.faults === after.faults && after.loads.length === 0 && after.config === before.config;
    return {
      component,
      objects,
      index,
      drawn,
      events,
      told: toldOf(after, events),
      changed: changed ?? new Map<string, Process>(),
      store: after.server.store,
      now: after.now,
      chance: after.rng !== before.rng,
      quiet: quiet && shared && changed !== undefined,
      visible,
      variants,
    };
  }

  private events(before: Cluster, after: Cluster): readonly WatchEvent[] {
    const counted: WatchEvent[] = [];
    for (const event of changesSince(after.server.store, before.server.store))
      if (this.withEvents || event.resource !== EVENTS) counted.push(event);
    return counted;
  }
}

function toldOf(after: Cluster, events: readonly WatchEvent[]): ReadonlyMap<string, readonly WatchEvent[]> {
  const told = new Map<string, WatchEvent[]>();
  for (const event of events)
    for (const id of recipients(after, event)) {
      const known = told.get(id);
      if (known === undefined) told.set(id, [event]);
      else known.push(event);
    }
  return told;
}

function plain(before: Cluster, after: Cluster): Cluster {
  const { server } = after;
  const { store } = server;
  const objects = unwrapped(store.objects);
  const drawn = unwrapped(server.drawn);
  const index = unwrapped(store.index);
  const sameStore = objects === before.server.store.objects && store.revision === before.server.store.revision;
  const { revision, log } = store;
  const kept = sameStore ? before.server.store : { revision, objects, index, log };
  const sameServer = kept === before.server.store && drawn === before.server.drawn;
  const { rng, tokens } = server;
  const next = draftOf(after);
  next.server = sameServer ? before.server : { store: kept, rng, drawn, tokens };
  return next;
}

function unwrapped<V>(map: SortedMap<string, V>): SortedMap<string, V> {
  return map instanceof ToldMap ? (map.plain as SortedMap<string, V>) : map;
}

/** Undefined: components were started or removed. */
function changedBetween(before: Cluster, after: Cluster): ReadonlyMap<string, Process> | undefined {
  const changes = after.components.changesSince(before.components);
  if (changes === undefined) return undefined;
  const changed = new Map<string, Process>();
  for (const {
    before: { process: old },
    after: { id, process },
  } of changes)
    if (process !== undefined && process !== old) changed.set(id, process);
  return changed;
}
