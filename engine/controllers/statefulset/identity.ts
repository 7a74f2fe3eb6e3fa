import type { New } from '../../apimachinery/object.js';
import type { StatefulSet } from '../../apis/generated/apps.v1.js';
import type { Pod } from '../../apis/generated/core.v1.js';
import { statefulsets } from '../../apis/generated/resources.js';
import { podFromTemplate } from '../framework/pod-control.js';
import { CONTROLLER_REVISION_HASH } from '../framework/revisions.js';
import { claimedVolumes, storageMatches } from './claims.js';
import { startOrdinal } from './ordinals.js';
import type { Replica } from './replica.js';
import type { Revisions } from './revisions.js';

const POD_NAME = 'statefulset.kubernetes.io/pod-name';
const POD_INDEX = 'apps.kubernetes.io/pod-index';

function podName(set: StatefulSet, ordinal: number): string {
  return `${set.metadata.name}-${ordinal}`;
}

/** The pod of a number that is still to be created, at the revision that the update strategy says (newVersionedStatefulSetPod). */
export function plannedReplica({ currentSet, updateSet, current, update }: Revisions, ordinal: number): Replica {
  const keeps = ordinal < startOrdinal(currentSet) + keptReplicas(currentSet);
  const set = keeps ? currentSet : updateSet;
  const revision = (keeps ? current : update).metadata.name;
  return { name: podName(set, ordinal), ordinal, uid: '', revision, planned: set };
}

/** How many of the lowest numbers are made at the current revision. */
function keptReplicas({ spec, status }: StatefulSet): number {
  const { type, rollingUpdate } = spec.updateStrategy;
  if (rollingUpdate !== undefined) return rollingUpdate.partition ?? 0;
  return type === 'RollingUpdate' ? (status.currentReplicas ?? 0) : 0;
}

/** The pod of a number as it is sent to be created (newStatefulSetPod). */
export function newStatefulSetPod(set: StatefulSet, { name, ordinal, revision }: Replica): New<Pod> {
  const { template, serviceName } = set.spec;
  const pod = podFromTemplate(statefulsets, set, template);
  const volumes = claimedVolumes(set, ordinal, template.spec.volumes);
  return {
    metadata: {
      ...pod.metadata,
      name,
      labels: { ...pod.metadata.labels, ...identityLabels(name, ordinal), [CONTROLLER_REVISION_HASH]: revision },
    },
    spec: {
      ...template.spec,
      ...(volumes.length === 0 ? {} : { volumes }),
      hostname: name,
      ...(serviceName ? { subdomain: serviceName } : {}),
    },
  };
}

function identityLabels(name: string, ordinal: number) {
  return { [POD_NAME]: name, [POD_INDEX]: String(ordinal) };
}

/** Whether a pod has the name and the label that go with its number (identityMatches). */
function identityMatches(set: StatefulSet, { metadata }: Pod, ordinal: number): boolean {
  return metadata.name === podName(set, ordinal) && metadata.labels?.[POD_NAME] === metadata.name;
}

/** The pod with the name, labels and volumes that go with its number; the same pod (===) when it has them. */
export function conforming(set: StatefulSet, pod: Pod, ordinal: number): Pod {
  let conformed = pod;
  if (!identityMatches(set, pod, ordinal)) {
    const name = podName(set, ordinal);
    const labels = { ...pod.metadata.labels, ...identityLabels(name, ordinal) };
    conformed = { ...pod, metadata: { ...pod.metadata, name, labels } };
  }
  if (storageMatches(set, ordinal, pod.spec.volumes)) return conformed;
  return { ...conformed, spec: { ...pod.spec, volumes: claimedVolumes(set, ordinal, pod.spec.volumes) } };
}
