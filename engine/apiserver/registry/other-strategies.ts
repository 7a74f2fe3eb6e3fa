import { configMapStrategy } from './core/configmap/strategy.js';
import { endpointsStrategy } from './core/endpoints/strategy.js';
import { limitRangeStrategy } from './core/limitrange/strategy.js';
import { namespaceStrategy } from './core/namespace/strategy.js';
import { nodeStrategy } from './core/node/strategy.js';
import { resourceQuotaStrategy } from './core/resourcequota/strategy.js';
import { secretStrategy } from './core/secret/strategy.js';
import { serviceAccountStrategy } from './core/serviceaccount/strategy.js';
import { serviceStrategy } from './core/service/strategy.js';
import { endpointSliceStrategy } from './discovery/endpointslice/strategy.js';
import { ingressStrategy } from './networking/ingress/strategy.js';
import { ingressClassStrategy } from './networking/ingressclass/strategy.js';
import { networkPolicyStrategy } from './networking/networkpolicy/strategy.js';
import type { Strategy } from './strategy.js';

/** Every strategy that is not a workload's. */
export const otherStrategies: readonly Strategy[] = [
  configMapStrategy,
  endpointsStrategy,
  limitRangeStrategy,
  namespaceStrategy,
  nodeStrategy,
  resourceQuotaStrategy,
  secretStrategy,
  serviceAccountStrategy,
  serviceStrategy,
  endpointSliceStrategy,
  ingressStrategy,
  ingressClassStrategy,
  networkPolicyStrategy,
];
