import type { Node, NodeCondition } from '../../apis/generated/core.v1.js';
import { SortedMap } from '../../core/sorted-map.js';
import { SECOND, type Millis } from '../../core/time.js';

/** Nodes tainted per second in a zone that is well, and in one that is not but large. */
const EVICTION_RATE = 0.1;
const SECONDARY_EVICTION_RATE = 0.01;
/** A zone of more nodes than this is large. */
const LARGE_CLUSTER_SIZE = 50;
/** The part of a zone's nodes that makes it unhealthy, and that must be exceeded in number. */
const UNHEALTHY_ZONE_THRESHOLD = 0.55;
const TOLERATED_UNHEALTHY_NODES = 2;

export type ZoneState = 'Initial' | 'Normal' | 'FullDisruption' | 'PartialDisruption';

/** A token bucket that holds one token; at a rate of 0 it never has any. */
export interface Limiter {
  readonly perSecond: number;
  /** When there is a token. */
  readonly readyAt: Millis;
}

/** A node to be tainted. */
export interface Candidate {
  readonly processAt: Millis;
  /** False once it was tainted: it stays known, so that it is not tainted again. */
  readonly queued: boolean;
}

/** A failure domain, whose nodes get their NoExecute taints one at a time. */
export interface Zone {
  /** Undefined: no node is in it now. */
  readonly state: ZoneState | undefined;
  readonly limiter: Limiter;
  /** Node → when. */
  readonly candidates: SortedMap<string, Candidate>;
}

/** By zone key. */
export type Zones = SortedMap<string, Zone>;

export const NO_ZONES: Zones = SortedMap.empty();

export const NEW_ZONE: Zone = {
  state: 'Initial',
  limiter: { perSecond: EVICTION_RATE, readyAt: -Infinity },
  candidates: SortedMap.empty(),
};

const ZONE_LABELS = ['failure-domain.beta.kubernetes.io/zone', 'topology.kubernetes.io/zone'];
const REGION_LABELS = ['failure-domain.beta.kubernetes.io/region', 'topology.kubernetes.io/region'];

/** What tells zones apart: region and zone (GetZoneKey). */
export function zoneKey({ metadata: { labels = {} } }: Node): string {
  const zone = ZONE_LABELS.map((label) => labels[label]).find((value) => value !== undefined) ?? '';
  const region = REGION_LABELS.map((label) => labels[label]).find((value) => value !== undefined) ?? '';
  return zone === '' && region === '' ? '' : `${region}:\u0000:${zone}`;
}

/** ComputeZoneState: of the Ready conditions of its nodes, undefined where there is none. */
export function computeZoneState(conditions: readonly (NodeCondition | undefined)[]): ZoneState {
  const ready = conditions.filter((condition) => condition?.status === 'True').length;
  const notReady = conditions.length - ready;
  if (ready === 0 && notReady > 0) return 'FullDisruption';
  const unhealthy = notReady > TOLERATED_UNHEALTHY_NODES && notReady / conditions.length >= UNHEALTHY_ZONE_THRESHOLD;
  return unhealthy ? 'PartialDisruption' : 'Normal';
}

/** The rate that a zone of this state and number of nodes deserves (setLimiterInZone). */
export function rateOf(state: ZoneState, size: number): number {
  if (state !== 'PartialDisruption') return EVICTION_RATE;
  return size > LARGE_CLUSTER_SIZE ? SECONDARY_EVICTION_RATE : 0;
}

/** Takes a token, if there is one. */
export function tryAccept({ perSecond, readyAt }: Limiter, now: Millis): Limiter | undefined {
  return perSecond > 0 && now >= readyAt ? { perSecond, readyAt: now + SECOND / perSecond } : undefined;
}

/** A limiter of another rate; a token that is not there yet is not gained by it (SwapLimiter). */
export function swapLimiter(limiter: Limiter, perSecond: number, now: Millis): Limiter {
  if (limiter.perSecond === perSecond) return limiter;
  const readyAt = tryAccept(limiter, now) === undefined && perSecond > 0 ? now + SECOND / perSecond : -Infinity;
  return { perSecond, readyAt };
}
