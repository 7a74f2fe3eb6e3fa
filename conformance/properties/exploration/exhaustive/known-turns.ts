import type { ApiServer } from '../../../../engine/apiserver/server.js';
import type { RecorderMemory } from '../../../../engine/client/event-recorder.js';
import type { Cluster, Running } from '../../../../engine/cluster/cluster.js';
import type { Faults } from '../../../../engine/cluster/faults.js';
import type { Outcome } from '../../../../engine/cluster/foresight.js';
import type { Rng } from '../../../../engine/core/rng.js';
import type { Millis } from '../../../../engine/core/time.js';
import { Recent } from './recent.js';

/** Of one state of a component so many turns are remembered, on as many states of the store: the last ones. */
const MOST = 8;

/** What came of a turn, and whatever else was found out about it. */
export interface Known {
  readonly outcome: Outcome;
}

/** A turn that was worked out, and all that it follows from. */
interface Remembered<K> {
  readonly recorder: RecorderMemory;
  readonly server: ApiServer;
  readonly faults: Faults;
  readonly now: Millis;
  /** As chance stood; undefined: nothing was drawn. */
  readonly rng: Rng | undefined;
  readonly known: K;
}

/**
 * Turns that were worked out before. In a search most turns are taken again and again: something else was due too, and went
 * first in one order and last in the other, and was none of the component's business. What a turn follows from (see
 * {@link Outcome}) is compared by identity, so what is known is what would come of it.
 */
export class KnownTurns<K extends Known> {
  private readonly turns = new Recent<Remembered<K>>(MOST);

  /** What comes of the turn of a component, worked out once. Undefined, as from `workOut`: something holds it up. */
  of(cluster: Cluster, running: Running, workOut: () => K | undefined): K | undefined {
    const { process, recorder } = running;
    if (process === undefined) return workOut();
    const { server, faults, now, rng } = cluster;
    for (const one of this.turns.of(process))
      if (
        one.server === server &&
        one.now === now &&
        one.recorder === recorder &&
        one.faults === faults &&
        (one.rng === undefined || one.rng === rng)
      )
        return one.known;
    const known = workOut();
    if (known === undefined || known.outcome.passedOn) return known;
    const drawn = known.outcome.rng === undefined ? undefined : rng;
    this.turns.add(process, { recorder, server, faults, now, rng: drawn, known });
    return known;
  }
}
