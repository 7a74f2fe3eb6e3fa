import type { Pod } from '../../apis/generated/core.v1.js';
import type { DeschedulerStrategy } from '../config.js';
import type { Situation } from '../strategy.js';
import { removeDuplicates } from './remove-duplicates.js';
import { removePodsViolatingNodeAffinity } from './remove-pods-violating-node-affinity.js';
import { removePodsViolatingTopologySpreadConstraint } from './remove-pods-violating-topology-spread-constraint.js';

/** The pods that a strategy would evict, in order. */
export function podsToEvict(strategy: DeschedulerStrategy, situation: Situation): readonly Pod[] {
  switch (strategy.name) {
    case 'RemoveDuplicates':
      return removeDuplicates(situation, strategy);
    case 'RemovePodsViolatingTopologySpreadConstraint':
      return removePodsViolatingTopologySpreadConstraint(situation, strategy);
    case 'RemovePodsViolatingNodeAffinity':
      return removePodsViolatingNodeAffinity(situation, strategy);
  }
}

/** Upstream a profile runs its deschedule plugins before its balance plugins, each in the order of the configuration. */
export function inOrder(strategies: readonly DeschedulerStrategy[]): readonly DeschedulerStrategy[] {
  const isBalance = ({ name }: DeschedulerStrategy): boolean => name !== 'RemovePodsViolatingNodeAffinity';
  return [...strategies.filter((strategy) => !isBalance(strategy)), ...strategies.filter(isBalance)];
}
