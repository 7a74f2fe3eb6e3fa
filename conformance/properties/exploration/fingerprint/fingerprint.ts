import { changesSince, type Store } from '../../../../engine/apiserver/store.js';
import type { Process } from '../../../../engine/client/erase.js';
import { PACED } from '../../../../engine/cluster/client-rate.js';
import type { Running } from '../../../../engine/cluster/cluster.js';
import type { Cluster } from '../../../../engine/index.js';
import type { Watch } from '../../../expectations/temporal.js';
import type { Monitors } from '../../intents/watch-intents.js';
import type { Run } from '../../../runner/run.js';
import { Essence, type Interest } from './essence.js';
import { hashNumber, hashText, minus, mixed, plus, Structure, ZERO, type Hash } from './hash.js';
import { EVENTS, isOfEvents } from './events.js';
import { hashObject } from './object-hash.js';

/** What a cluster is made of, as sums: from those of the cluster before, only what has changed is to be added. */
export interface Contents {
  readonly store: Store;
  /** Of the objects. */
  readonly sum: Hash;
  readonly components: Cluster['components'];
  readonly running: Parts;
}

/** Of components that run, as {@link Essence.alone} tells them, in their order. */
interface Parts {
  readonly each: readonly Hash[];
  readonly sum: Hash;
  /** So many informers lag. */
  readonly lagging: number;
}

/** What of a run decides how it goes on. */
export type Standing = Pick<Run, 'cluster' | 'lagging' | 'watching' | 'intended' | 'isCut' | 'canCut'>;

/** In which order what is due would go by itself. */
export function orderOf({ queue }: Cluster): Hash {
  let order = ZERO;
  for (const { component } of queue.values()) order = mixed(order, hashText(component));
  return order;
}

/** By when the clients of controllers may ask as much as ever again. */
function spent({ components, now }: Cluster): Hash {
  let sum = ZERO;
  for (const id of PACED) {
    const { bucketFull = 0 } = components.get(id) ?? {};
    if (bucketFull > now) sum = plus(sum, mixed(hashText(id), hashNumber(bucketFull)));
  }
  return sum;
}

/**
 * Fingerprints of situations: two runs with equal ones go on alike. What is left out is what only tells in which order
 * things came about: resourceVersions, managed fields, numbers of steps, and Events unless the spec asks for them. Left
 * out is also how much controllers have asked of the API server of late, as long as none of them comes near its limit.
 *
 * Time is absolute. Two situations would go on alike too if everything in them were the same but for a shift of time, but
 * objects are full of times (creationTimestamp, conditions, deadlines), and to shift those is to know what each is compared
 * with. So a cluster that repeats itself an hour later is another situation.
 *
 * Situations in which two nodes have changed places are different ones: lost nodes are looked at by name and emptied one every
 * ten seconds, addresses are handed out in order, and names and uids are drawn from texts that hold the names of nodes. Where
 * nobody can tell equal nodes apart, the search does not try both in the first place (`EqualNodes`). Pods need no such thing:
 * they are named by what they are made for and how many came before, so those of one owner are the same in any order.
 */
export class Fingerprints {
  private readonly essence: Essence;
  private readonly plain = new Structure();
  private readonly sums = new WeakMap<Store, Hash>();

  constructor(private readonly interest: Interest) {
    this.essence = new Essence(interest);
  }

  /** Whether two processes will do the same. */
  alike(a: Process, b: Process): boolean {
    if (a === b) return true;
    const { high, low } = this.essence.memory(a.memory);
    const other = this.essence.memory(b.memory);
    return high === other.high && low === other.low;
  }

  /** The contents of a cluster, from scratch or from those of an earlier one. */
  contents({ server: { store }, components }: Cluster, before?: Contents): Contents {
    if (before?.store === store && before.components === components) return before;
    const sum = before === undefined ? this.whole(store) : this.changed(store, before);
    return { store, sum, components, running: this.running(components, before) };
  }

  private running(components: Cluster['components'], before?: Contents): Parts {
    const changes = before && components.changesSince(before.components);
    if (before === undefined || changes === undefined) return this.all(components.values());
    let { sum, lagging } = before.running;
    const each = before.running.each.slice();
    for (const { place, before: old, after } of changes) {
      const hash = this.essence.alone(after);
      sum = plus(minus(sum, each[place] ?? ZERO), hash);
      each[place] = hash;
      lagging += (after.stale === undefined ? 0 : 1) - (old.stale === undefined ? 0 : 1);
    }
    return { each, sum, lagging };
  }

  private all(components: readonly Running[]): Parts {
    const each = components.map((running) => this.essence.alone(running));
    const lagging = components.filter(({ stale }) => stale !== undefined).length;
    return { each, sum: each.reduce(plus, ZERO), lagging };
  }

  private changed(store: Store, { store: earlier, sum: before }: Contents): Hash {
    if (store === earlier) return before;
    let sum = before;
    for (const { resource, type, object, old } of changesSince(store, earlier)) {
      if (resource === EVENTS && !this.interest.events) continue;
      if (old !== undefined) sum = minus(sum, hashObject(old));
      if (type !== 'DELETED') sum = plus(sum, hashObject(object));
    }
    return sum;
  }

  private whole(store: Store): Hash {
    const known = this.sums.get(store);
    if (known !== undefined) return known;
    let sum = ZERO;
    for (const [key, object] of store.objects)
      if (this.interest.events || !isOfEvents(key)) sum = plus(sum, hashObject(object));
    this.sums.set(store, sum);
    return sum;
  }

  /** Of a cluster alone, with the contents of its store. */
  cluster(cluster: Cluster, { sum, running }: Contents): Hash {
    const { now, components, rng, server, faults, loads } = cluster;
    let hash = mixed(hashNumber(now), sum);
    hash = mixed(hash, this.components(components, running, server.store));
    hash = mixed(hash, this.essence.versions(components, server.store));
    hash = mixed(hash, this.drawn(server.drawn));
    if (this.interest.chance) hash = mixed(hash, this.plain.hash(rng));
    if (this.interest.rates) hash = mixed(hash, spent(cluster));
    return mixed(hash, mixed(this.plain.hash(faults), this.plain.hash(loads)));
  }

  private components(components: Cluster['components'], { each, sum, lagging }: Parts, store: Store): Hash {
    if (lagging === 0 && !this.interest.events) return sum;
    return components.values().reduce((total, { recorder, stale }, place) => {
      let hash = each[place] ?? ZERO;
      if (this.interest.events) hash = mixed(hash, this.essence.recorder(recorder, store));
      if (stale !== undefined) hash = mixed(hash, this.missed(stale, store));
      return plus(total, hash);
    }, ZERO);
  }

  /** What informers that lag know, and what they have still to be told, in order. */
  private missed(stale: Store, store: Store): Hash {
    let hash = this.whole(stale);
    for (const { resource, type, object } of changesSince(store, stale))
      if (resource !== EVENTS || this.interest.events) hash = mixed(mixed(hash, hashText(type)), hashObject(object));
    return hash;
  }

  /** How many names were drawn for what: the next ones depend on it. */
  private drawn(drawn: Cluster['server']['drawn']): Hash {
    let known = this.draws.get(drawn);
    if (known !== undefined) return known;
    known = ZERO;
    for (const [key, count] of drawn) known = plus(known, mixed(hashText(key), hashNumber(count)));
    this.draws.set(drawn, known);
    return known;
  }

  private readonly draws = new WeakMap<Cluster['server']['drawn'], Hash>();

  private monitor(watch: Watch): Hash {
    let hash = this.monitored.get(watch);
    if (hash !== undefined) return hash;
    const { verdict, watched, reached, since, awaited = -1 } = watch;
    this.monitored.set(watch, (hash = this.plain.list([verdict, watched, reached, since, awaited])));
    return hash;
  }

  private readonly monitored = new WeakMap<Watch, Hash>();

  /** What watches the run: verdicts and how far they are. */
  private monitors(watches: readonly Watch[]): Hash {
    let hash = ZERO;
    for (const watch of watches) hash = mixed(hash, this.monitor(watch));
    return hash;
  }

  /** What intents have seen: a state that comes back is another one to an intent that counts how often. */
  private intents(intended: Monitors): Hash {
    let hash = ZERO;
    for (const { state } of intended) hash = mixed(hash, this.plain.hash(state));
    return hash;
  }

  /** Of a run: its cluster, who lags and since when, and what its temporal expectations and intents have seen. */
  run({ cluster, lagging, watching, intended, isCut, canCut }: Standing, contents: Contents): Hash {
    let hash = mixed(this.cluster(cluster, contents), this.monitors(watching));
    if (intended.length > 0) hash = mixed(hash, this.intents(intended));
    if (isCut || canCut) hash = mixed(hash, hashNumber(isCut ? 1 : 2));
    let late = ZERO;
    for (const [id, since] of lagging) late = plus(late, mixed(hashText(id), hashNumber(since)));
    return mixed(hash, late);
  }
}
