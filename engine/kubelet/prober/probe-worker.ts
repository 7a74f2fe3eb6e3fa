import type { Millis } from '../../core/time.js';

export type ProbeType = 'startup' | 'liveness' | 'readiness';

/** Success and Failure are known results; nothing is known before the first probe of a startup probe. */
export type ProbeResult = 'Success' | 'Failure' | 'Unknown';

/** One probe of one container: a worker and its entry of the results manager (pkg/kubelet/prober). */
export interface ProbeWorker {
  readonly type: ProbeType;
  readonly container: string;
  /** A tick: others follow every period. */
  readonly tickedAt: Millis;
  /** The run it watches; absent before the first. */
  readonly run?: string;
  /** What the kubelet believes of that run. */
  readonly result: ProbeResult;
  /** The latest outcome and how many times in a row it came. */
  readonly last?: ProbeResult;
  readonly inRow: number;
  /** Nothing to do until there is another run. */
  readonly onHold: boolean;
}

/** The worker of a container's probe. */
export function findProbe(probes: readonly ProbeWorker[], container: string, type: ProbeType): ProbeWorker | undefined {
  for (const probe of probes) if (probe.container === container && probe.type === type) return probe;
  return undefined;
}

/** What is known of a run; undefined when it is not probed (yet). */
export function resultOf(
  probes: readonly ProbeWorker[],
  container: string,
  type: ProbeType,
  run: string,
): ProbeResult | undefined {
  const probe = findProbe(probes, container, type);
  return probe !== undefined && probe.run === run ? probe.result : undefined;
}
