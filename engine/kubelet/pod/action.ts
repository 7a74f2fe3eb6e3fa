import type { Millis } from '../../core/time.js';

/** Why a container is killed: decides about the grace period. */
export type KillReason = 'Unknown' | 'LivenessProbe' | 'StartupProbe' | 'FailedPostStartHook';

/**
 * One thing that a pod's worker does. A worker does them in order, and while one takes its time (a pull, a hook, a
 * graceful stop) all others wait, as in SyncPod and SyncTerminatingPod upstream.
 */
export type Action =
  /** Stops all containers, then the sandbox. */
  | { readonly type: 'kill-pod'; readonly graceSeconds?: number }
  | { readonly type: 'stop-sandbox' }
  | { readonly type: 'kill-container'; readonly run: string; readonly message: string; readonly reason: KillReason }
  /** A preStop hook turned out to fail. */
  | { readonly type: 'pre-stop-failed'; readonly container: string }
  | { readonly type: 'purge-init-containers' }
  | { readonly type: 'prune-init-containers' }
  | { readonly type: 'create-sandbox'; readonly attempt: number; readonly changed: boolean }
  /** `endedAt`: when its latest ended run did, as seen when the sync began. */
  | { readonly type: 'start'; readonly container: string; readonly endedAt?: Millis }
  /** The end of a pull; `error` is the runtime's. */
  | {
      readonly type: 'pulled';
      readonly container: string;
      readonly image: string;
      readonly askedAt: Millis;
      readonly took: Millis;
      readonly error?: string;
    }
  /** The end of a postStart hook; `error` is the message of its failure. */
  | { readonly type: 'post-start-done'; readonly container: string; readonly run: string; readonly error?: string }
  /** A container could not be started. */
  | { readonly type: 'start-failed'; readonly container: string; readonly reason: string; readonly message: string }
  /** The sync is over: decides when to try again. */
  | { readonly type: 'end-sync' }
  /** All containers have stopped. */
  | { readonly type: 'end-termination' };

/** What came of an action. */
export interface Performed {
  /** To be done next, before the rest. */
  readonly then?: readonly Action[];
  /** Nothing goes on before. */
  readonly until?: Millis;
  /** The rest of the starts is given up. */
  readonly abort?: boolean;
}

export const DONE: Performed = {};
