import type { PodSpec, PodTemplateSpec } from '../../generated/core.v1.js';
import { changed, changedItems, filled, filledZero, memoised } from './fill.js';
import { withoutInitAnnotations } from './init-annotations.js';
import { defaultContainer } from './default-container.js';
import { roundedQuantities, roundedResources } from './default-resources.js';
import { defaultVolume } from './default-volume.js';

/**
 * What every pod spec gets, in pods and in templates: SetDefaults_PodSpec and the defaults of what is inside it. A complete
 * one is given back itself.
 */
export function completePodSpec(given: PodSpec): PodSpec {
  let spec = filledZero(given, {
    dnsPolicy: 'ClusterFirst',
    restartPolicy: 'Always',
    schedulerName: 'default-scheduler',
  });
  spec = filled(spec, { securityContext: {}, terminationGracePeriodSeconds: 30 });
  if (spec.serviceAccountName && spec.serviceAccount !== spec.serviceAccountName)
    spec = { ...spec, serviceAccount: spec.serviceAccountName };
  else if (spec.serviceAccount && !spec.serviceAccountName) spec = { ...spec, serviceAccountName: spec.serviceAccount };
  spec = changedItems(spec, 'volumes', defaultVolume);
  spec = changedItems(spec, 'initContainers', defaultContainer);
  spec = changedItems(spec, 'containers', defaultContainer);
  spec = changedItems(spec, 'ephemeralContainers', defaultContainer);
  spec = changed(spec, 'overhead', roundedQuantities);
  return changed(spec, 'resources', roundedResources);
}

/** As {@link completePodSpec}; the same spec gives the same result. */
export const defaultPodSpec = memoised(completePodSpec);

/** The defaults of a pod template, as SetObjectDefaults_PodTemplate. */
export function defaultTemplate(template: PodTemplateSpec): PodTemplateSpec {
  return changed(changed(template, 'metadata', withoutInitAnnotations), 'spec', defaultPodSpec);
}
