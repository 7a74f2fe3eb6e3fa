import { timestamp } from '../../apimachinery/time.js';
import type { NodeCondition } from '../../apis/generated/core.v1.js';
import type { Millis } from '../../core/time.js';
import type { PressureCondition } from '../eviction/threshold.js';

interface Words {
  readonly reason: string;
  readonly message: string;
  /** The event of its becoming so. */
  readonly event: string;
}

/** What a node says of each kind of pressure: without it, and under it. */
const PRESSURE: readonly (readonly [PressureCondition, Words, Words])[] = [
  [
    'MemoryPressure',
    {
      reason: 'KubeletHasSufficientMemory',
      message: 'kubelet has sufficient memory available',
      event: 'NodeHasSufficientMemory',
    },
    {
      reason: 'KubeletHasInsufficientMemory',
      message: 'kubelet has insufficient memory available',
      event: 'NodeHasInsufficientMemory',
    },
  ],
  [
    'DiskPressure',
    { reason: 'KubeletHasNoDiskPressure', message: 'kubelet has no disk pressure', event: 'NodeHasNoDiskPressure' },
    { reason: 'KubeletHasDiskPressure', message: 'kubelet has disk pressure', event: 'NodeHasDiskPressure' },
  ],
  [
    'PIDPressure',
    {
      reason: 'KubeletHasSufficientPID',
      message: 'kubelet has sufficient PID available',
      event: 'NodeHasSufficientPID',
    },
    {
      reason: 'KubeletHasInsufficientPID',
      message: 'kubelet has insufficient PID available',
      event: 'NodeHasInsufficientPID',
    },
  ],
];

const READY = { reason: 'KubeletReady', message: 'kubelet is posting ready status' };

/** The conditions of a node that runs; times move with the status. Follows the setters of pkg/kubelet/nodestatus. */
export function nodeConditions(
  old: readonly NodeCondition[],
  pressure: readonly PressureCondition[],
  now: Millis,
): readonly NodeCondition[] {
  const time = timestamp(now);
  const condition = (type: string, status: 'True' | 'False', reason: string, message: string): NodeCondition => {
    const before = old.find((each) => each.type === type);
    const lastTransitionTime = before?.status === status ? (before.lastTransitionTime ?? time) : time;
    return { type, status, lastHeartbeatTime: time, lastTransitionTime, reason, message };
  };
  return [
    ...PRESSURE.map(([type, without, under]) => {
      const { reason, message } = pressure.includes(type) ? under : without;
      return condition(type, pressure.includes(type) ? 'True' : 'False', reason, message);
    }),
    condition('Ready', 'True', READY.reason, READY.message),
  ];
}

/** Reasons of the events that tell which pressure came or went since a status. */
export function pressureEvents(
  old: readonly NodeCondition[],
  pressure: readonly PressureCondition[],
): readonly string[] {
  return PRESSURE.flatMap(([type, without, under]) => {
    const was = old.find((condition) => condition.type === type)?.status === 'True';
    const is = pressure.includes(type);
    return was === is ? [] : [is ? under.event : without.event];
  });
}
