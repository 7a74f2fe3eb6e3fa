import type { JsonObject, KubeObject } from '../../../apimachinery/object.js';
import { podRequests, type PodResourcesOptions } from '../../../apis/core/pod/resources.js';
import type { Pod } from '../../../apis/generated/core.v1.js';
import { nodeInfo } from '../../cache/node-info.js';
import { DEFAULT_REQUESTS } from '../../cache/pod-facts.js';
import { isScalarResource, resourcesOf } from '../../cache/resources.js';
import { Action } from '../../cluster-event.js';
import type { NodeScorer, Plugin, PluginFactory } from '../../framework.js';
import { asNode, asPod } from '../../matching/object-kinds.js';
import { signRequests } from '../../matching/sign.js';
import { allocation, requestsOf } from '../../scoring/resource-allocation.js';
import { fitArgs, type FitArgs } from './args.js';
import { fitsRequest } from './fits-request.js';
import { resourceScorer } from './scoring-strategies.js';

/** What Filter compares with a node: the pod as specified, whatever a resize has come to. */
const FILTER: PodResourcesOptions = {};
/** What Score adds up: containers alone, with stand-ins where they request nothing. */
const SCORE: PodResourcesOptions = { skipPodLevelResources: true, nonMissingContainerRequests: DEFAULT_REQUESTS };
const STATUS: PodResourcesOptions = { useStatusResources: true };

/** A node must have room for what a pod requests; the scoring strategy says whether full or empty nodes are preferred. */
export const nodeResourcesFit: PluginFactory = (input: JsonObject) => {
  const args = fitArgs(input);
  return args.ok ? { ok: true, plugin: pluginWith(args.value) } : args;
};

function pluginWith(args: FitArgs): Plugin {
  return {
    name: 'NodeResourcesFit',
    events: [
      { resource: 'Pod', action: Action.Delete | Action.UpdatePodScaleDown, hint: afterPodEvent },
      { resource: 'Node', action: Action.Add | Action.UpdateNodeAllocatable, hint: afterNodeChange },
    ],
    sign: (pod) => signRequests(pod.spec),
    filter(pod) {
      const request = resourcesOf(podRequests(pod, FILTER));
      return { type: 'filter', filter: { check: (node) => fitsRequest(request, node, args) } };
    },
    score: (pod) => scorer(pod, args),
  };
}

function scorer(pod: Pod, { scoringStrategy }: FitArgs): NodeScorer {
  const { resources } = scoringStrategy;
  const requests = requestsOf(pod, resources, SCORE);
  const score = resourceScorer(scoringStrategy);
  return {
    score(node) {
      const { requested, allocatable } = allocation(node, resources, requests, false);
      return score(requested, allocatable);
    },
  };
}

/** A deleted pod that had a node, or one that shrank in something the waiting pod requests. */
function afterPodEvent(pod: Pod, old: KubeObject | undefined, object: KubeObject | undefined): boolean {
  const was = asPod(old);
  const is = asPod(object);
  if (was === undefined) return true;
  if (is === undefined) return Boolean(was.spec.nodeName) || Boolean(was.status?.nominatedNodeName);
  if (is.metadata.uid === pod.metadata.uid) return true;
  if (!is.spec.nodeName) return false;
  const before = podRequests(was, STATUS);
  const after = podRequests(is, STATUS);
  return Object.entries(podRequests(pod, STATUS)).some(
    ([name, amount]) => amount !== 0 && isCounted(name) && (before[name] ?? 0) > (after[name] ?? 0),
  );
}

function isCounted(name: string): boolean {
  return name === 'cpu' || name === 'memory' || name === 'ephemeral-storage' || isScalarResource(name);
}

/** A new node that is large enough when empty, or one that has grown in something the pod requests. */
function afterNodeChange(pod: Pod, old: KubeObject | undefined, object: KubeObject | undefined): boolean {
  const was = asNode(old);
  const is = asNode(object);
  if (is === undefined) return false;
  const after = nodeInfo(is);
  const request = resourcesOf(podRequests(pod, FILTER));
  if (fitsRequest(request, after) !== undefined) return false;
  if (was === undefined) return true;
  const before = nodeInfo(was);
  return (
    after.allowedPods > before.allowedPods ||
    (request.cpu > 0 && after.allocatable.cpu > before.allocatable.cpu) ||
    (request.memory > 0 && after.allocatable.memory > before.allocatable.memory) ||
    (request.ephemeralStorage > 0 && after.allocatable.ephemeralStorage > before.allocatable.ephemeralStorage) ||
    Object.entries(request.scalars).some(
      ([name, amount]) =>
        amount !== 0 && (after.allocatable.scalars[name] ?? 0) > (before.allocatable.scalars[name] ?? 0),
    )
  );
}
