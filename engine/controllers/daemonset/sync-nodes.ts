import type { Pod } from '../../apis/generated/core.v1.js';
import { daemonsets } from '../../apis/generated/resources.js';
import { objectKey } from '../../apimachinery/object.js';
import {
  deletionObserved,
  fulfilledExpectations,
  lowerExpectations,
  setExpectations,
  type Expectations,
} from '../../client/expectations.js';
import type { Reconcile } from '../../client/reconcile.js';
import { createPod, deletePod, podFromTemplate } from '../framework/pod-control.js';
import { isNamespaceTerminating, isNotFound, type Refusal } from '../framework/refusal.js';
import { SLOW_START_INITIAL_BATCH_SIZE, slowStartBatch } from '../framework/slow-start.js';
import type { Fleet } from './fleet.js';
import type { Plan } from './manage.js';
import { daemonPodTemplate, templateForNode } from './pod-template.js';

/** So many pods are created, and so many deleted, at most before their events are waited for. */
const BURST_REPLICAS = 250;

export interface Done {
  readonly expectations: Expectations;
  readonly failure?: Refusal;
}

/** Creates a pod for each of the nodes and deletes the pods, as many as a burst allows (syncNodes). */
export function* syncNodes(fleet: Fleet, plan: Plan, before: Expectations): Reconcile<Done> {
  const key = objectKey(fleet.daemonSet);
  const create = plan.create.slice(0, BURST_REPLICAS);
  const remove = plan.remove.slice(0, BURST_REPLICAS);
  if (create.length === 0 && remove.length === 0 && fulfilledExpectations(before, key)) return { expectations: before };
  const expected = setExpectations(before, key, create.length, remove.length, fleet.now);
  const created = yield* createPods(fleet, create, expected);
  const deleted = yield* deletePods(fleet, remove, created.expectations);
  const failure = created.failure ?? deleted.failure;
  return { expectations: deleted.expectations, ...(failure === undefined ? {} : { failure }) };
}

function* createPods(fleet: Fleet, nodes: readonly string[], expected: Expectations): Reconcile<Done> {
  if (nodes.length === 0) return { expectations: expected };
  const { daemonSet } = fleet;
  const template = daemonPodTemplate(daemonSet, fleet.hash);
  let next = 0;
  const { successes, failure } = yield* slowStartBatch<Refusal>(
    nodes.length,
    SLOW_START_INITIAL_BATCH_SIZE,
    function* () {
      const pod = podFromTemplate(daemonsets, daemonSet, templateForNode(template, nodes[next++] ?? ''));
      const made = yield* createPod(daemonsets, daemonSet, pod);
      return made.ok || isNamespaceTerminating(made) ? undefined : made;
    },
  );
  const expectations = lowerExpectations(expected, objectKey(daemonSet), nodes.length - successes, 0);
  return { expectations, ...(failure === undefined ? {} : { failure }) };
}

function* deletePods({ daemonSet }: Fleet, pods: readonly Pod[], expected: Expectations): Reconcile<Done> {
  let expectations = expected;
  let failure: Refusal | undefined;
  for (const pod of pods) {
    const gone = yield* deletePod(daemonsets, daemonSet, pod);
    if (gone.ok) continue;
    expectations = deletionObserved(expectations, objectKey(daemonSet));
    if (!isNotFound(gone)) failure ??= gone;
  }
  return { expectations, ...(failure === undefined ? {} : { failure }) };
}
