import type {
  PodTemplateSpec,
  TopologySpreadConstraint,
  WorkloadReference,
} from '../../../engine/apis/generated/core.v1.js';
import { describeContainers } from './containers.js';
import { annotationListing, compare, labelListing, selectorOrNone, tolerationListing } from './listings.js';
import { Report } from './report.js';
import { describeVolumes } from './volumes.js';

const SPACE = '  ';

/** A pod template as `rollout history --revision` prints it: with tabs. */
export function podTemplateText(template: PodTemplateSpec): string {
  const report = new Report();
  describePodTemplate(report, template);
  return report.raw;
}

/** DescribePodTemplate. */
export function describePodTemplate(report: Report, template: PodTemplateSpec | undefined): void {
  report.line(0, 'Pod Template:');
  if (template === undefined) return report.put(1, '<unset>');
  const { metadata, spec } = template;
  labelListing(report, '  Labels', metadata?.labels);
  if (Object.keys(metadata?.annotations ?? {}).length > 0)
    annotationListing(report, '  Annotations', metadata?.annotations);
  if ((spec?.serviceAccountName ?? '') !== '') report.line(1, `Service Account:\t${spec?.serviceAccountName}`);
  const { initContainers = [] } = spec ?? {};
  if (initContainers.length > 0)
    describeContainers(report, { title: 'Init Containers', containers: initContainers, space: SPACE });
  describeContainers(report, { title: 'Containers', containers: spec?.containers, space: SPACE });
  describeVolumes(report, spec?.volumes, SPACE);
  describeSpread(report, spec?.topologySpreadConstraints, SPACE);
  if ((spec?.priorityClassName ?? '') !== '') report.line(1, `Priority Class Name:\t${spec?.priorityClassName}`);
  labelListing(report, '  Node-Selectors', spec?.nodeSelector);
  tolerationListing(report, '  Tolerations', spec?.tolerations);
  describeWorkloadReference(report, spec?.workloadRef, SPACE);
}

/** How pods are spread, a line per constraint. */
export function describeSpread(
  report: Report,
  constraints: readonly TopologySpreadConstraint[] = [],
  space: string,
): void {
  if (constraints.length === 0) return;
  report.put(0, `${space}Topology Spread Constraints:\t`);
  [...constraints]
    .sort((a, b) => compare(a.topologyKey, b.topologyKey))
    .forEach(({ topologyKey, whenUnsatisfiable, maxSkew, labelSelector }, at) => {
      const selector = labelSelector === undefined ? '' : ` for selector ${selectorOrNone(labelSelector)}`;
      const lead = at === 0 ? '' : `${space}\t`;
      report.line(0, `${lead}${topologyKey}:${whenUnsatisfiable} when max skew ${maxSkew} is exceeded${selector}`);
    });
}

export function describeWorkloadReference(
  report: Report,
  reference: WorkloadReference | undefined,
  space: string,
): void {
  if (reference === undefined) return;
  const { name, podGroup, podGroupReplicaKey = '' } = reference;
  report.line(0, `${space}WorkloadRef:`);
  report.line(1, `Name:\t${name}`);
  report.line(1, `PodGroup:\t${podGroup}`);
  if (podGroupReplicaKey !== '') report.line(1, `PodGroupReplicaKey:\t${podGroupReplicaKey}`);
}
