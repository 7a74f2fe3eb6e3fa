import type { Store } from '../../../../engine/apiserver/store.js';
import type { WatchEvent } from '../../../../engine/apiserver/watch-event.js';
import type { Process } from '../../../../engine/client/erase.js';
import type { Cluster } from '../../../../engine/cluster/cluster.js';
import type { Millis } from '../../../../engine/core/time.js';
import { Recent } from './recent.js';

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
  private readonly news = new Recent<Remembered<H>>(MOST);

  /** What a process becomes that is told of a change, worked out once. */
  of({ server: { store }, now }: Cluster, process: Process, event: WatchEvent, hear: () => H): H {
    for (const one of this.news.of(process))
      if (one.event === event && one.store === store && one.now === now) return one.heard;
    const heard = hear();
    this.news.add(process, { event, store, now, heard });
    return heard;
  }
}
