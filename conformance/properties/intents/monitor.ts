import type { Cluster } from '../../../engine/index.js';
import type { WatchEvent } from '../../../engine/apiserver/watch-event.js';
import type { Millis } from '../../../engine/core/time.js';
import type { Intent } from './intent.js';

/** What one step did, as monitors see it. */
export interface ObservedStep {
  readonly changes: readonly WatchEvent[];
  readonly now: Millis;
  /** The component, or who sent the request. */
  readonly who: string;
  /** A component did it, in its own turn. */
  readonly byComponent: boolean;
  /** The world changed: a fault, a node, a device, a pod that somebody outside took away. What was repeated before is no cycle any more. */
  readonly disturbs: boolean;
}

/** Why an intent is broken. */
export interface IntentBreach {
  readonly message: string;
  /** As reports name it: 'pod/web-1 in shop'. */
  readonly object?: string;
  /** Nothing that it speaks of was ever there. */
  readonly vacuous?: boolean;
}

/** How one intent is watched, with a state of plain data. The same state (===) means that nothing has changed. */
export interface Watching<S> {
  readonly state: S;
  /** Whether changes of a collection matter, by its resourceKey. */
  concerns(resource: string): boolean;
  observe(state: S, step: ObservedStep): S;
  /** Looks at a cluster that is at rest; only called after `observe` changed the state. */
  rest?(state: S, cluster: Cluster): S;
  /** The end of the run. */
  finish?(state: S, cluster: Cluster): S;
  /** When it is to be asked at the latest, whatever happens. */
  deadline?(state: S): Millis | undefined;
  breach(state: S): IntentBreach | undefined;
  /** What was never there; undefined when there was something to watch. */
  nothing(state: S): string | undefined;
}

/** An intent under way, whatever its state. Immutable: a fork of a run shares it. */
export interface Monitor {
  readonly intent: Intent;
  /** For fingerprints: equal states go on alike. */
  readonly state: unknown;
  readonly breach: IntentBreach | undefined;
  readonly deadline: Millis | undefined;
  observe(step: ObservedStep): Monitor;
  /** Looks at a cluster at rest, if it has not seen it as it is. */
  rest(cluster: Cluster): Monitor;
  finish(cluster: Cluster): Monitor;
}

/** Hides the type of the state, so that monitors of all intents stand in one list. */
export function monitorOf<S>(intent: Intent, watching: Watching<S>): Monitor {
  return made(intent, watching, watching.state, true);
}

function made<S>(intent: Intent, watching: Watching<S>, state: S, unseen: boolean): Monitor {
  const next = (after: S): Monitor => (after === state ? self : made(intent, watching, after, true));
  const breach = watching.breach(state);
  const self: Monitor = {
    intent,
    state: [state, unseen],
    breach,
    deadline: breach === undefined ? watching.deadline?.(state) : undefined,
    observe(step) {
      if (breach !== undefined) return self;
      const late = self.deadline !== undefined && step.now >= self.deadline;
      const concerned = late || step.disturbs || step.changes.some(({ resource }) => watching.concerns(resource));
      return concerned ? next(watching.observe(state, step)) : self;
    },
    rest(cluster) {
      if (breach !== undefined || !unseen || watching.rest === undefined) return self;
      return made(intent, watching, watching.rest(state, cluster), false);
    },
    finish(cluster) {
      if (breach !== undefined) return self;
      const last = next(watching.finish?.(state, cluster) ?? state);
      if (last.breach !== undefined) return last;
      const nothing = watching.nothing(state);
      return nothing === undefined ? last : { ...last, breach: { message: nothing, vacuous: true } };
    },
  };
  return self;
}
