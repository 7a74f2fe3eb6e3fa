import type { Mutation } from './rules.js';

/** Rules of who may do what, and of controllers that start anew. */
export const ACCESS_MUTATIONS: readonly Mutation[] = [
  {
    rule: 'a role allows its verbs and no others',
    file: 'engine/apiserver/authorization/rbac.js',
    is: 'if (!includes(rule.verbs, asked.verb))',
    broken: 'if (false)',
    specs: 'specs/api',
  },
  {
    rule: 'a role allows its resources and no others',
    file: 'engine/apiserver/authorization/rbac.js',
    is: "if (subresource === '')\n        return pattern === resource;",
    broken: "if (subresource === '')\n        return true;",
    specs: 'specs/api',
  },
  {
    rule: 'a role binding counts in its own namespace only',
    file: 'engine/apiserver/authorization/rbac.js',
    is: 'view.list(rolebindings, namespace)',
    broken: 'view.list(rolebindings)',
    specs: 'specs/api',
  },
  {
    rule: 'who makes or binds a role must hold what it grants',
    file: 'engine/apiserver/registry/rbac/escalation.js',
    is: 'if (missing.length === 0)',
    broken: 'if (true)',
    specs: 'specs/api',
  },
  {
    rule: 'a component that starts is told of what there is',
    file: 'engine/cluster/deliver.js',
    is: "const event = { type: 'ADDED', revision, resource: resourceKey(resource), object };",
    broken:
      "if (revision > 0)\n                continue;\n            const event = { type: 'ADDED', revision, resource: resourceKey(resource), object };",
    specs: 'specs/control-plane',
  },
];
