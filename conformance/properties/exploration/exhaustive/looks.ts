import type { ApiServer } from '../../../../engine/apiserver/server.js';
import type { SortedMap } from '../../../../engine/core/sorted-map.js';
import { isOfEvents } from '../fingerprint/events.js';
import { Access, ToldMap } from './access.js';

/** What was looked at in an API server, and what was written there. */
export class Looks {
  readonly objects: Access;
  readonly index = new Access();
  readonly drawn = new Access();

  /** @param withEvents Events count: the spec asks for them */
  constructor(withEvents: boolean) {
    this.objects = new Access(withEvents ? undefined : (key) => !isOfEvents(key));
  }

  /** The same API server, which tells what is done with it and with every one that comes of it. */
  watched({ store: { revision, objects, index, log }, rng, drawn, tokens, managedFields }: ApiServer): ApiServer {
    const store = {
      revision,
      objects: ToldMap.of(objects, this.objects),
      index: ToldMap.of(index, this.index),
      log,
    };
    return { store, rng, drawn: ToldMap.of(drawn, this.drawn), tokens, managedFields };
  }

  /** Nothing was looked at. */
  get isEmpty(): boolean {
    return this.objects.isEmpty && this.index.isEmpty && this.drawn.isEmpty;
  }

  /** Whether neither wrote what the other saw: objects, indexes and names that were drawn. */
  isApartFrom({ objects, index, drawn }: Looks): boolean {
    return this.objects.isApartFrom(objects) && this.index.isApartFrom(index) && this.drawn.isApartFrom(drawn);
  }
}

/** An API server that came of a watched one, watched no more; `before`, which was watched, if nothing was written. */
export function unwatched({ store, rng, drawn, tokens, managedFields }: ApiServer, before: ApiServer): ApiServer {
  const { revision, log } = store;
  const objects = unwrapped(store.objects);
  const own = unwrapped(drawn);
  const isSameStore = objects === before.store.objects && revision === before.store.revision;
  if (isSameStore && own === before.drawn) return before;
  const kept = isSameStore ? before.store : { revision, objects, index: unwrapped(store.index), log };
  return { store: kept, rng, drawn: own, tokens, managedFields };
}

function unwrapped<V>(map: SortedMap<string, V>): SortedMap<string, V> {
  return map instanceof ToldMap ? (map.plain as SortedMap<string, V>) : map;
}
