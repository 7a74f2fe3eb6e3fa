import { quantityOf, quantityText, newQuantity } from '../../apimachinery/quantity.js';
import { bytes } from '../../apimachinery/quantity.js';
import type { Millis } from '../../core/time.js';
import type { EvictionConfig } from './config.js';

/** What the kubelet watches. The last is the memory of all pods together, against the hard threshold of memory. */
export const SIGNALS = [
  'memory.available',
  'nodefs.available',
  'imagefs.available',
  'pid.available',
  'allocatableMemory.available',
] as const;

export type Signal = (typeof SIGNALS)[number];

/** The conditions of a node that eviction decides about. */
export type PressureCondition = 'MemoryPressure' | 'DiskPressure' | 'PIDPressure';

interface SignalFacts {
  readonly condition: PressureCondition;
  /** What is starved, as events and messages call it. */
  readonly resource: 'memory' | 'ephemeral-storage' | 'pids';
}

const MEMORY: SignalFacts = { condition: 'MemoryPressure', resource: 'memory' };
const DISK: SignalFacts = { condition: 'DiskPressure', resource: 'ephemeral-storage' };

export const FACTS: Readonly<Record<Signal, SignalFacts>> = {
  'memory.available': MEMORY,
  'allocatableMemory.available': MEMORY,
  'nodefs.available': DISK,
  'imagefs.available': DISK,
  'pid.available': { condition: 'PIDPressure', resource: 'pids' },
};

/** When too little of something is left. */
export interface Threshold {
  /** Tells it from all others of the node. */
  readonly key: string;
  readonly signal: Signal;
  readonly value: string;
  /** 0: hard. */
  readonly gracePeriod: Millis;
  readonly minReclaim?: string;
}

/** DefaultEvictionHard (pkg/kubelet/eviction), without inodes. */
const DEFAULT_HARD = { 'memory.available': '100Mi', 'nodefs.available': '10%', 'imagefs.available': '15%' };

const known = new WeakMap<EvictionConfig, readonly Threshold[]>();

/** The thresholds of a node, hard ones first. Memoised by configuration. Follows ParseThresholdConfig. */
export function thresholdsOf(config: EvictionConfig): readonly Threshold[] {
  const before = known.get(config);
  if (before !== undefined) return before;
  const { evictionHard = DEFAULT_HARD, evictionSoft = {}, evictionSoftGracePeriod = {} } = config;
  const hard = listed(evictionHard, 'hard', () => 0, config);
  const soft = listed(evictionSoft, 'soft', (signal) => evictionSoftGracePeriod[signal] ?? 0, config);
  const ofPods = hard
    .filter(({ signal }) => signal === 'memory.available')
    .map((each): Threshold => ({ ...each, key: `${each.key}/pods`, signal: 'allocatableMemory.available' }));
  const thresholds = [...hard, ...soft, ...ofPods];
  known.set(config, thresholds);
  return thresholds;
}

/** 0% and 100% switch a threshold off. */
function listed(
  statements: Readonly<Record<string, string>>,
  strength: 'hard' | 'soft',
  graceOf: (signal: Signal) => Millis,
  { evictionMinimumReclaim = {} }: EvictionConfig,
): readonly Threshold[] {
  return SIGNALS.flatMap((signal) => {
    const value = statements[signal];
    if (value === undefined || value === '0%' || value === '100%') return [];
    const minReclaim = evictionMinimumReclaim[signal];
    const threshold = { key: `${strength}/${signal}`, signal, value, gracePeriod: graceOf(signal) };
    return [minReclaim === undefined ? threshold : { ...threshold, minReclaim }];
  });
}

/** An amount, or a part of the capacity: a percentage is a single precision number. Follows GetThresholdQuantity. */
export function amountOf(value: string, capacity: number): number {
  if (!value.endsWith('%')) return bytes(value);
  return Math.trunc(capacity * Math.fround(Math.fround(Number(value.slice(0, -1))) / 100));
}

/** How much must be left so that a threshold is not met, nor what is to be freed beyond it. */
export function amountNeeded({ value, minReclaim }: Threshold, capacity: number): number {
  return amountOf(value, capacity) + (minReclaim === undefined ? 0 : amountOf(minReclaim, capacity));
}

/** The amount as a message has it: what was written, or of a percentage, plain bytes. */
export function amountText(value: string, capacity: number): string {
  if (!value.endsWith('%')) return quantityText(quantityOf(value));
  return quantityText(newQuantity(amountOf(value, capacity), 'BinarySI'));
}
