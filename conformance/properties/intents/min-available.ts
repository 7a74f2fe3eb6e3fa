import type { Pod } from '../../../engine/apis/generated/core.v1.js';
import { pods } from '../../../engine/apis/generated/resources.js';
import { resourceKey } from '../../../engine/apis/resource.js';
import { isEventOf } from '../../../engine/client/controller.js';
import type { IntentOf } from './intent.js';
import type { Watching } from './monitor.js';
import { nameOf } from './name.js';
import { hasCondition, selectionText, selects } from './selection.js';

interface State {
  /** uids of the pods that are ready and not on their way out. */
  readonly available: ReadonlySet<string>;
  /** The most that there were at once. */
  readonly most: number;
  /** The pod that went last. */
  readonly lost?: string;
}

/** From the first moment at which so many pods are available, never fewer are. Available as a disruption budget counts. */
export function minAvailable(intent: IntentOf<'minAvailable'>): Watching<State> {
  const isMeant = selects(intent);
  const { count } = intent;
  const text = selectionText(intent);
  return {
    state: { available: new Set(), most: 0 },
    concerns: (resource) => resource === resourceKey(pods),
    observe(state, { changes }) {
      let { available, lost } = state;
      for (const event of changes) {
        if (!isEventOf(event, pods)) continue;
        const { uid } = event.object.metadata;
        const is = event.type !== 'DELETED' && isMeant(event.object) && isAvailable(event.object);
        if (is === available.has(uid)) continue;
        available = new Set(is ? [...available, uid] : [...available].filter((other) => other !== uid));
        if (!is) lost = nameOf(event.object);
      }
      if (available === state.available) return state;
      return { available, most: Math.max(state.most, available.size), ...(lost === undefined ? {} : { lost }) };
    },
    breach: ({ available, most, lost }) =>
      most < count || available.size >= count
        ? undefined
        : {
            message: `${available.size} ${text} are available, at least ${count} must be`,
            ...(lost === undefined ? {} : { object: lost }),
          },
    nothing: ({ most }) =>
      most >= count
        ? undefined
        : `there was nothing to watch: at most ${most} ${text} were ever available, never ${count}`,
  };
}

function isAvailable(pod: Pod): boolean {
  return pod.metadata.deletionTimestamp === undefined && hasCondition(pod, 'Ready', 'True');
}
