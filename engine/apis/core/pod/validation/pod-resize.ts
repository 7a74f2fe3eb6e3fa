import type { Container, Pod, PodSpec, ResourceRequirements } from '../../../generated/core.v1.js';
import { deepEqual } from '../../../../apimachinery/equality.js';
import { forbidden, invalid, type FieldError } from '../../../../apimachinery/field-error.js';
import { computePodQOS, podQOSClass } from '../qos.js';
import { isRestartableInit } from '../resources.js';
import { MIRROR_POD } from './annotations.js';
import type { Errors } from './checks.js';
import { validateCoreMetaUpdate } from './object-meta.js';
import { checkMetadataAndSpec, updateOptions } from './pod.js';

/** Follows ValidatePodResize: cpu and memory of containers and sidecars, nothing else. */
export function validatePodResize(pod: Pod, old: Pod): readonly FieldError[] {
  const errors: Errors = [...validateCoreMetaUpdate(pod.metadata, old.metadata)];
  checkMetadataAndSpec(pod, updateOptions(old), errors);
  if (old.metadata.annotations?.[MIRROR_POD] !== undefined) return [forbidden('[]', 'static pods cannot be resized')];
  if (old.spec.os?.name === 'windows') return [forbidden('[]', 'windows pods cannot be resized')];
  if (podQOSClass(old) !== computePodQOS(pod.spec)) {
    const detail = 'Pod QOS Class may not change as a result of resizing';
    errors.push(invalid('spec', pod.status.qosClass ?? '', detail));
  }
  if (!nodeCanResize(old)) errors.push(forbidden('spec', 'Pod running on node without support for resize'));
  if (hasPodLevel(pod.spec) || hasPodLevel(old.spec)) {
    const gate = 'InPlacePodLevelResourcesVerticalScalingEnabled feature gate is disabled';
    errors.push(forbidden('[]', `resize of pods with pod-level resources is forbidden when ${gate}`));
    return errors;
  }
  if (checkOrder(pod.spec, old.spec, errors)) checkResized(pod.spec, old.spec, errors);
  return errors;
}

/** The first running container tells whether its kubelet reports resources; none running: assumed. */
function nodeCanResize({ status }: Pod): boolean {
  const running = status.containerStatuses?.find(({ state }) => state?.running !== undefined);
  return running === undefined || running.resources !== undefined;
}

function hasPodLevel({ resources }: PodSpec): boolean {
  return Object.keys({ ...resources?.requests, ...resources?.limits }).length > 0;
}

/** Follows validatePodResizeContainerOrdering. */
function checkOrder(spec: PodSpec, old: PodSpec, errors: Errors): boolean {
  const before = errors.length;
  for (const list of ['containers', 'initContainers'] as const) {
    const names = (of: PodSpec) => (of[list] ?? []).map(({ name }) => name);
    const after = names(spec);
    if (after.length !== names(old).length)
      errors.push(forbidden(`spec.${list}`, `${list} may not be added or removed on resize`));
    else
      names(old).forEach((name, i) => {
        if (after[i] !== name)
          errors.push(forbidden(`spec.${list}[${i}].name`, `${list} may not be renamed or reordered on resize`));
      });
  }
  return errors.length === before;
}

function checkResized(spec: PodSpec, old: PodSpec, errors: Errors): void {
  const { initContainers = [] } = spec;
  const containers = spec.containers ?? [];
  const oldInit = old.initContainers ?? [];
  oldInit.forEach((container, i) => {
    if (isRestartableInit(container))
      checkNotRemoved(initContainers[i], container, `spec.initContainers[${i}].resources`, errors);
  });
  old.containers?.forEach((container, i) =>
    checkNotRemoved(containers[i], container, `spec.containers[${i}].resources`, errors),
  );
  const masked = containers.map((container, i) => masking(container, old.containers?.[i]));
  masked.forEach((container, i) => {
    if (!deepEqual(container, old.containers?.[i]))
      errors.push(forbidden('spec', 'only cpu and memory resources are mutable'));
  });
  const maskedInit = initContainers.map((container, i) => {
    const sidecar = isRestartableInit(container);
    const result = sidecar ? masking(container, oldInit[i]) : container;
    if (!deepEqual(result, oldInit[i]))
      errors.push(
        forbidden(
          'spec',
          sidecar
            ? 'only cpu and memory resources for sidecar containers are mutable'
            : 'resources for non-sidecar init containers are immutable',
        ),
      );
    return result;
  });
  if (errors.length > 0) return;
  const others = spec.initContainers === undefined ? {} : { initContainers: maskedInit };
  if (!deepEqual({ ...spec, containers: masked, ...others }, old))
    errors.push(forbidden('spec', 'only cpu and memory resources are mutable'));
}

function checkNotRemoved(container: Container | undefined, old: Container, path: string, errors: Errors): void {
  for (const list of ['requests', 'limits'] as const) {
    const after = container?.resources?.[list] ?? {};
    const before = Object.keys(old.resources?.[list] ?? {});
    if (before.length > Object.keys(after).length || before.some((name) => after[name] === undefined))
      errors.push(forbidden(`${path}.${list}`, `resource ${list} cannot be removed`));
  }
}

/** The container with the old cpu and memory, so that only other changes are left to see; claims count as changed. */
function masking(container: Container, old: Container | undefined): Container {
  const limits = maskedList(container.resources, old?.resources, 'limits');
  const requests = maskedList(container.resources, old?.resources, 'requests');
  const resources = {
    ...(Object.keys(limits).length > 0 ? { limits } : {}),
    ...(Object.keys(requests).length > 0 ? { requests } : {}),
  };
  return { ...container, resources };
}

function maskedList(
  resources: ResourceRequirements | undefined,
  old: ResourceRequirements | undefined,
  list: 'limits' | 'requests',
): Readonly<Record<string, string>> {
  const { cpu, memory, ...rest } = resources?.[list] ?? {};
  void cpu;
  void memory;
  const before = old?.[list] ?? {};
  return {
    ...rest,
    ...(before['cpu'] === undefined ? {} : { cpu: before['cpu'] }),
    ...(before['memory'] === undefined ? {} : { memory: before['memory'] }),
  };
}
