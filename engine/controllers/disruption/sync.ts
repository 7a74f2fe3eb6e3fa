import { failed, type Result } from '../../apimachinery/result.js';
import { labelSelectorAsSelector } from '../../apimachinery/labels.js';
import type { Pod } from '../../apis/generated/core.v1.js';
import type { PodDisruptionBudget } from '../../apis/generated/policy.v1.js';
import { poddisruptionbudgets, pods } from '../../apis/generated/resources.js';
import type { Context } from '../../client/component.js';
import { updateStatus, type Reconcile } from '../../client/reconcile.js';
import type { Millis } from '../../core/time.js';
import { updatePodCondition } from '../framework/pod-conditions.js';
import { printSelector } from '../framework/print-selector.js';
import { isConflict, refusalText } from '../framework/refusal.js';
import { podsMatching } from '../framework/selectors.js';
import { referenceTo, tell } from '../framework/tell.js';
import { budgetsOf } from './budgets.js';
import { expectedPodCount, type ExpectedPods } from './expected-scale.js';
import { countHealthyPods, disruptedPods, withFailure, withStatus } from './status.js';

const SOURCE = 'controllermanager';

/** What came of a sync. */
export interface Synced {
  /** When to look again although nothing has changed. */
  readonly recheckAt: Millis | undefined;
  /** A write was refused: to be tried again. */
  readonly failed: boolean;
}

function* tellOf(budget: PodDisruptionBudget, type: 'Normal' | 'Warning', reason: string, message: string): Reconcile {
  yield* tell(SOURCE, referenceTo(poddisruptionbudgets, budget), type, reason, message);
}

/** Brings the status of a budget up to date (sync, trySync). */
export function* syncBudget(budget: PodDisruptionBudget, context: Context): Reconcile<Synced> {
  const { now } = context;
  const selected = yield* selectedPods(budget, context);
  const counted = selected.ok ? yield* count(budget, selected.value, context) : selected;
  if (!selected.ok || !counted.ok) return yield* failSafe(budget, counted.ok ? '' : counted.error, now);
  if (counted.value.unmanaged) yield* tellOf(budget, 'Warning', 'UnmanagedPods', unmanagedText(budget));
  const disrupted = disruptedPods(selected.value, budget, now);
  for (const pod of disrupted.late) yield* tellNotDeleted(pod, budget);
  const healthy = countHealthyPods(selected.value, disrupted.pods, now);
  const next = withStatus(budget, counted.value, healthy, disrupted.pods, now);
  const { recheckAt } = disrupted;
  if (next === budget) return { recheckAt, failed: false };
  const written = yield* updateStatus(poddisruptionbudgets, next);
  if (written.ok) return { recheckAt, failed: false };
  return isConflict(written)
    ? { recheckAt: undefined, failed: true }
    : yield* failSafe(budget, refusalText(written), now);
}

function* selectedPods(budget: PodDisruptionBudget, { view }: Context): Reconcile<Result<readonly Pod[]>> {
  const { selector } = budget.spec;
  const parsed = labelSelectorAsSelector(selector);
  if (!parsed.ok) {
    yield* tellOf(budget, 'Warning', 'NoPods', `Failed to get pods: ${parsed.error}`);
    return failed(parsed.error);
  }
  const found = selector === undefined ? [] : podsMatching(view, budget.metadata.namespace ?? '', selector);
  if (found.length === 0) yield* tellOf(budget, 'Normal', 'NoPods', 'No matching pods found');
  return { ok: true, value: found };
}

function* count(
  budget: PodDisruptionBudget,
  selected: readonly Pod[],
  { view }: Context,
): Reconcile<Result<ExpectedPods>> {
  const counted = yield* expectedPodCount(budget, selected, view);
  if (!counted.ok) {
    const message = `Failed to calculate the number of expected pods: ${counted.error}`;
    yield* tellOf(budget, 'Warning', 'CalculateExpectedPodCountFailed', message);
  }
  return counted;
}

function unmanagedText({ spec }: PodDisruptionBudget): string {
  return (
    `Pods selected by this PodDisruptionBudget (selector: ${printSelector(spec.selector)}) were found to be unmanaged. ` +
    'As a result, the status of the PDB cannot be calculated correctly, which may result in undefined behavior. ' +
    'To account for these pods please set ".spec.minAvailable" field of the PDB to an integer value.'
  );
}

/** Upstream names the budget by its namespace twice. */
function* tellNotDeleted(pod: Pod, { metadata }: PodDisruptionBudget): Reconcile {
  const { namespace = '' } = metadata;
  const message = `Pod was expected by PDB ${namespace}/${namespace} to be deleted but it wasn't`;
  yield* tell(SOURCE, referenceTo(pods, pod), 'Warning', 'NotDeleted', message);
}

function* failSafe(budget: PodDisruptionBudget, message: string, now: Millis): Reconcile<Synced> {
  const written = yield* updateStatus(poddisruptionbudgets, withFailure(budget, message, now));
  return { recheckAt: undefined, failed: !written.ok };
}

/** Says of a pod that several budgets select it. */
export function* tellMultiple(pod: Pod, { view }: Context): Reconcile {
  const budgets = budgetsOf(view, pod);
  const [chosen] = budgets;
  if (chosen === undefined || budgets.length < 2) return;
  const { namespace = '', name } = pod.metadata;
  const message =
    `Pod "${namespace}"/"${name}" matches multiple PodDisruptionBudgets.  ` +
    `Chose "${chosen.metadata.name}" arbitrarily.`;
  yield* tell(SOURCE, referenceTo(pods, pod), 'Warning', 'MultiplePodDisruptionBudgets', message);
}

/** Takes back the DisruptionTarget condition of a pod that nobody has deleted; true when it worked. */
export function* clearStaleDisruption(pod: Pod, now: Millis): Reconcile<boolean> {
  const condition = {
    type: 'DisruptionTarget',
    status: 'False',
    observedGeneration: pod.metadata.generation,
  } as const;
  const conditions = updatePodCondition(pod.status.conditions, condition, now);
  return (yield* updateStatus(pods, { ...pod, status: { ...pod.status, conditions } })).ok;
}
