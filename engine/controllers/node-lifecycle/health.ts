import { millisOf, timestamp } from '../../apimachinery/time.js';
import type { Lease } from '../../apis/generated/coordination.v1.js';
import type { Node, NodeCondition } from '../../apis/generated/core.v1.js';
import { RENEWED_FOR_EVER } from '../../apiserver/heartbeat.js';
import { MINUTE, SECOND, type Millis } from '../../core/time.js';
import { nextRound } from '../../client/ticks.js';
import { isLive } from './heartbeat.js';

export const NODE_MONITOR_PERIOD: Millis = 5 * SECOND;
/** How long a node may be silent. */
export const NODE_MONITOR_GRACE_PERIOD: Millis = 50 * SECOND;
/** How long a new node may be silent. */
export const NODE_STARTUP_GRACE_PERIOD: Millis = MINUTE;

/** What is remembered of a node's signs of life. */
export interface Health {
  /** The round in which the last sign of life was seen, a live lease not counted. */
  readonly probe: Millis;
  /** Of the Ready condition, as it was when its heartbeat changed last; undefined: the node has none. */
  readonly ready: Pick<NodeCondition, 'status' | 'lastHeartbeatTime'> | undefined;
  /** Of the lease that was seen last. */
  readonly renewTime: string | undefined;
}

export function readyCondition(node: Node): NodeCondition | undefined {
  return node.status.conditions?.find(({ type }) => type === 'Ready');
}

/**
 * What is known of a node after a round of monitoring that sees it and its lease (the first half of tryUpdateNodeHealth).
 * `start` is when the rounds began. A lease that was live until now counts as renewed in the round that followed its last
 * renewal, for the rounds since then were not run.
 */
export function observe(
  health: Health | undefined,
  node: Node,
  lease: Lease | undefined,
  now: Millis,
  start: Millis,
): Health {
  const renewed = health?.renewTime;
  const seen = observeStatus(health, node, now);
  const renewTime = lease?.spec.renewTime;
  if (lease === undefined || renewTime === undefined) return seen;
  if (isLive(lease)) return seen.renewTime === renewTime ? seen : { ...seen, renewTime };
  if (renewed === RENEWED_FOR_EVER) {
    const probe = nextRound(start, NODE_MONITOR_PERIOD, millisOf(renewTime), undefined);
    return { ...seen, renewTime, probe: Math.max(probe, seen.probe) };
  }
  return renewed === undefined || renewed < renewTime ? { ...seen, renewTime, probe: now } : seen;
}

function observeStatus(health: Health | undefined, node: Node, now: Millis): Health {
  const ready = readyCondition(node);
  if (ready === undefined && health?.ready === undefined) {
    return health ?? { probe: millisOf(node.metadata.creationTimestamp), ready: undefined, renewTime: undefined };
  }
  const saved = health?.ready;
  if (health !== undefined && saved !== undefined && saved.lastHeartbeatTime === ready?.lastHeartbeatTime)
    return health;
  if (health !== undefined && ready === undefined) return { ...health, ready };
  return { probe: now, ready, renewTime: undefined };
}

/** When a node that is not heard of any more is taken for dead; undefined: never, as things are. */
export function staleAt(health: Health, node: Node): Millis | undefined {
  const ready = readyCondition(node);
  if (health.renewTime === RENEWED_FOR_EVER || ready?.status === 'Unknown') return undefined;
  return health.probe + (ready === undefined ? NODE_STARTUP_GRACE_PERIOD : NODE_MONITOR_GRACE_PERIOD);
}

const MONITORED = ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure'];

/** The node with every condition that its kubelet should post marked Unknown. */
export function withUnknownConditions(node: Node, now: Millis): Node {
  const conditions = (node.status.conditions ?? []).map((condition) => forgotten(condition, now));
  for (const type of MONITORED) {
    if (conditions.some((condition) => condition.type === type)) continue;
    conditions.push({
      type,
      status: 'Unknown',
      reason: 'NodeStatusNeverUpdated',
      message: 'Kubelet never posted node status.',
      lastHeartbeatTime: node.metadata.creationTimestamp,
      lastTransitionTime: timestamp(now),
    });
  }
  return { ...node, status: { ...node.status, conditions } };
}

function forgotten(condition: NodeCondition, now: Millis): NodeCondition {
  if (!MONITORED.includes(condition.type) || condition.status === 'Unknown') return condition;
  return {
    ...condition,
    status: 'Unknown',
    reason: 'NodeStatusUnknown',
    message: 'Kubelet stopped posting node status.',
    lastTransitionTime: timestamp(now),
  };
}
