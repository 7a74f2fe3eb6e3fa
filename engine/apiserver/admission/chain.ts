import type { RequestContext } from '../registry/strategy.js';
import type { Status } from '../request.js';
import { certificateApproval, certificateSigning } from './certificates/plugins.js';
import { defaultIngressClass } from './defaultingressclass/plugin.js';
import { defaultStorageClass } from './defaultstorageclass/plugin.js';
import { defaultTolerationSeconds } from './defaulttolerationseconds/plugin.js';
import { limitRanger } from './limitranger/plugin.js';
import { namespaceLifecycle } from './namespacelifecycle/plugin.js';
import { taintNodesByCondition } from './nodetaint/plugin.js';
import { persistentVolumeClaimResize } from './persistentvolumeclaimresize/plugin.js';
import { podTopologyLabels } from './podtopologylabels/plugin.js';
import { priority } from './priority/plugin.js';
import { resourceQuota } from './resourcequota/plugin.js';
import { runtimeClass } from './runtimeclass/plugin.js';
import { serviceAccount } from './serviceaccount/plugin.js';
import { storageObjectInUseProtection } from './storageobjectinuseprotection/plugin.js';
import type { AdmissionPlugin, Admitted, Attributes, Reserved, WithObject, Write } from './types.js';

/** The plugins that are on by default, in the order they are called: AllOrderedPlugins of pkg/kubeapiserver/options. */
const plugins: readonly AdmissionPlugin[] = [
  namespaceLifecycle,
  limitRanger,
  serviceAccount,
  taintNodesByCondition,
  priority,
  defaultTolerationSeconds,
  defaultStorageClass,
  storageObjectInUseProtection,
  persistentVolumeClaimResize,
  runtimeClass,
  certificateApproval,
  certificateSigning,
  defaultIngressClass,
  podTopologyLabels,
  resourceQuota,
];

/** Lets every plugin change the object; the first refusal ends it. */
export function admit(attributes: WithObject, context: RequestContext): Admitted {
  let current = attributes;
  for (const plugin of plugins) {
    const admitted = plugin.admit?.(current, context);
    if (admitted === undefined) continue;
    if ('refused' in admitted) return admitted;
    if (admitted.object !== current.object) current = { ...current, object: admitted.object };
  }
  return { object: current.object };
}

/** Asks every plugin about the complete object; gives the first refusal. */
export function validate(attributes: Attributes, context: RequestContext): Status | undefined {
  for (const plugin of plugins) {
    const refused = plugin.validate?.(attributes, context);
    if (refused !== undefined) return refused;
  }
  return undefined;
}

/** Lets plugins take what the object needs, after {@link validate}; the writes belong to the same transaction. */
export function reserve(attributes: Attributes, context: RequestContext): Reserved {
  const writes: Write[] = [];
  for (const plugin of plugins) {
    const reserved = plugin.reserve?.(attributes, context);
    if (reserved === undefined) continue;
    if ('refused' in reserved) return reserved;
    writes.push(...reserved.writes);
  }
  return { writes };
}
