import { badRequest, failure, notFound } from '../apimachinery/status.js';
import type { Pod } from '../apis/generated/core.v1.js';
import { pods } from '../apis/generated/resources.js';
import type { Request, Response } from '../apiserver/request.js';
import { StoreView } from '../apiserver/store-view.js';
import { runInContainer, runOnNode, type Executed, type Execution } from '../kubelet/exec/run-in-container.js';
import { isKubeletMemory } from '../kubelet/inspect.js';
import type { Status } from '../apis/generated/meta.v1.js';
import type { Cluster } from './cluster.js';
import { kubeletOf } from './inspect.js';

/**
 * The protocol that a client has to ask for, so that the connection is upgraded. What would go over the connection is the
 * body of the answer: an {@link Executed}.
 */
export const EXEC_PROTOCOL = 'v5.channel.k8s.io';

const EXEC = /^\/api\/v1\/namespaces\/([^/]+)\/pods\/([^/]+)\/exec$/;
const SWITCHING_PROTOCOLS = 101;

/** Words of a command in the one value that a query has for a name. */
export const COMMAND_SEPARATOR = '\u0000';

/** Runs a command in a container, through the API server and the kubelet. Undefined: the request is another one. */
export function answeredByKubelet(cluster: Cluster, { path, query = {}, accept, body }: Request): Response | undefined {
  const [, namespace, name] = EXEC.exec(path) ?? [];
  if (namespace === undefined || name === undefined) return undefined;
  const view = new StoreView(cluster.server.store);
  const pod = view.get(pods, namespace, name);
  if (pod === undefined) return refused(notFound({ group: '', plural: 'pods' }, name));
  const container = query['container'] ?? pod.spec.containers[0]?.name ?? '';
  if (!hasContainer(pod, container)) return refused(badRequest(`container ${container} is not valid for pod ${name}`));
  if (pod.spec.nodeName === undefined || pod.spec.nodeName === '')
    return refused(badRequest(`pod ${name} does not have a host assigned`));
  if (accept !== EXEC_PROTOCOL) return refused(failure(400, 'BadRequest', 'Upgrade request required'));
  const stdin = typeof body === 'string' ? { stdin: body } : {};
  const execution = { command: query['command']?.split(COMMAND_SEPARATOR) ?? [], ...stdin };
  const executed = executeInContainer(cluster, pod, container, execution);
  if (executed.type !== 'refused') return { code: SWITCHING_PROTOCOLS, body: executed };
  const message = `unable to upgrade connection: ${executed.message}`;
  return refused(failure(500, 'InternalError', `Internal error occurred: ${message}`));
}

function refused(status: Status): Response {
  return { code: status.code ?? 500, body: status };
}

function hasContainer({ spec }: Pod, name: string): boolean {
  const all = [...spec.containers, ...(spec.initContainers ?? []), ...(spec.ephemeralContainers ?? [])];
  return all.some((container) => container.name === name);
}

/** Runs a command in a container of a pod, on the node that it is bound to. */
export function executeInContainer(cluster: Cluster, pod: Pod, container: string, execution: Execution): Executed {
  const name = pod.spec.nodeName ?? '';
  const memory = cluster.components.get(`kubelet/${name}`)?.process?.memory;
  const config = cluster.config.nodes?.find((node) => node.name === name);
  if (config === undefined || !isKubeletMemory(memory))
    return { type: 'refused', message: `the kubelet of node ${name} does not answer` };
  const view = new StoreView(cluster.server.store);
  return runInContainer(config, memory, pod, container, execution, { view, now: cluster.now });
}

/** Runs a command on a node itself; also while its kubelet is stopped. */
export function executeOnNode(cluster: Cluster, node: string, execution: Execution): Executed {
  const memory = kubeletOf(cluster, node);
  const config = cluster.config.nodes?.find(({ name }) => name === node);
  if (memory === undefined || config === undefined) return { type: 'refused', message: `there is no machine ${node}` };
  return runOnNode(config, memory, execution, cluster.now);
}
