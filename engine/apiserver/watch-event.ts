import type { KubeObject } from '../apimachinery/object.js';

/** One change of one object: an entry of the watch log, and what every informer is fed with. */
export interface WatchEvent<T extends KubeObject = KubeObject> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  /** The store's revision that made it. */
  readonly revision: number;
  /** resourceKey of the collection: 'pods', 'apps/deployments'. */
  readonly resource: string;
  /** The object after the change; of DELETED, its last state. */
  readonly object: T;
  /** The object before the change; undefined for ADDED. */
  readonly old?: T;
}
