import type {
  Container,
  Lifecycle,
  Pod,
  PodSpec,
  PodStatus,
  PodTemplateSpec,
  ProjectedVolumeSource,
  Volume,
} from '../../generated/core.v1.js';
import { allContainers } from './containers.js';
import { changed, changedItems, memoised, without } from './fill.js';

/**
 * A spec without the fields of features that are off by default in v1.35, unless the old spec used them: stop signals,
 * clusterTrustBundle and podCertificate projections, workloadRef. Follows dropDisabledFields (pkg/api/pod).
 */
export function dropDisabledFields(spec: PodSpec, old: PodSpec | undefined): PodSpec {
  // What is stored has lost them already.
  if (old === spec) return spec;
  if (old === undefined) return withoutDisabled(spec);
  let kept = spec;
  if (!usesProjection(old, 'clusterTrustBundle')) kept = dropProjection(kept, 'clusterTrustBundle');
  if (!usesProjection(old, 'podCertificate')) kept = dropProjection(kept, 'podCertificate');
  if (old.workloadRef === undefined) kept = without(kept, 'workloadRef');
  return allContainers(old).some(({ lifecycle }) => lifecycle?.stopSignal !== undefined) ? kept : dropStopSignals(kept);
}

function withoutDisabled(spec: PodSpec): PodSpec {
  const projections = changedItems(spec, 'volumes', (volume: Volume) =>
    changed(volume, 'projected', withoutDisabledSources),
  );
  return dropStopSignals(without(projections, 'workloadRef'));
}

/** Most pods share one projected volume, with their token. */
const withoutDisabledSources = memoised((projected: ProjectedVolumeSource): ProjectedVolumeSource =>
  changedItems(projected, 'sources', (source) => without(without(source, 'clusterTrustBundle'), 'podCertificate')),
);

/** The same for a template. */
export function dropDisabledTemplateFields(
  template: PodTemplateSpec,
  old: PodTemplateSpec | undefined,
): PodTemplateSpec {
  return changed(template, 'spec', (spec) => dropDisabledFields(spec, old?.spec));
}

/** The same for a pod, with what its status may not have yet (dropDisabledPodStatusFields). */
export function dropDisabledPodFields(pod: Pod, old: Pod | undefined): Pod {
  const specified = changed(pod, 'spec', (spec) => dropDisabledFields(spec, old?.spec));
  return changed(specified, 'status', (status) => dropDisabledStatus(status, old?.status));
}

type Projection = 'clusterTrustBundle' | 'podCertificate';

function usesProjection({ volumes }: PodSpec, name: Projection): boolean {
  return volumes?.some(({ projected }) => projected?.sources?.some((source) => source[name] !== undefined)) ?? false;
}

function dropProjection(spec: PodSpec, name: Projection): PodSpec {
  return changedItems(spec, 'volumes', (volume: Volume) =>
    changed(volume, 'projected', (projected) => changedItems(projected, 'sources', (source) => without(source, name))),
  );
}

function dropStopSignals(spec: PodSpec): PodSpec {
  const initContainers = changedItems(spec, 'initContainers', dropStopSignal);
  const containers = changedItems(initContainers, 'containers', dropStopSignal);
  return changedItems(containers, 'ephemeralContainers', dropStopSignal);
}

function dropStopSignal<T extends Container>(container: T): T {
  if (container.lifecycle?.stopSignal === undefined) return container;
  const lifecycle: Lifecycle = without(container.lifecycle, 'stopSignal');
  return Object.keys(lifecycle).length === 0 ? without(container, 'lifecycle') : { ...container, lifecycle };
}

function dropDisabledStatus(status: PodStatus, old: PodStatus | undefined): PodStatus {
  let kept = status;
  if (old?.resources === undefined && old?.allocatedResources === undefined)
    kept = without(without(kept, 'resources'), 'allocatedResources');
  if (old?.extendedResourceClaimStatus === undefined) kept = without(kept, 'extendedResourceClaimStatus');
  for (const list of ['containerStatuses', 'initContainerStatuses', 'ephemeralContainerStatuses'] as const)
    kept = changedItems(kept, list, (container) => without(container, 'allocatedResourcesStatus'));
  return kept;
}
