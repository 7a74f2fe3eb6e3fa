import { formatDuration } from '../../../engine/apimachinery/duration.js';
import type { Intent } from './intent.js';
import { selectionText } from './selection.js';

/** An intent in one line. */
export function describeIntent(intent: Intent): string {
  switch (intent.type) {
    case 'noOscillation':
      return `noOscillation: nothing comes back to what it was ${intent.times} times`;
    case 'noEvictionCycle':
      return `noEvictionCycle: no pod is evicted whose predecessors were, ${intent.times} times in a row`;
    case 'alwaysSchedulable':
      return `alwaysSchedulable: no ${selectionText(intent)} are unschedulable for ${formatDuration(intent.within)}`;
    case 'minAvailable':
      return `minAvailable: at least ${intent.count} ${selectionText(intent)} are available`;
    case 'balanced':
      return `balanced: ${intent.of === 'pods' ? '' : `${intent.of} of `}${selectionText(intent)} over ${intent.topologyKey} differ by ${intent.skewText} at most`;
    case 'eventuallyStable':
      return `eventuallyStable: after the last step everything comes to rest within ${formatDuration(intent.within)}`;
  }
}
