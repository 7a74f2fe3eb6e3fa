import type { HorizontalPodAutoscaler, MetricStatus } from '../../apis/generated/autoscaling.v2.js';
import type { Context } from '../../client/component.js';
import type { Reconcile } from '../../client/reconcile.js';
import { computeMetric, type MetricFailure } from './compute.js';
import type { Finding } from './conditions.js';
import { withScaleEvent } from './limits.js';
import type { History, Memory } from './memory.js';
import { normalize, type Normalized } from './normalize.js';
import { readScale, writeScale, type ScaleTarget } from './scale-target.js';
import { problemOf, rivalsOf } from './selector.js';
import { tellOf, UNREAD, writeStatus } from './status.js';

/** How a tick ended. */
export interface Tick {
  readonly history: History;
  /** Of the target, when it was looked at. */
  readonly selector?: string;
  /** Something was written, or only time holds the next change back. */
  readonly moving: boolean;
}

const GOT_SCALE: Finding = {
  type: 'AbleToScale',
  status: 'True',
  reason: 'SucceededGetScale',
  message: "the HPA controller was able to get the target's current scale",
};

const DISABLED: Finding = {
  type: 'ScalingActive',
  status: 'False',
  reason: 'ScalingDisabled',
  message: 'scaling is disabled since the replica count of the target is zero',
};

function inactive(reason: string, message: string): Finding {
  return { type: 'ScalingActive', status: 'False', reason, message };
}

function unable(reason: string, message: string): Finding {
  return { type: 'AbleToScale', status: 'False', reason, message };
}

/** One tick of an autoscaler. Follows reconcileAutoscaler. */
export function* syncAutoscaler(
  autoscaler: HorizontalPodAutoscaler,
  key: string,
  past: History,
  memory: Memory,
  context: Context,
): Reconcile<Tick> {
  const found = yield* readScale(autoscaler, context.view);
  if (!found.ok) {
    yield* tellOf(autoscaler, 'Warning', 'FailedGetScale', found.error);
    const message = `the HPA controller was unable to get the target's current scale: ${found.error}`;
    const findings = [unable('FailedGetScale', message)];
    return { history: past, moving: yield* writeStatus(autoscaler, { findings }, context) };
  }
  const target = found.value;
  const current = target.scale.spec.replicas ?? 0;
  const initial = [{ replicas: current, at: context.now }];
  const history = past.recommendations.length > 0 ? past : { ...past, recommendations: initial };
  const { minReplicas: min = 1, maxReplicas: max } = autoscaler.spec;
  if (current === 0 && min !== 0) {
    const outcome = { findings: [GOT_SCALE, DISABLED], replicas: { current, desired: 0 } };
    return { history, moving: yield* writeStatus(autoscaler, outcome, context) };
  }
  const change = { target, current, history, findings: [GOT_SCALE] };
  if (current > max) {
    const reason = 'Current number of replicas above Spec.MaxReplicas';
    return yield* rescale(autoscaler, { ...change, desired: max, reason }, context);
  }
  if (current < min) {
    const reason = 'Current number of replicas below Spec.MinReplicas';
    return yield* rescale(autoscaler, { ...change, desired: min, reason }, context);
  }
  return yield* scaleByMetrics(autoscaler, { ...change, key, memory }, context);
}

interface Change {
  readonly target: ScaleTarget;
  readonly current: number;
  readonly history: History;
  readonly findings: readonly Finding[];
}

interface Rescale extends Change {
  readonly desired: number;
  readonly reason: string;
  readonly metrics?: readonly MetricStatus[];
  readonly selector?: string;
}

function* rescale(autoscaler: HorizontalPodAutoscaler, change: Rescale, context: Context): Reconcile<Tick> {
  const { target, current, desired, reason, history, metrics, selector } = change;
  const written = yield* writeScale(target, desired);
  const seen = { current, ...(metrics && { metrics }) };
  if (!written.ok) {
    const message = `New size: ${desired}; reason: ${reason}; error: ${written.error}`;
    yield* tellOf(autoscaler, 'Warning', 'FailedRescale', message);
    const text = `the HPA controller was unable to update the target scale: ${written.error}`;
    const findings = [...change.findings, unable('FailedUpdateScale', text)];
    const moving = yield* writeStatus(autoscaler, { findings, replicas: seen }, context);
    return { history, moving, ...(selector !== undefined && { selector }) };
  }
  const message = `the HPA controller was able to update the target scale to ${desired}`;
  const done: Finding = { type: 'AbleToScale', status: 'True', reason: 'SucceededRescale', message };
  yield* tellOf(autoscaler, 'Normal', 'SuccessfulRescale', `New size: ${desired}; reason: ${reason}`);
  const findings = [...change.findings, done];
  yield* writeStatus(autoscaler, { findings, replicas: { ...seen, desired, rescaled: true } }, context);
  const { behavior } = autoscaler.spec;
  const after = behavior === undefined ? history : withScaleEvent(history, behavior, current, desired, context.now);
  return { history: after, moving: true, ...(selector !== undefined && { selector }) };
}

interface ByMetrics extends Change {
  readonly key: string;
  readonly memory: Memory;
}

/** What all metrics together ask for. Follows computeReplicasForMetrics. */
interface Computed {
  /** Undefined: the metrics do not allow any change. */
  readonly replicas?: number;
  readonly name: string;
  readonly statuses?: readonly MetricStatus[];
  readonly finding: Finding;
  readonly error?: string;
}

function* scaleByMetrics(
  autoscaler: HorizontalPodAutoscaler,
  { key, memory, ...change }: ByMetrics,
  context: Context,
): Reconcile<Tick> {
  const { current, history } = change;
  const { behavior, minReplicas: min = 1, maxReplicas: max } = autoscaler.spec;
  const selector = change.target.scale.status.selector ?? '';
  const computed =
    (yield* refusedSelector(autoscaler, key, selector, memory, context)) ??
    (yield* computeAll(autoscaler, selector, current, context));
  const { replicas, statuses, finding } = computed;
  const metrics = statuses && { metrics: statuses };
  if (replicas === undefined) {
    const findings = [...change.findings, finding];
    const moving = yield* writeStatus(autoscaler, { findings, replicas: { current, ...metrics } }, context);
    yield* tellOf(autoscaler, 'Warning', 'FailedComputeMetricsReplicas', computed.error ?? '');
    return { history, selector, moving };
  }
  const normal: Normalized = normalize(replicas, { current, min, max }, behavior, history, context.now);
  const findings = [...change.findings, finding, ...normal.findings];
  const desired = normal.replicas;
  if (desired === current) {
    const outcome = { findings, replicas: { current, desired, ...metrics } };
    const written = yield* writeStatus(autoscaler, outcome, context);
    return { history: normal.history, selector, moving: written || normal.held };
  }
  const reason = reasonOf(replicas, current, computed.name);
  const scaled = { ...change, ...metrics, history: normal.history, findings, desired, reason, selector };
  return yield* rescale(autoscaler, scaled, context);
}

/** Upstream gives no reason when the metrics ask for what is there and a limit changes it. */
function reasonOf(replicas: number, current: number, metric: string): string {
  if (replicas === current) return '';
  return replicas > current ? `${metric} above target` : 'All metrics below target';
}

function* refusedSelector(
  autoscaler: HorizontalPodAutoscaler,
  key: string,
  selector: string,
  memory: Memory,
  { view }: Context,
): Reconcile<Computed | undefined> {
  const problem = problemOf(selector);
  if (problem !== undefined) {
    yield* tellOf(autoscaler, 'Warning', problem.event.reason, problem.event.message);
    const finding = inactive(problem.condition.reason, problem.condition.message);
    return { name: '', finding, error: problem.event.message };
  }
  const own = memory.known.get(key);
  const known = own === undefined ? memory.known : memory.known.set(key, { ...own, selector });
  const rivals = rivalsOf(selector, autoscaler.metadata.namespace ?? '', { known }, view);
  if (rivals.ok) return undefined;
  yield* tellOf(autoscaler, 'Warning', 'AmbiguousSelector', rivals.error);
  return { name: '', finding: inactive('AmbiguousSelector', rivals.error), error: rivals.error };
}

function* computeAll(
  autoscaler: HorizontalPodAutoscaler,
  selector: string,
  current: number,
  context: Context,
): Reconcile<Computed> {
  const specs = autoscaler.spec.metrics ?? [];
  const statuses: MetricStatus[] = [];
  const failures: MetricFailure[] = [];
  let replicas = 0;
  let name = '';
  for (const spec of specs) {
    const outcome = yield* computeMetric(spec, { autoscaler, selector, replicas: current }, context);
    statuses.push(outcome.ok ? outcome.status : UNREAD);
    if (!outcome.ok) {
      yield* tellOf(autoscaler, 'Warning', outcome.reason, outcome.error);
      failures.push(outcome);
    } else if (replicas === 0 || outcome.replicas > replicas) {
      replicas = outcome.replicas;
      name = outcome.name;
    }
  }
  const [first] = failures;
  const count = `${failures.length} invalid out of ${specs.length}`;
  const error = first && `invalid metrics (${count}), first error is: ${first.wrapped}`;
  // What cannot be read might ask for more: there is no way down without it.
  if (first !== undefined && (failures.length >= specs.length || replicas < current)) {
    const message = `the HPA was unable to compute the replica count: ${first.error}`;
    return { name, statuses, finding: inactive(first.reason, message), ...(error && { error }) };
  }
  const message = `the HPA was able to successfully calculate a replica count from ${name}`;
  const finding: Finding = { type: 'ScalingActive', status: 'True', reason: 'ValidMetricFound', message };
  return { replicas, name, statuses, finding };
}
