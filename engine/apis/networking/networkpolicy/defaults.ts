import type { NetworkPolicy, NetworkPolicyPort } from '../../generated/networking.v1.js';
import { changed, changedItems, filled } from '../../core/pod/fill.js';

/** Follows SetDefaults_NetworkPolicy and SetDefaults_NetworkPolicyPort. */
export function defaultNetworkPolicy(policy: NetworkPolicy): NetworkPolicy {
  return changed(policy, 'spec', (given) => {
    const { egress = [] } = given;
    const types = egress.length > 0 ? (['Ingress', 'Egress'] as const) : (['Ingress'] as const);
    const typed = given.policyTypes?.length ? given : { ...given, policyTypes: types };
    const spec = changedItems(typed, 'ingress', (rule) => changedItems(rule, 'ports', defaultPort));
    return changedItems(spec, 'egress', (rule) => changedItems(rule, 'ports', defaultPort));
  });
}

function defaultPort(port: NetworkPolicyPort): NetworkPolicyPort {
  return filled(port, { protocol: 'TCP' });
}
