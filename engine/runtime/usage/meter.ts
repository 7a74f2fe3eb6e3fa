import type { Millis } from '../../core/time.js';

/** What the cpu controller has counted of one run. Microseconds. */
export interface CpuMeter {
  readonly usage: number;
  /** Periods of 100 ms in which it had a limit and wanted to run. */
  readonly periods: number;
  readonly throttled: number;
  readonly throttledTime: number;
  /** How much of its work is done: milliseconds that it would have taken with all the cpu it wanted. */
  readonly progress: Millis;
  /** When enough was done for it to be ready; absent: not yet, or before it wanted any cpu. */
  readonly readyAt?: Millis;
  /** Its usage at earlier moments, oldest first: as much as a metrics server may still ask for. */
  readonly earlier: readonly MeterReading[];
}

export interface MeterReading {
  readonly at: Millis;
  readonly usage: number;
  /** Bytes from then on. */
  readonly memory: number;
}

/** How long readings are kept. */
const KEPT = 60_000;
const MILLICORES_PER_PERIOD = 1000;
const PERIOD = 100;

export function newMeter(progress: Millis): CpuMeter {
  return { usage: 0, periods: 0, throttled: 0, throttledTime: 0, progress, earlier: [] };
}

/** A stretch of time in which nothing changes: amounts are microcores. */
export interface Stretch {
  readonly from: Millis;
  readonly to: Millis;
  readonly demand: number;
  readonly granted: number;
  /** Infinity: none. */
  readonly limit: number;
  /** The work after which the run is ready. */
  readonly ready: Millis;
  /** Bytes. */
  readonly memory: number;
}

/**
 * The meter after a stretch. A run that wants more than its limit is throttled in every period, for the part of it that
 * is left when its quota is used up.
 */
export function metered(meter: CpuMeter, { from, to, demand, granted, limit, ready, memory }: Stretch): CpuMeter {
  const millis = to - from;
  const periods = limit === Infinity || demand === 0 ? 0 : millis / PERIOD;
  const throttles = periods > 0 && demand > limit && granted >= limit;
  const first = meter.earlier.findIndex(({ at }) => at > from - KEPT);
  const progress = meter.progress + (demand === 0 ? millis : (millis * granted) / demand);
  const recent = first < 0 ? meter.earlier.slice(-1) : meter.earlier.slice(Math.max(0, first - 1));
  return {
    usage: meter.usage + (granted * millis) / MILLICORES_PER_PERIOD,
    periods: meter.periods + periods,
    throttled: meter.throttled + (throttles ? periods : 0),
    throttledTime: meter.throttledTime + (throttles ? millis * 1000 * (1 - granted / demand) : 0),
    progress,
    ...readiness(meter, progress, ready, from, to),
    earlier: [...recent, { at: from, usage: meter.usage, memory }],
  };
}

/** When readiness was reached, if that was within the stretch. */
function readiness(
  meter: CpuMeter,
  after: Millis,
  ready: Millis,
  from: Millis,
  to: Millis,
): { readonly readyAt?: Millis } {
  if (meter.readyAt !== undefined) return { readyAt: meter.readyAt };
  if (meter.progress >= ready || after < ready) return {};
  return { readyAt: from + Math.ceil(((ready - meter.progress) * (to - from)) / (after - meter.progress)) };
}

/** Its usage at a moment that is not later than `at`, where it stands at `meter.usage`. */
export function usageAt(meter: CpuMeter, at: Millis, asked: Millis): number {
  let [laterAt, later] = [at, meter.usage];
  for (let i = meter.earlier.length - 1; i >= 0; i--) {
    const reading = meter.earlier[i];
    if (reading === undefined || asked >= laterAt) break;
    if (reading.at <= asked) {
      const span = laterAt - reading.at;
      return reading.usage + (span === 0 ? 0 : ((later - reading.usage) * (asked - reading.at)) / span);
    }
    [laterAt, later] = [reading.at, reading.usage];
  }
  return asked >= laterAt ? later : 0;
}

/** The memory that was used at an earlier moment; undefined when nothing was read then. */
export function memoryAt(meter: CpuMeter, asked: Millis): number | undefined {
  return meter.earlier.findLast(({ at }) => at <= asked)?.memory;
}
