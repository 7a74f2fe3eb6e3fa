import type { PolicyRule } from '../../../apis/generated/rbac.v1.js';

const READ = ['get', 'list', 'watch'];

function rule(verbs: readonly string[], apiGroups: readonly string[], ...resources: readonly string[]): PolicyRule {
  return { verbs, apiGroups, resources };
}

/** What every node may do with collections that no rule of the node authorizer speaks of: NodeRules (bootstrappolicy). */
export const NODE_RULES: readonly PolicyRule[] = [
  rule(['create'], ['authentication.k8s.io'], 'tokenreviews'),
  rule(['create'], ['authorization.k8s.io'], 'subjectaccessreviews', 'localsubjectaccessreviews'),
  rule(READ, [''], 'services'),
  rule(['create', 'update', 'patch'], ['', 'events.k8s.io'], 'events'),
  rule(['get'], [''], 'endpoints'),
  rule(['create', ...READ], ['certificates.k8s.io'], 'certificatesigningrequests'),
  rule(READ, ['storage.k8s.io'], 'csidrivers'),
  rule(READ, ['node.k8s.io'], 'runtimeclasses'),
];
