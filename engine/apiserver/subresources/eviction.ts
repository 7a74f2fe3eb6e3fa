import { asJson, isObject, type KubeObject } from '../../apimachinery/object.js';
import { matchesLabelSelector } from '../../apimachinery/labels.js';
import {
  badRequest,
  forbidden,
  internalError,
  notFound,
  plainError,
  tooManyRequests,
} from '../../apimachinery/status.js';
import { timestamp } from '../../apimachinery/time.js';
import type { Pod } from '../../apis/generated/core.v1.js';
import type { Status } from '../../apis/generated/meta.v1.js';
import type { PodDisruptionBudget } from '../../apis/generated/policy.v1.js';
import { poddisruptionbudgets, pods } from '../../apis/generated/resources.js';
import { groupVersion } from '../../apis/resource.js';
import { refusedEviction } from '../admission/noderestriction/plugin.js';
import { decodeObject, readDocument } from '../body.js';
import { servedByKey } from '../registry/catalogue.js';
import { inNamespace } from '../registry/generic/metadata.js';
import { deleteObject, type DeleteOptions } from '../registry/generic/delete.js';
import type { ResourceRequest } from '../request-info.js';
import type { Response } from '../request.js';
import { isRefusal, refuse, type Refusal, type Transaction } from '../transaction.js';
import { readDeleteOptions } from '../verbs/delete-options.js';
import { postedKind } from './posted-kind.js';

const EVICTION = postedKind('policy', 'v1', 'Eviction');

const MAX_DISRUPTED_PODS = 2000;
const REFUSED = "Cannot evict pod as it would violate the pod's disruption budget.";
const TWO_BUDGETS = 'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.';

/** POST to pods/NAME/eviction: EvictionREST (pkg/registry/core/pod/storage/eviction.go). */
export function evict(transaction: Transaction, request: ResourceRequest): Response | Refusal {
  const eviction = readEviction(transaction, request);
  if (isRefusal(eviction)) return eviction;
  const { deleteOptions } = asJson(eviction);
  const dryRun = dryRunOf(deleteOptions);
  if (dryRun.length > 0 && transaction.dryRun && dryRun.join(' ') !== 'All')
    return refuse(plainError(`Non-matching dry-run options in request and content: [All] and [${dryRun.join(' ')}]`));
  if (dryRun.includes('All')) transaction.runDry(true);
  const pod = transaction.view.get(pods, request.namespace, request.name);
  if (pod === undefined) return refuse(notFound(pods, request.name));
  const restricted = refusedEviction(pod, transaction.context);
  if (restricted !== undefined) return refuse(restricted);
  const options = isObject(deleteOptions) ? readDeleteOptions(deleteOptions) : {};
  const budgets = canIgnoreBudgets(pod) ? [] : budgetsOf(transaction, pod);
  if (budgets.length > 1) return refuse({ ...internalError(TWO_BUDGETS, true), message: TWO_BUDGETS });
  const budget = budgets[0];
  const refusal =
    budget === undefined || guardsNot(budget, pod) ? undefined : decrement(transaction, budget, request.name);
  return refusal === undefined ? markAndDelete(transaction, request, options) : refuse(refusal);
}

/** The version before is read alike (EvictionREST.AcceptsGroupVersion). */
const BETA = 'policy/v1beta1';

function readEviction(transaction: Transaction, { namespace, name }: ResourceRequest): KubeObject | Refusal {
  const document = readDocument(transaction, EVICTION.resource.kind);
  if (isRefusal(document)) return document;
  const { object } = document;
  const current = object['apiVersion'] === BETA ? { ...object, apiVersion: groupVersion(EVICTION.resource) } : object;
  const decoded = decodeObject(transaction, EVICTION, { ...document, object: current });
  if (isRefusal(decoded)) return decoded;
  const eviction = inNamespace(decoded, namespace);
  if (isRefusal(eviction) || eviction.metadata.name === name) return eviction;
  return refuse(badRequest('name in URL does not match name in Eviction object'));
}

/** deleteOptions.dryRun of an Eviction. */
function dryRunOf(deleteOptions: unknown): readonly unknown[] {
  const dryRun = isObject(deleteOptions) ? deleteOptions['dryRun'] : undefined;
  return Array.isArray(dryRun) ? dryRun : [];
}

function canIgnoreBudgets({ status, metadata }: Pod): boolean {
  return (
    status.phase === 'Succeeded' ||
    status.phase === 'Failed' ||
    status.phase === 'Pending' ||
    metadata.deletionTimestamp !== undefined
  );
}

function budgetsOf(transaction: Transaction, pod: Pod): readonly PodDisruptionBudget[] {
  return transaction.view
    .list(poddisruptionbudgets, pod.metadata.namespace)
    .filter(
      (budget) =>
        budget.spec.selector !== undefined && matchesLabelSelector(budget.spec.selector, pod.metadata.labels ?? {}),
    );
}

/** An unready pod is free when the budget allows it always, or when enough others are healthy. */
function guardsNot(budget: PodDisruptionBudget, pod: Pod): boolean {
  if (isReady(pod)) return false;
  if (budget.spec.unhealthyPodEvictionPolicy === 'AlwaysAllow') return true;
  const { currentHealthy = 0, desiredHealthy = 0 } = budget.status;
  return currentHealthy >= desiredHealthy && desiredHealthy > 0;
}

function isReady(pod: Pod): boolean {
  return (pod.status.conditions ?? []).some(({ type, status }) => type === 'Ready' && status === 'True');
}

/** checkAndDecrement: takes one disruption from the budget, or says why there is none. */
function decrement(transaction: Transaction, budget: PodDisruptionBudget, podName: string): Status | undefined {
  const { name, generation = 0 } = budget.metadata;
  const { observedGeneration = 0, disruptionsAllowed = 0, disruptedPods = {} } = budget.status;
  if (observedGeneration < generation)
    return tooManyRequests(REFUSED, 10, cause(`The disruption budget ${name} is still being processed by the server.`));
  const named = { group: 'policy', plural: 'poddisruptionbudget' };
  if (disruptionsAllowed < 0) return forbidden(named, name, 'pdb disruptions allowed is negative');
  if (Object.keys(disruptedPods).length > MAX_DISRUPTED_PODS)
    return forbidden(named, name, 'DisruptedPods map too big - too many evictions not confirmed by PDB controller');
  if (disruptionsAllowed === 0) return tooManyRequests(REFUSED, 0, cause(exhausted(budget)));
  const left = disruptionsAllowed - 1;
  const status = {
    ...budget.status,
    disruptionsAllowed: left,
    disruptedPods: { ...disruptedPods, [podName]: timestamp(transaction.now) },
    ...(left === 0 ? { conditions: insufficient(budget, timestamp(transaction.now)) } : {}),
  };
  transaction.put(poddisruptionbudgets, { ...budget, status });
  return undefined;
}

function cause(message: string) {
  return [{ reason: 'DisruptionBudget', message }];
}

function exhausted({ metadata, status }: PodDisruptionBudget): string {
  const condition = (status.conditions ?? []).find(({ type }) => type === 'DisruptionAllowed');
  const stopped = condition?.status === 'False' && condition.message !== '';
  const none = `The disruption budget ${metadata.name} does not allow evicting pods currently`;
  if (stopped && condition.reason === 'SyncFailed') return `${none} because it failed sync: ${condition.message}`;
  const { currentHealthy = 0, desiredHealthy = 0 } = status;
  if (currentHealthy <= desiredHealthy)
    return `The disruption budget ${metadata.name} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`;
  return stopped ? `${none} (${condition.reason}): ${condition.message}` : none;
}

function insufficient(
  { status, metadata }: PodDisruptionBudget,
  now: string,
): NonNullable<PodDisruptionBudget['status']['conditions']> {
  const before = (status.conditions ?? []).find(({ type }) => type === 'DisruptionAllowed');
  const changed = before?.status !== 'False';
  const condition = {
    type: 'DisruptionAllowed',
    status: 'False',
    observedGeneration: metadata.generation ?? 0,
    lastTransitionTime: changed || before === undefined ? now : before.lastTransitionTime,
    reason: 'InsufficientPods',
    message: '',
  };
  return [...(status.conditions ?? []).filter(({ type }) => type !== 'DisruptionAllowed'), condition];
}

/** addConditionAndDeletePod: DisruptionTarget first, then a delete like any other. */
function markAndDelete(transaction: Transaction, request: ResourceRequest, options: DeleteOptions): Response | Refusal {
  const served = servedByKey('pods');
  const pod = transaction.view.get(pods, request.namespace, request.name);
  if (served === undefined || pod === undefined) return refuse(notFound(pods, request.name));
  const marked = transaction.put(pods, {
    ...pod,
    status: { ...pod.status, conditions: disrupted(pod, timestamp(transaction.now)) },
  });
  const version = options.preconditions?.resourceVersion;
  const bumped =
    version === pod.metadata.resourceVersion && version !== undefined
      ? { ...options, preconditions: { ...options.preconditions, resourceVersion: marked.metadata.resourceVersion } }
      : options;
  const deleted = deleteObject(transaction, served, request.namespace, request.name, bumped);
  if (isRefusal(deleted)) return deleted;
  return { code: 201, body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 } };
}

function disrupted(pod: Pod, now: string): NonNullable<Pod['status']['conditions']> {
  const before = (pod.status.conditions ?? []).find(({ type }) => type === 'DisruptionTarget');
  const condition = {
    type: 'DisruptionTarget',
    status: 'True',
    lastProbeTime: null,
    lastTransitionTime: before?.status === 'True' ? before.lastTransitionTime : now,
    reason: 'EvictionByEvictionAPI',
    message: 'Eviction API: evicting',
  };
  return [...(pod.status.conditions ?? []).filter(({ type }) => type !== 'DisruptionTarget'), condition];
}
