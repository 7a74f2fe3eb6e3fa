import { formatDuration } from '../../../engine/apimachinery/duration.js';
import { isSettled } from '../../../engine/index.js';
import type { IntentOf } from './intent.js';
import type { IntentBreach, ObservedStep, Watching } from './monitor.js';
import { nameOf } from './name.js';

interface State {
  readonly writes: number;
  /** The last writes of components. */
  readonly last: readonly string[];
  readonly object?: string;
  readonly breach?: IntentBreach;
}

const SHOWN = 3;
const QUIET: ReadonlySet<string> = new Set(['events', 'events.k8s.io/events', 'coordination.k8s.io/leases']);

/** After the end of the steps everything comes to rest within a time: nothing is due any more but retries and leases. */
export function eventuallyStable({ within }: IntentOf<'eventuallyStable'>): Watching<State> {
  return {
    state: { writes: 0, last: [] },
    concerns: (resource) => !QUIET.has(resource),
    observe: noted,
    finish: (state, cluster) => (isSettled(cluster) ? state : { ...state, breach: breachOf(state, within) }),
    breach: ({ breach }) => breach,
    nothing: ({ writes }) => (writes > 0 ? undefined : 'there was nothing to watch: nothing was ever written'),
  };
}

function noted(state: State, { changes, who }: ObservedStep): State {
  const loud = changes.filter(({ resource }) => !QUIET.has(resource));
  const [first] = loud;
  // What was there before was written by nobody.
  if (first === undefined || who === '') return state;
  const lines = loud.map(({ type, object }) => `${who} ${VERBS[type]} ${nameOf(object)}`);
  const last = [...state.last, ...lines].slice(-SHOWN);
  return { writes: state.writes + loud.length, last, object: nameOf((loud.at(-1) ?? first).object) };
}

const VERBS = { ADDED: 'created', MODIFIED: 'changed', DELETED: 'deleted' } as const;

function breachOf({ last, object }: State, within: number): IntentBreach {
  return {
    message: `${formatDuration(within)} after the last step it has not come to rest; last ${last.join(', ')}`,
    ...(object === undefined ? {} : { object }),
  };
}
