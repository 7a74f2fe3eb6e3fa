import type { New } from '../../apimachinery/object.js';
import type { Job } from '../../apis/generated/batch.v1.js';
import type { Container, Pod, PodTemplateSpec } from '../../apis/generated/core.v1.js';
import { jobs } from '../../apis/generated/resources.js';
import type { Reconcile } from '../../client/reconcile.js';
import { createPod, podFromTemplate } from '../framework/pod-control.js';
import { isNamespaceTerminating, type Refusal } from '../framework/refusal.js';
import { SLOW_START_INITIAL_BATCH_SIZE, slowStartBatch, type SlowStarted } from '../framework/slow-start.js';
import { matchPodFailurePolicy } from './pod-failure-policy.js';
import {
  COMPLETION_INDEX,
  ignoredFailureCount,
  INDEX_FAILURE_COUNT,
  INDEX_IGNORED_FAILURE_COUNT,
  indexFailureCount,
  isIndexed,
  limitsPerIndex,
  TRACKING_FINALIZER,
} from './pods.js';

const INDEX_VARIABLE = 'JOB_COMPLETION_INDEX';

/** 63 less the five random characters that follow. */
const MAX_GENERATED_NAME_LENGTH = 58;

/** Creates so many pods, in batches that double; of an Indexed job, those of the indexes. */
export function* createPods(
  job: Job,
  count: number,
  indexes: readonly number[],
  replaced: ReadonlyMap<number, Pod>,
): Reconcile<SlowStarted<Refusal>> {
  const template = templateOf(job);
  const base = podFromTemplate(jobs, job, template);
  let next = 0;
  return yield* slowStartBatch<Refusal>(count, SLOW_START_INITIAL_BATCH_SIZE, function* () {
    const index = indexes[next++];
    const pod = index === undefined ? base : podOfIndex(job, base, index, replaced.get(index));
    const made = yield* createPod(jobs, job, pod);
    return made.ok || isNamespaceTerminating(made) ? undefined : made;
  });
}

/** The job's template with the finalizer and, for indexes, the variable. */
function templateOf(job: Job): PodTemplateSpec {
  const { metadata, spec } = job.spec.template;
  const { finalizers = [] } = metadata;
  const tracked = finalizers.includes(TRACKING_FINALIZER) ? finalizers : [...finalizers, TRACKING_FINALIZER];
  if (!isIndexed(job)) return { metadata: { ...metadata, finalizers: tracked }, spec };
  const { containers, initContainers } = spec;
  return {
    metadata: { ...metadata, finalizers: tracked },
    spec: {
      ...spec,
      containers: containers.map(withIndexVariable),
      ...(initContainers === undefined ? {} : { initContainers: initContainers.map(withIndexVariable) }),
    },
  };
}

function withIndexVariable(container: Container): Container {
  const { env = [] } = container;
  if (env.some(({ name }) => name === INDEX_VARIABLE)) return container;
  const fieldPath = `metadata.labels['${COMPLETION_INDEX}']`;
  return { ...container, env: [...env, { name: INDEX_VARIABLE, valueFrom: { fieldRef: { fieldPath } } }] };
}

function podOfIndex(job: Job, base: New<Pod>, index: number, replaced: Pod | undefined): New<Pod> {
  const { name } = job.metadata;
  const text = String(index);
  return {
    ...base,
    metadata: {
      ...base.metadata,
      generateName: generatedName(name, index),
      labels: { ...base.metadata.labels, [COMPLETION_INDEX]: text },
      annotations: { ...base.metadata.annotations, [COMPLETION_INDEX]: text, ...failureCounts(job, replaced) },
    },
    spec: { ...base.spec, hostname: `${name}-${index}` },
  };
}

/** '<job>-<index>-', the job's name cut where it is too long (podGenerateNameWithIndex). */
function generatedName(job: string, index: number): string {
  const end = `-${index}-`;
  return `${job.slice(0, MAX_GENERATED_NAME_LENGTH - end.length)}${end}`;
}

/** How often the index has failed so far, with the pod that is replaced (addIndexFailureCountAnnotation). */
function failureCounts(job: Job, replaced: Pod | undefined): Readonly<Record<string, string>> {
  if (!limitsPerIndex(job)) return {};
  if (replaced === undefined) return { [INDEX_FAILURE_COUNT]: '0' };
  const { counted } = matchPodFailurePolicy(job.spec.podFailurePolicy, replaced);
  const failures = indexFailureCount(replaced) + (counted ? 1 : 0);
  const ignored = ignoredFailureCount(replaced) + (counted ? 0 : 1);
  return {
    [INDEX_FAILURE_COUNT]: String(failures),
    ...(ignored > 0 ? { [INDEX_IGNORED_FAILURE_COUNT]: String(ignored) } : {}),
  };
}
