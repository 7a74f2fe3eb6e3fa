import { defaultNode } from '../../../../apis/core/node/defaults.js';
import { nodeWarnings, validateNode, validateNodeUpdate } from '../../../../apis/core/node/validation.js';
import { changed, withField, without } from '../../../../apis/core/pod/fill.js';
import type { Node } from '../../../../apis/generated/core.v1.js';
import { nodes } from '../../../../apis/generated/resources.js';
import type { Strategy } from '../../strategy.js';

/** What feature gates that are off take out: dropDisabledFields. */
function dropDisabled(node: Node, old: Node | undefined): Node {
  const spec =
    old?.spec?.configSource === undefined ? changed(node, 'spec', (value) => without(value, 'configSource')) : node;
  return changed(spec, 'status', (value) => {
    const status = old === undefined ? without(value, 'config') : value;
    return old?.status?.declaredFeatures === undefined ? without(status, 'declaredFeatures') : status;
  });
}

/** Follows pkg/registry/core/node. */
export const nodeStrategy: Strategy<Node> = {
  resource: nodes,
  defaults: defaultNode,
  prepareForCreate: (node) => dropDisabled(node, undefined),
  prepareForUpdate: (node, old) => dropDisabled(withField(node, 'status', old.status), old),
  validate: validateNode,
  validateUpdate: (node, old) => [...validateNode(node), ...validateNodeUpdate(node, old)],
  warnings: nodeWarnings,
  subresources: {
    status: {
      prepareForUpdate: (node, old) => withField(node, 'spec', old.spec),
      validateUpdate: validateNodeUpdate,
    },
  },
  selectableFields: ({ spec }) => ({ 'spec.unschedulable': String(spec?.unschedulable ?? false) }),
};
