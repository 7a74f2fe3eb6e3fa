import { failed, ok, type Result } from '../../apimachinery/result.js';
import type { Pod } from '../../apis/generated/core.v1.js';
import type { Millis } from '../../core/time.js';
import { groupPods, type GroupedPods } from './group-pods.js';
import type { PodMetrics } from './pod-metrics.js';
import { requestsOf, type Requests } from './requests.js';

/** How far from its target a use may be without anything being done about it: 0.1 is a tenth. */
export interface Tolerances {
  readonly down: number;
  readonly up: number;
}

/** What the number of replicas is worked out from. */
export interface Sample {
  readonly pods: readonly Pod[];
  readonly metrics: PodMetrics;
  readonly resource: string;
  readonly currentReplicas: number;
  readonly tolerances: Tolerances;
  readonly now: Millis;
}

/** How many replicas a metric asks for, and what it stood at. */
export interface Proposal {
  readonly replicas: number;
  /** Percent of what is requested; only when the target is a utilization. */
  readonly utilization?: number;
  /** Average of the pods in thousandths. */
  readonly average: number;
}

/** What a target makes of the use of some pods. */
interface Measure {
  ratio(values: Values): Result<Omit<Proposal, 'replicas'> & { readonly ratio: number }>;
  /** What a pod of which nothing is known is taken to use when it comes to fewer replicas. */
  fallback(pod: string): number;
}

/** By pod name, in thousandths. */
type Values = ReadonlyMap<string, number>;

/** Replicas for a target in percent of what the pods, or one container of each, request. Follows GetResourceReplicas. */
export function replicasForUtilization(
  sample: Sample,
  target: number,
  container: string | undefined,
): Result<Proposal> {
  return replicasFor(sample, () => {
    const requests = requestsOf(sample.pods, sample.resource, container);
    if (!requests.ok) return requests;
    return ok({
      ratio: (values) => utilizationRatio(values, requests.value, target),
      fallback: (pod) => Math.trunc(((requests.value.get(pod) ?? 0) * Math.max(100, target)) / 100),
    });
  });
}

/** Replicas for a target of so many thousandths for each pod. Follows calcPlainMetricReplicas. */
export function replicasForAverage(sample: Sample, target: number): Result<Proposal> {
  const measure: Measure = {
    ratio(values) {
      const average = Math.trunc(sum(values) / values.size);
      return ok({ ratio: average / target, average });
    },
    fallback: () => target,
  };
  return replicasFor(sample, () => ok(measure));
}

function sum(values: Values): number {
  let total = 0;
  for (const value of values.values()) total += value;
  return total;
}

/** Follows GetResourceUtilizationRatio. */
function utilizationRatio(values: Values, requests: Requests, target: number): ReturnType<Measure['ratio']> {
  let used = 0;
  let requested = 0;
  let entries = 0;
  for (const [pod, value] of values) {
    const request = requests.get(pod);
    if (request === undefined) continue;
    used += value;
    requested += request;
    entries++;
  }
  if (requested === 0) return failed('no metrics returned matched known pods');
  const utilization = Math.trunc((used * 100) / requested);
  return ok({ ratio: utilization / target, utilization, average: Math.trunc(used / entries) });
}

function isWithin({ down, up }: Tolerances, ratio: number): boolean {
  return 1 - down <= ratio && ratio <= 1 + up;
}

function replicasFor(sample: Sample, measureOf: () => Result<Measure>): Result<Proposal> {
  const { pods, metrics, resource, now } = sample;
  if (pods.length === 0) return failed('no pods returned by selector while calculating replica count');
  const groups = groupPods(pods, metrics, resource, now);
  const values = new Map([...metrics].map(([pod, { value }]) => [pod, value]));
  for (const pod of [...groups.ignored, ...groups.unready]) values.delete(pod);
  if (values.size === 0) return failed('did not receive metrics for targeted pods (pods might be unready)');
  const measure = measureOf();
  if (!measure.ok) return measure;
  const measured = measure.value.ratio(values);
  if (!measured.ok) return measured;
  const { ratio, ...found } = measured.value;
  const replicas = replicasAt(ratio, values, groups, sample, measure.value);
  return replicas.ok ? ok({ ...found, replicas: replicas.value }) : replicas;
}

/** From the ratio of those whose use counts; the others are taken to use what speaks against a change. */
function replicasAt(
  ratio: number,
  known: Values,
  { ready, unready, missing }: GroupedPods,
  { currentReplicas, tolerances }: Sample,
  measure: Measure,
): Result<number> {
  const upWithUnready = unready.length > 0 && ratio > 1;
  if (!upWithUnready && missing.length === 0) {
    return ok(isWithin(tolerances, ratio) ? currentReplicas : Math.ceil(ratio * ready));
  }
  const values = new Map(known);
  if (ratio < 1) for (const pod of missing) values.set(pod, measure.fallback(pod));
  if (ratio > 1) for (const pod of missing) values.set(pod, 0);
  if (upWithUnready) for (const pod of unready) values.set(pod, 0);
  const again = measure.ratio(values);
  if (!again.ok) return again;
  const guess = again.value.ratio;
  if (isWithin(tolerances, guess) || turned(ratio, guess)) return ok(currentReplicas);
  const replicas = Math.ceil(guess * values.size);
  // What is guessed of some pods must not turn the direction around.
  const isAgainst = (guess < 1 && replicas > currentReplicas) || (guess > 1 && replicas < currentReplicas);
  return ok(isAgainst ? currentReplicas : replicas);
}

function turned(ratio: number, guess: number): boolean {
  return (ratio < 1 && guess > 1) || (ratio > 1 && guess < 1);
}
