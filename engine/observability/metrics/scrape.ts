import { SECOND, type Millis } from '../../core/time.js';
import { isRunning, type ContainerRun } from '../../runtime/container.js';
import { nodeMemory } from '../../kubelet/stats/node-memory.js';
import type { Runtime, RuntimePod } from '../../runtime/runtime.js';
import { account, meterOf } from '../../runtime/usage/account.js';
import { usedBy } from '../../runtime/usage/container-usage.js';
import { memoryAt, usageAt } from '../../runtime/usage/meter.js';

/** How often a metrics server asks the kubelets (--metric-resolution). */
export const RESOLUTION = 15 * SECOND;

/** A container younger than a resolution is known when it is at least so old (freshContainerMinMetricsResolution). */
const FRESH = 10 * SECOND;

/** What was measured over a window that ends at a scrape. */
export interface Measured {
  /** Billionths of a core, on average. */
  readonly nanoCores: number;
  /** Bytes at its end. */
  readonly memory: number;
}

export interface MeasuredContainer extends Measured {
  readonly name: string;
}

export interface Measurement<T> {
  readonly at: Millis;
  readonly window: Millis;
  readonly of: T;
}

/** The last scrape until `now` of a server that began at `startedAt`. */
export function lastScrape(startedAt: Millis, now: Millis): Millis {
  return startedAt + Math.floor((now - startedAt) / RESOLUTION) * RESOLUTION;
}

/**
 * What a metrics server knows of a pod: of each container two scrapes, or one and its start. Undefined while that is not
 * so of all of them. Follows pkg/storage of metrics-server.
 */
export function measuredPod(
  machine: Runtime,
  uid: string,
  server: Millis,
  now: Millis,
): Measurement<readonly MeasuredContainer[]> | undefined {
  const runtime = account(machine, now);
  const pod = runtime.pods.get(uid);
  const at = lastScrape(server, now);
  const running = pod?.containers.filter((run) => isRunning(run, at)) ?? [];
  if (pod === undefined || running.length === 0) return undefined;
  const windows = running.map((run) => windowOf(run, at, server));
  if (windows.includes(undefined)) return undefined;
  const of = running.map((run, index) => measuredRun(runtime, pod, run, { at, window: windows[index] ?? 0, now }));
  return { at, window: Math.min(...windows.map((window) => window ?? 0)), of };
}

function windowOf({ startedAt = 0 }: ContainerRun, at: Millis, server: Millis): Millis | undefined {
  const before = at - RESOLUTION;
  if (before >= server && startedAt <= before) return RESOLUTION;
  const age = at - startedAt;
  return age >= FRESH && age < RESOLUTION ? age : undefined;
}

interface Window {
  readonly at: Millis;
  readonly window: Millis;
  readonly now: Millis;
}

const NANOS_OF_A_MICRO_EACH_MILLI = 1_000_000;

function measuredRun(
  runtime: Runtime,
  pod: RuntimePod,
  run: ContainerRun,
  { at, window, now }: Window,
): MeasuredContainer {
  const meter = meterOf(run, now);
  const spent = usageAt(meter, now, at) - usageAt(meter, now, at - window);
  const remembered = runtime.accountedAt === undefined ? undefined : memoryAt(meter, at);
  return {
    name: run.name,
    nanoCores: Math.floor((spent * NANOS_OF_A_MICRO_EACH_MILLI) / window),
    memory: remembered ?? usedBy(runtime, pod, run, at).memory,
  };
}

/** What a metrics server knows of a node: two scrapes of its kubelet, which runs since `kubelet`. */
export function measuredNode(
  machine: Runtime,
  kubelet: Millis,
  server: Millis,
  now: Millis,
): Measurement<Measured> | undefined {
  const at = lastScrape(server, now);
  const before = at - RESOLUTION;
  if (before < server || before < kubelet) return undefined;
  const runtime = account(machine, now);
  const { meter } = runtime;
  const spent = meter === undefined ? 0 : usageAt(meter, now, at) - usageAt(meter, now, before);
  const remembered = meter === undefined || runtime.accountedAt === undefined ? undefined : memoryAt(meter, at);
  return {
    at,
    window: RESOLUTION,
    of: {
      nanoCores: Math.floor((spent * NANOS_OF_A_MICRO_EACH_MILLI) / RESOLUTION),
      memory: remembered ?? nodeMemory(runtime, at),
    },
  };
}
