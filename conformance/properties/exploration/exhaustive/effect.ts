import { reduce, type Cluster, type Step } from '../../../../engine/index.js';
import { StoreView } from '../../../../engine/apiserver/store-view.js';
import { changesSince, type Store } from '../../../../engine/apiserver/store.js';
import type { WatchEvent } from '../../../../engine/apiserver/watch-event.js';
import type { Process } from '../../../../engine/client/erase.js';
import { draftOf, type Running } from '../../../../engine/cluster/cluster.js';
import { recipients } from '../../../../engine/cluster/deliver.js';
import type { Millis } from '../../../../engine/core/time.js';
import { EVENTS } from '../fingerprint/events.js';
import type { Foresight, Outcome } from '../../../../engine/cluster/foresight.js';
import type { Heard, KnownNews } from './known-news.js';
import type { Known, KnownTurns } from './known-turns.js';
import { Looks, unwatched } from './looks.js';
import type { Choice } from './choice.js';

/**
 * What one turn of a component did, as far as it decides which other turns could have come before it as well as after it.
 */
export interface Effect {
  readonly component: string;
  /** What was looked at and written by itself, and by those who were told of what it wrote. */
  readonly looks: readonly Looks[];
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

/** What was worked out in a search, and what was looked at meanwhile. */
export interface Memory {
  readonly turns: KnownTurns<Known & { readonly looks: Looks }>;
  /** Without looks: nothing was looked at. */
  readonly news: KnownNews<Heard & { readonly looks: Looks | undefined }>;
}

/** Lets one turn happen and writes down what it did. */
export class Observed implements Foresight {
  private readonly looks: Looks[] = [];
  private before: Cluster | undefined;
  private after: Cluster | undefined;

  /** @param withEvents Events count: the spec asks for them */
  constructor(
    private readonly memory: Memory,
    private readonly withEvents: boolean,
  ) {}

  reduce(cluster: Cluster, step: Step): Cluster {
    this.before = cluster;
    this.after = reduce(cluster, step, this);
    return this.after;
  }

  outcome(cluster: Cluster, running: Running, workOut: (cluster: Cluster) => Outcome | undefined): Outcome | undefined {
    const known = this.memory.turns.of(cluster, running, () => {
      const looks = new Looks(this.withEvents);
      const watched = draftOf(cluster);
      watched.server = looks.watched(cluster.server);
      const outcome = workOut(watched);
      if (outcome === undefined) return undefined;
      return { outcome: { ...outcome, server: unwatched(outcome.server, cluster.server) }, looks };
    });
    if (known !== undefined) this.looks.push(known.looks);
    return known?.outcome;
  }

  heard(cluster: Cluster, told: Process, event: WatchEvent): Process {
    const { process, looks } = this.memory.news.of(cluster, told, event, () => {
      const seen = new Looks(this.withEvents);
      const view = new StoreView(seen.watched(cluster.server).store);
      const heard = told.observe(event, { view, now: cluster.now, cause: 0 });
      return { process: heard, looks: seen.isEmpty ? undefined : seen };
    });
    if (looks !== undefined) this.looks.push(looks);
    return process;
  }

  effect({ component, quiet, visible, variants }: Outside): Effect {
    const { looks, before, after } = this;
    if (before === undefined || after === undefined) throw new Error('no turn was observed');
    const events = this.events(before, after);
    const changed = changedBetween(before, after);
    const shared = before.faults === after.faults && after.loads.length === 0 && after.config === before.config;
    return {
      component,
      looks,
      events,
      told: toldOf(after, events),
      changed: changed ?? new Map<string, Process>(),
      store: after.server.store,
      now: after.now,
      chance: after.rng !== before.rng,
      quiet: quiet && shared && changed !== undefined && looks.length > 0,
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
