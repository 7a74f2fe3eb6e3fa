import { deepEqual } from '../../../engine/apimachinery/equality.js';
import { formatLabelSelector } from '../../../engine/apimachinery/labels.js';
import { controllerOf } from '../../../engine/apimachinery/object.js';
import type { Deployment, ReplicaSet } from '../../../engine/apis/generated/apps.v1.js';
import type { Kubectl } from '../effect.js';
import { isFailure } from '../failure.js';
import { ofKind } from '../resources/info.js';
import { listObjects } from '../resources/requests.js';
import { withoutHash } from '../template-hash.js';
import { describeEvents } from './events.js';
import { annotationListing, compare, labelListing, orNone } from './listings.js';
import { describePodTemplate } from './pod-template.js';
import type { Describer, Subject } from './subject.js';
import { dateText } from './times.js';
import { describeReplicaConditions } from './workloads.js';

export const describeDeployment: Describer = function* (subject, report) {
  const deployment = ofKind<Deployment>(subject.object);
  const { metadata, spec, status } = deployment;
  report.field('Name', metadata.name);
  report.field('Namespace', metadata.namespace ?? '');
  report.field('CreationTimestamp', dateText(metadata.creationTimestamp));
  labelListing(report, 'Labels', metadata.labels);
  annotationListing(report, 'Annotations', metadata.annotations);
  report.field('Selector', formatLabelSelector(spec.selector));
  const { updatedReplicas = 0, replicas = 0, availableReplicas = 0, unavailableReplicas = 0 } = status;
  const counts = [`${spec.replicas ?? 0} desired`, `${updatedReplicas} updated`, `${replicas} total`];
  report.field(
    'Replicas',
    [...counts, `${availableReplicas} available`, `${unavailableReplicas} unavailable`].join(' | '),
  );
  report.field('StrategyType', spec.strategy.type ?? '');
  report.field('MinReadySeconds', spec.minReadySeconds ?? 0);
  const { rollingUpdate } = spec.strategy;
  if (rollingUpdate !== undefined)
    report.field(
      'RollingUpdateStrategy',
      `${rollingUpdate.maxUnavailable} max unavailable, ${rollingUpdate.maxSurge} max surge`,
    );
  describePodTemplate(report, spec.template);
  describeReplicaConditions(report, status.conditions);
  const sets = yield* replicaSetsOf(subject, deployment);
  if (sets.length > 0) {
    const newest = sets.find((set) => deepEqual(withoutHash(set.spec.template), withoutHash(spec.template)));
    report.field(
      'OldReplicaSets',
      orNone(
        sets
          .filter((set) => set !== newest)
          .map(replicaSetText)
          .join(', '),
      ),
    );
    report.field('NewReplicaSet', newest === undefined ? '<none>' : replicaSetText(newest));
  }
  return yield* describeEvents(subject, report);
};

function replicaSetText({ metadata, spec, status }: ReplicaSet): string {
  return `${metadata.name} (${status.replicas}/${spec.replicas ?? 0} replicas created)`;
}

/** Its ReplicaSets, old ones first. */
function* replicaSetsOf(
  { session, info, limit }: Subject,
  { metadata, spec }: Deployment,
): Kubectl<readonly ReplicaSet[]> {
  const mapping = yield* session.mapping('replicasets.apps');
  if (isFailure(mapping)) return [];
  const objects = yield* listObjects(session, mapping, info.namespace, {
    selector: formatLabelSelector(spec.selector),
    limit,
  });
  if (isFailure(objects)) return [];
  const age = ({ metadata: { creationTimestamp, name } }: ReplicaSet): string => `${creationTimestamp} ${name}`;
  return objects
    .map((object) => ofKind<ReplicaSet>(object))
    .filter((set) => controllerOf(set)?.uid === metadata.uid)
    .sort((a, b) => compare(age(a), age(b)));
}
