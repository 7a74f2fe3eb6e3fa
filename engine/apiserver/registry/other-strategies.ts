import { serviceStrategy } from './core/service/strategy.js';
import type { Strategy } from './strategy.js';

/** Every strategy that is not a workload's. */
export const otherStrategies: readonly Strategy[] = [serviceStrategy];
