import type { Context } from '../client/component.js';
import type { Reconcile } from '../client/reconcile.js';
import type { Millis } from '../core/time.js';
import type { KubeletConfig, KubeletWork } from './kubelet.js';
import type { KubeletMemory } from './memory.js';

/** Something that is done on a node besides syncing pods. It has one place on the kubelet's agenda. */
export interface Duty {
  readonly name: string;
  /**
   * When it has something to do, as memory stands; undefined: never, unless something changes. Asked after everything
   * that a kubelet does, so it must cost nothing when nobody uses it.
   */
  due(memory: KubeletMemory, now: Millis): { readonly at: Millis; readonly retry: boolean } | undefined;
  /** Does it. */
  work(config: KubeletConfig, work: KubeletWork, memory: KubeletMemory, context: Context): Reconcile<KubeletMemory>;
}
