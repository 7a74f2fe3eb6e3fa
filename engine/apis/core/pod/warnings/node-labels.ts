import type { NodeSelectorTerm } from '../../../generated/core.v1.js';
import { isValidLabelValue } from '../../../../apimachinery/names.js';

const DEPRECATED: ReadonlyMap<string, string> = new Map([
  ['beta.kubernetes.io/arch', 'deprecated since v1.14; use "kubernetes.io/arch" instead'],
  ['beta.kubernetes.io/os', 'deprecated since v1.14; use "kubernetes.io/os" instead'],
  ['failure-domain.beta.kubernetes.io/region', 'deprecated since v1.17; use "topology.kubernetes.io/region" instead'],
  ['failure-domain.beta.kubernetes.io/zone', 'deprecated since v1.17; use "topology.kubernetes.io/zone" instead'],
  ['beta.kubernetes.io/instance-type', 'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead'],
  ['app.kubernetes.io/created-by', 'deprecated since v1.9'],
  ['scheduler.alpha.kubernetes.io/preferAvoidPods', 'deprecated since v1.22; use Taints and Tolerations instead'],
  ['node-role.kubernetes.io/master', 'use "node-role.kubernetes.io/control-plane" instead'],
]);

/** What to say about a node label, or undefined: GetNodeLabelDeprecatedMessage. */
export function deprecatedLabel(key: string): string | undefined {
  return DEPRECATED.get(key);
}

/** Follows GetWarningsForNodeSelectorTerm. */
export function termWarnings(
  { matchExpressions = [] }: NodeSelectorTerm,
  checkValues: boolean,
  path: string,
): readonly string[] {
  return matchExpressions.flatMap(({ key, values = [] }, i) => {
    const at = `${path}.matchExpressions[${i}]`;
    const message = deprecatedLabel(key);
    const bad = values.flatMap((value, j) =>
      isValidLabelValue(value).map((problem) => `${at}.values[${j}]: ${value} is invalid, ${problem}`),
    );
    return [...(message === undefined ? [] : [`${at}.key: ${key} is ${message}`]), ...(checkValues ? bad : [])];
  });
}
