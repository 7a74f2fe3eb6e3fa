import type { Store } from '../../../../engine/apiserver/store.js';
import type { WatchEvent } from '../../../../engine/apiserver/watch-event.js';
import type { Process } from '../../../../engine/client/erase.js';
import type { Cluster } from '../../../../engine/cluster/cluster.js';
import type { Millis } from '../../../../engine/core/time.js';

/** Of one state of a component so much of what it was told is remembered: the last. */
const MOST = 16;

/** What a component has become when it was told of a change, and whatever else was found out about that. */
export interface Heard {
  readonly process: Process;
}

interface Remembered<H> {
  readonly event: WatchEvent;
  readonly store: Store;
  readonly now: Millis;
  readonly heard: H;
}

/** What components made of changes that they were told of, as {@link KnownTurns}: they become the same (===) in all orders. */
export class KnownNews<H extends Heard> {
  private readonly news = new WeakMap<Process, Remembered<H>[]>();

  /** What a process becomes that is told of a change, worked out once. */
  of({ server: { store }, now }: Cluster, process: Process, event: WatchEvent, hear: () => H): H {
    const before = this.news.get(process);
    if (before !== undefined)
      for (const one of before) if (one.event === event && one.store === store && one.now === now) return one.heard;
    const heard = hear();
    const one = { event, store, now, heard };
    if (before === undefined) this.news.set(process, [one]);
    else if (before.push(one) > MOST) before.shift();
    return heard;
  }
}
