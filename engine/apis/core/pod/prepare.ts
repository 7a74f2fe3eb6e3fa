import type { Container, Pod, PodCondition } from '../../generated/core.v1.js';
import type { ObjectMeta } from '../../generated/meta.v1.js';
import { deepEqual } from '../../../apimachinery/equality.js';
import { timestamp } from '../../../apimachinery/time.js';
import type { Millis } from '../../../core/time.js';
import { applyAppArmorAnnotations } from './app-armor.js';
import { dropDisabledPodFields } from './drop-disabled.js';
import { mapped, withField, without } from './fill.js';
import { mergeLabelKeys } from './label-keys.js';
import { podQOSClass } from './qos.js';

/** A new pod: generation 1, Pending, with its quality of service. Follows podStrategy.PrepareForCreate. */
export function prepareNewPod(pod: Pod, now: Millis): Pod {
  const metadata = withField(pod.metadata, 'generation', 1);
  const fresh = dropDisabledPodFields(
    { ...pod, metadata, status: { phase: 'Pending', qosClass: podQOSClass(pod) } },
    undefined,
  );
  return applyAppArmorAnnotations(mergeLabelKeys(gated(fresh, now)));
}

/** A time that is never set shows as null, which its type does not say. */
const GATED = JSON.parse(`{
  "type": "PodScheduled",
  "status": "False",
  "lastProbeTime": null,
  "reason": "SchedulingGated",
  "message": "Scheduling is blocked due to non-empty scheduling gates"
}`) as PodCondition;

/** A pod with scheduling gates says so from the start. */
function gated(pod: Pod, now: Millis): Pod {
  if (!pod.spec.schedulingGates?.length) return pod;
  return { ...pod, status: { ...pod.status, conditions: [{ ...GATED, lastTransitionTime: timestamp(now) }] } };
}

/** Keeps the status, and counts changes of the spec. Follows podStrategy.PrepareForUpdate. */
export function preparePodUpdate(pod: Pod, old: Pod): Pod {
  return countingChanges(dropDisabledPodFields(withField(pod, 'status', old.status), old), old);
}

/** Follows updatePodGeneration. */
function countingChanges(pod: Pod, old: Pod): Pod {
  if (pod.spec === old.spec || deepEqual(pod.spec, old.spec)) return pod;
  return { ...pod, metadata: { ...pod.metadata, generation: (old.metadata.generation ?? 0) + 1 } };
}

/** What pods/status may not touch. Follows podStatusStrategy.PrepareForUpdate. */
export function prepareStatusUpdate(pod: Pod, old: Pod): Pod {
  const { ownerReferences } = old.metadata;
  const metadata =
    ownerReferences === undefined
      ? without(pod.metadata, 'ownerReferences')
      : withField(pod.metadata, 'ownerReferences', ownerReferences);
  const status = pod.status.qosClass ? pod.status : withField(pod.status, 'qosClass', old.status.qosClass);
  const kept = withField(withField(withField(pod, 'spec', old.spec), 'metadata', metadata), 'status', status);
  return dropDisabledPodFields(keepingGenerations(kept, old), old);
}

/** Clients that know nothing of observedGeneration do not clear it: preserveOldObservedGeneration. */
function keepingGenerations(pod: Pod, old: Pod): Pod {
  let { status } = pod;
  if (!status.observedGeneration && old.status.observedGeneration)
    status = { ...status, observedGeneration: old.status.observedGeneration };
  if (status.conditions === old.status.conditions || status.conditions === undefined)
    return withField(pod, 'status', status);
  if (!old.status.conditions?.some(({ observedGeneration }) => observedGeneration))
    return withField(pod, 'status', status);
  const used: string[] = [];
  const conditions = mapped(status.conditions, (condition) => {
    used.push(condition.type);
    if (condition.observedGeneration) return condition;
    const position = used.filter((type) => type === condition.type).length - 1;
    const before = old.status.conditions?.filter(({ type }) => type === condition.type)[position]?.observedGeneration;
    return before ? { ...condition, observedGeneration: before } : condition;
  });
  return withField(pod, 'status', withField(status, 'conditions', conditions));
}

const KEPT_META = [
  'deletionGracePeriodSeconds',
  'generation',
  'labels',
  'annotations',
  'finalizers',
  'ownerReferences',
] as const;

/** Metadata as the old object has it, but for what identifies the request: metav1.ResetObjectMetaForStatus. */
export function resetMetaForStatus(metadata: ObjectMeta, old: ObjectMeta): ObjectMeta {
  const result: ObjectMeta = { ...metadata };
  for (const field of KEPT_META) {
    if (old[field] === undefined) Reflect.deleteProperty(result, field);
    else Object.assign(result, { [field]: old[field] });
  }
  return result;
}

/** Nothing but the ephemeral containers. Follows podEphemeralContainersStrategy.PrepareForUpdate. */
export function prepareEphemeralContainers(pod: Pod, old: Pod): Pod {
  const { ephemeralContainers } = pod.spec;
  const spec =
    ephemeralContainers === undefined
      ? without(old.spec, 'ephemeralContainers')
      : withField(old.spec, 'ephemeralContainers', ephemeralContainers);
  return changedSpec(pod, old, spec);
}

function changedSpec(pod: Pod, old: Pod, spec: Pod['spec']): Pod {
  const metadata = resetMetaForStatus(pod.metadata, old.metadata);
  return countingChanges(dropDisabledPodFields({ ...pod, metadata, spec, status: old.status }, old), old);
}

/** Nothing but resources and resize policies of the same containers. Follows podResizeStrategy.PrepareForUpdate. */
export function prepareResize(pod: Pod, old: Pod): Pod {
  const lists = ['containers', 'initContainers'] as const;
  const sameShape = lists.every((list) => (pod.spec[list] ?? []).length === (old.spec[list] ?? []).length);
  if (!sameShape) return countingChanges(dropDisabledPodFields(pod, old), old);
  const containers = resized(pod.spec.containers, old.spec.containers);
  const { initContainers } = pod.spec;
  const spec = withField(old.spec, 'containers', containers);
  if (initContainers === undefined) return changedSpec(pod, old, spec);
  return changedSpec(
    pod,
    old,
    withField(spec, 'initContainers', resized(initContainers, old.spec.initContainers ?? [])),
  );
}

/** As they were sent when they are in another order, for validation to refuse. */
function resized(after: readonly Container[], before: readonly Container[]): readonly Container[] {
  if (after.some(({ name }, i) => before[i]?.name !== name)) return after;
  return before.map((container, i) => {
    const { resources, resizePolicy } = after[i] ?? container;
    const kept = withField(container, 'resources', resources);
    return resizePolicy === undefined ? without(kept, 'resizePolicy') : withField(kept, 'resizePolicy', resizePolicy);
  });
}
