import type { Resource } from '../../apis/resource.js';
import type { RequestContext } from '../registry/strategy.js';
import type { Status } from '../request.js';
import { certificateApproval, certificateSigning } from './certificates/plugins.js';
import { defaultIngressClass } from './defaultingressclass/plugin.js';
import { defaultStorageClass } from './defaultstorageclass/plugin.js';
import { defaultTolerationSeconds } from './defaulttolerationseconds/plugin.js';
import { limitRanger } from './limitranger/plugin.js';
import { namespaceLifecycle } from './namespacelifecycle/plugin.js';
import { nodeRestriction } from './noderestriction/plugin.js';
import { taintNodesByCondition } from './nodetaint/plugin.js';
import { persistentVolumeClaimResize } from './persistentvolumeclaimresize/plugin.js';
import { podTopologyLabels } from './podtopologylabels/plugin.js';
import { priority } from './priority/plugin.js';
import { resourceQuota } from './resourcequota/plugin.js';
import { runtimeClass } from './runtimeclass/plugin.js';
import { serviceAccount } from './serviceaccount/plugin.js';
import { storageObjectInUseProtection } from './storageobjectinuseprotection/plugin.js';
import type { AdmissionPlugin, Admitted, Asked, Attributes, Reserved, WithObject, Write } from './types.js';

/** The plugins that are on by default and NodeRestriction, in the order they are called: AllOrderedPlugins of pkg/kubeapiserver/options. */
const plugins: readonly AdmissionPlugin[] = [
  namespaceLifecycle,
  limitRanger,
  serviceAccount,
  nodeRestriction,
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

/** Those that are called for one kind of request, for each of what they do. */
interface Chain {
  readonly admitting: readonly AdmissionPlugin[];
  readonly validating: readonly AdmissionPlugin[];
  readonly reserving: readonly AdmissionPlugin[];
}

const chains = new Map<Resource, Map<string, Chain>>();

/** The plugins that a kind of request concerns: asked for once, since it never changes. */
function chainOf({ operation, resource, subresource }: Asked): Chain {
  const ofResource = chains.get(resource) ?? new Map<string, Chain>();
  if (ofResource.size === 0) chains.set(resource, ofResource);
  const key = subresource === '' ? operation : `${operation} ${subresource}`;
  const known = ofResource.get(key);
  if (known !== undefined) return known;
  const concerned = plugins.filter((plugin) => plugin.concerns?.({ operation, resource, subresource }) ?? true);
  const chain = {
    admitting: concerned.filter((plugin) => 'admit' in plugin),
    validating: concerned.filter((plugin) => 'validate' in plugin),
    reserving: concerned.filter((plugin) => 'reserve' in plugin),
  };
  ofResource.set(key, chain);
  return chain;
}

/** Lets every plugin change the object; the first refusal ends it. */
export function admit(attributes: WithObject, context: RequestContext): Admitted {
  let current = attributes;
  for (const plugin of chainOf(attributes).admitting) {
    const admitted = plugin.admit?.(current, context);
    if (admitted === undefined) continue;
    if ('refused' in admitted) return admitted;
    if (admitted.object !== current.object) current = { ...current, object: admitted.object };
  }
  return { object: current.object };
}

/** Asks every plugin about the complete object; gives the first refusal. */
export function validate(attributes: Attributes, context: RequestContext): Status | undefined {
  for (const plugin of chainOf(attributes).validating) {
    const refused = plugin.validate?.(attributes, context);
    if (refused !== undefined) return refused;
  }
  return undefined;
}

const NOTHING: Reserved = { writes: [] };

/** Lets plugins take what the object needs, after {@link validate}; the writes belong to the same transaction. */
export function reserve(attributes: Attributes, context: RequestContext): Reserved {
  const { reserving } = chainOf(attributes);
  if (reserving.length === 0) return NOTHING;
  const writes: Write[] = [];
  for (const plugin of reserving) {
    const reserved = plugin.reserve?.(attributes, context);
    if (reserved === undefined) continue;
    if ('refused' in reserved) return reserved;
    writes.push(...reserved.writes);
  }
  return { writes };
}
