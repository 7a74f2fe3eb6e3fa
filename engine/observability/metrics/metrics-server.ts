import type { Component, Work } from '../../client/component.js';
import type { Millis } from '../../core/time.js';

/** All that a metrics server remembers: what it has scraped follows from what the kubelets remember. */
export interface MetricsServerMemory {
  readonly type: 'metrics-server';
  readonly startedAt: Millis;
}

export function isMetricsServerMemory(memory: unknown): memory is MetricsServerMemory {
  return typeof memory === 'object' && memory !== null && 'type' in memory && memory.type === 'metrics-server';
}

/** It only answers requests: its scrapes are looked up when somebody asks, so that a quiet cluster stays quiet. */
export const metricsServer: Component<MetricsServerMemory> = {
  name: 'metrics-server',
  watches: [],
  start: (now) => ({ type: 'metrics-server', startedAt: now }),
  observe: (memory) => memory,
  due: () => undefined,
  take(memory) {
    return { work: { key: '', cause: 0 } satisfies Work, memory };
  },
  *work(_work, memory) {
    return memory;
  },
};
