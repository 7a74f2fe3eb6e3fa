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
    rule: 'a node reads only what its own pods use',
    file: 'engine/apiserver/authorization/node/authorizer.js',
    is: 'isRelated(view, node, kind, namespace, name) ? ALLOWED : unrelated(node)',
    broken: 'ALLOWED',
    specs: 'specs/api',
  },
  {
    rule: 'a node lists only the pods that are bound to it',
    file: 'engine/apiserver/authorization/node/authorizer.js',
    is: 'if (selects(asked))\n        return ALLOWED;\n    return name',
    broken: 'return ALLOWED;\n    return name',
    specs: 'specs/api',
  },
  {
    rule: 'a node does not give itself labels that draw pods',
    file: 'engine/apiserver/admission/noderestriction/labels.js',
    is: 'return changed.filter(isForbidden).sort();',
    broken: 'return [];',
    specs: 'specs/api',
  },
  {
    rule: 'a node deletes only the pods that are bound to it',
    file: 'engine/apiserver/admission/noderestriction/pods.js',
    is: 'return old.spec.nodeName === node',
    broken: 'return true',
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
