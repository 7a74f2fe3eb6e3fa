import type { PodDisruptionBudget } from '../../../engine/apis/generated/policy.v1.js';
import type { PriorityClass } from '../../../engine/apis/generated/scheduling.v1.js';
import { ofKind } from '../resources/info.js';
import { describeEvents } from './events.js';
import { labelsText, selectorOrNone } from './listings.js';
import type { Describer } from './subject.js';

export const describePodDisruptionBudget: Describer = function* (subject, report) {
  const { metadata, spec, status } = ofKind<PodDisruptionBudget>(subject.object);
  const { minAvailable, maxUnavailable, selector } = spec ?? {};
  report.field('Name', metadata.name);
  report.field('Namespace', metadata.namespace ?? '');
  if (minAvailable !== undefined) report.field('Min available', minAvailable);
  else if (maxUnavailable !== undefined) report.field('Max unavailable', maxUnavailable);
  report.field('Selector', selector === undefined ? '<unset>' : selectorOrNone(selector));
  report.line(0, 'Status:');
  report.line(2, `Allowed disruptions:\t${status?.disruptionsAllowed ?? 0}`);
  report.line(2, `Current:\t${status?.currentHealthy ?? 0}`);
  report.line(2, `Desired:\t${status?.desiredHealthy ?? 0}`);
  report.line(2, `Total:\t${status?.expectedPods ?? 0}`);
  return yield* describeEvents(subject, report);
};

export const describePriorityClass: Describer = function* (subject, report) {
  const {
    metadata,
    value,
    globalDefault = false,
    preemptionPolicy = '',
    description = '',
  } = ofKind<PriorityClass>(subject.object);
  report.field('Name', metadata.name);
  report.field('Value', value);
  report.field('GlobalDefault', globalDefault);
  report.field('PreemptionPolicy', preemptionPolicy);
  report.field('Description', description);
  report.field('Annotations', labelsText(metadata.annotations));
  return yield* describeEvents(subject, report);
};
