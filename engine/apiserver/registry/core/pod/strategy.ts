import type { Pod } from '../../../../apis/generated/core.v1.js';
import { pods } from '../../../../apis/generated/resources.js';
import { isDNS1123Label } from '../../../../apimachinery/names.js';
import { appArmorWarnings } from '../../../../apis/core/pod/app-armor.js';
import { defaultPod } from '../../../../apis/core/pod/default-pod.js';
import {
  prepareEphemeralContainers,
  prepareNewPod,
  preparePodUpdate,
  prepareResize,
  prepareStatusUpdate,
} from '../../../../apis/core/pod/prepare.js';
import { validateEphemeralContainersUpdate } from '../../../../apis/core/pod/validation/ephemeral-containers.js';
import { ipWarnings } from '../../../../apis/core/pod/validation/ip.js';
import { validatePod } from '../../../../apis/core/pod/validation/pod.js';
import { validatePodResize } from '../../../../apis/core/pod/validation/pod-resize.js';
import { validatePodStatusUpdate } from '../../../../apis/core/pod/validation/pod-status.js';
import { validatePodUpdate } from '../../../../apis/core/pod/validation/pod-update.js';
import { warningsForPod } from '../../../../apis/core/pod/warnings/pod-warnings.js';
import type { Strategy } from '../../strategy.js';

/** Follows podStrategy and the strategies of its subresources (pkg/registry/core/pod). */
export const podStrategy: Strategy<Pod> = {
  resource: pods,
  defaults: defaultPod,
  prepareForCreate: (pod, { now }) => prepareNewPod(pod, now),
  prepareForUpdate: preparePodUpdate,
  validate: validatePod,
  validateUpdate: (pod, old, _context, stored) => validatePodUpdate(pod, old, stored),
  warnings: (pod, old) => (old === undefined ? creationWarnings(pod) : statusWarnings(pod, old)),
  subresources: {
    status: { prepareForUpdate: prepareStatusUpdate, validateUpdate: validatePodStatusUpdate },
    ephemeralcontainers: {
      prepareForUpdate: prepareEphemeralContainers,
      validateUpdate: validateEphemeralContainersUpdate,
    },
    resize: { prepareForUpdate: prepareResize, validateUpdate: validatePodResize },
  },
  selectableFields,
  gracePeriodSeconds,
  returnDeletedObject: true,
};

function creationWarnings(pod: Pod): readonly string[] {
  const name = isDNS1123Label(pod.metadata.name);
  const hostname =
    "metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; " +
    `a DNS label is recommended: [${name.join(' ')}]`;
  return [...appArmorWarnings(pod), ...(name.length > 0 ? [hostname] : []), ...warningsForPod(pod)];
}

function statusWarnings({ status }: Pod, old: Pod): readonly string[] {
  if (status === old.status) return [];
  return (['podIPs', 'hostIPs'] as const).flatMap((list) =>
    (status[list] ?? []).flatMap(({ ip }, i) => ipWarnings(ip ?? '', `status.${list}[${i}].ip`)),
  );
}

/** Follows ToSelectableFields. */
function selectableFields({ metadata, spec, status }: Pod): Readonly<Record<string, string>> {
  return {
    'metadata.name': metadata.name,
    'metadata.namespace': metadata.namespace ?? '',
    'spec.nodeName': spec.nodeName ?? '',
    'spec.restartPolicy': spec.restartPolicy ?? '',
    'spec.schedulerName': spec.schedulerName ?? '',
    'spec.serviceAccountName': spec.serviceAccountName ?? '',
    'spec.hostNetwork': String(spec.hostNetwork ?? false),
    'status.phase': status?.phase ?? '',
    'status.podIP': status?.podIPs?.[0]?.ip ?? '',
    'status.nominatedNodeName': status?.nominatedNodeName ?? '',
  };
}

/** A pod that runs nowhere or has finished goes at once. Follows podStrategy.CheckGracefulDelete. */
function gracePeriodSeconds({ spec, status }: Pod, asked: number | undefined): number {
  if (!spec.nodeName || status.phase === 'Failed' || status.phase === 'Succeeded') return 0;
  const period = asked ?? spec.terminationGracePeriodSeconds ?? 0;
  return period < 0 ? 1 : period;
}
