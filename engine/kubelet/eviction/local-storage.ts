import { bytes, quantityOf, quantityText } from '../../apimachinery/quantity.js';
import { amountText, podLimits } from '../../apis/core/pod/resources.js';
import { amountsOf } from '../../apis/core/pod/amounts.js';
import type { Pod } from '../../apis/generated/core.v1.js';
import type { PodUse } from '../stats/pod-use.js';

const STORAGE = 'ephemeral-storage';

/**
 * Which limit of its own a pod exceeds with what it has written, in the words of its eviction: the size of an emptyDir,
 * all containers' limits together, one container's. Undefined: none. How much is in a volume is known at once; a kubelet
 * looks once a minute. Follows localStorageEviction.
 */
export function exceededLimit(pod: Pod, use: PodUse): string | undefined {
  return exceededVolume(pod, use) ?? exceededPodLimit(pod, use) ?? exceededContainerLimit(pod, use);
}

function exceededVolume({ spec }: Pod, { volumes }: PodUse): string | undefined {
  for (const { name, emptyDir } of spec.volumes ?? []) {
    const limit = emptyDir?.sizeLimit;
    if (limit === undefined || bytes(limit) <= 0 || (volumes[name] ?? 0) <= bytes(limit)) continue;
    return `Usage of EmptyDir volume "${name}" exceeds the limit "${quantityText(quantityOf(limit))}". `;
  }
  return undefined;
}

function exceededPodLimit(pod: Pod, { disk }: PodUse): string | undefined {
  const limit = podLimits(pod)[STORAGE];
  if (limit === undefined || disk <= limit) return undefined;
  const text = amountText(pod.spec, 'limits', STORAGE, limit);
  return `Pod ephemeral local storage usage exceeds the total limit of containers ${text}. `;
}

function exceededContainerLimit({ spec }: Pod, { containers }: PodUse): string | undefined {
  for (const { name, disk } of containers) {
    const container = spec.containers.find((each) => each.name === name);
    const limit = amountsOf(container?.resources?.limits)[STORAGE] ?? 0;
    if (limit === 0 || disk <= limit) continue;
    const text = quantityText(quantityOf(container?.resources?.limits?.[STORAGE]));
    return `Container ${name} exceeded its local ephemeral storage limit "${text}". `;
  }
  return undefined;
}
