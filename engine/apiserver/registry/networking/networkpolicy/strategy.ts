import type { NetworkPolicy, NetworkPolicyPeer } from '../../../../apis/generated/networking.v1.js';
import { networkpolicies } from '../../../../apis/generated/resources.js';
import { cidrWarnings } from '../../../../apis/networking/cidr.js';
import { defaultNetworkPolicy } from '../../../../apis/networking/networkpolicy/defaults.js';
import {
  validateNetworkPolicy,
  validateNetworkPolicyUpdate,
} from '../../../../apis/networking/networkpolicy/validation.js';
import { firstGeneration, specGeneration } from '../../generations.js';
import type { Strategy } from '../../strategy.js';

function peerWarnings(peers: readonly NetworkPolicyPeer[], path: string): readonly string[] {
  return peers.flatMap(({ ipBlock }, i) => {
    if (ipBlock === undefined) return [];
    const at = `${path}[${i}].ipBlock`;
    const { cidr, except = [] } = ipBlock;
    return [
      ...cidrWarnings(cidr, `${at}.cidr`),
      ...except.flatMap((text, j) => cidrWarnings(text, `${at}.except[${j}]`)),
    ];
  });
}

/** Follows pkg/registry/networking/networkpolicy. */
export const networkPolicyStrategy: Strategy<NetworkPolicy> = {
  resource: networkpolicies,
  defaults: defaultNetworkPolicy,
  prepareForCreate: firstGeneration,
  countsEmpties: true,
  prepareForUpdate: specGeneration,
  validate: validateNetworkPolicy,
  validateUpdate: validateNetworkPolicyUpdate,
  warnings: ({ spec }) => [
    ...(spec.ingress ?? []).flatMap(({ from = [] }, i) => peerWarnings(from, `spec.ingress[${i}].from`)),
    ...(spec.egress ?? []).flatMap(({ to = [] }, i) => peerWarnings(to, `spec.egress[${i}].to`)),
  ],
};
