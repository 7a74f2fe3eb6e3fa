import type {
  ComponentStatus,
  ConfigMap,
  Namespace,
  Node,
  ResourceQuota,
  Secret,
  ServiceAccount,
} from '../../apis/generated/core.v1.js';
import type { Lease } from '../../apis/generated/coordination.v1.js';
import type { RuntimeClass } from '../../apis/generated/node.v1.js';
import {
  componentstatuses,
  configmaps,
  leases,
  namespaces,
  nodes,
  resourcequotas,
  runtimeclasses,
  secrets,
  serviceaccounts,
} from '../../apis/generated/resources.js';
import type { Millis } from '../../core/time.js';
import { age, NONE, orElse, printer, UNKNOWN, type Row } from './cells.js';

const ROLE_PREFIX = 'node-role.kubernetes.io/';
const ROLE_LABEL = 'kubernetes.io/role';

function nodeRoles({ metadata }: Node): readonly string[] {
  const roles = new Set<string>();
  for (const [key, value] of Object.entries(metadata.labels ?? {})) {
    if (key.startsWith(ROLE_PREFIX) && key.length > ROLE_PREFIX.length) roles.add(key.slice(ROLE_PREFIX.length));
    else if (key === ROLE_LABEL && value !== '') roles.add(value);
  }
  return [...roles].sort();
}

/** The STATUS column of kubectl get nodes: 'Ready,SchedulingDisabled'. */
export function nodeStatusText({ spec, status }: Node): string {
  const ready = status.conditions?.findLast(({ type }) => type === 'Ready');
  const text = ready === undefined ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady';
  return spec.unschedulable === true ? `${text},SchedulingDisabled` : text;
}

/** Follows printNode. */
function printNode(object: Node, now: Millis): Row {
  const { status, metadata } = object;
  const address = (wanted: string): string => status.addresses?.find(({ type }) => type === wanted)?.address ?? NONE;
  return [
    metadata.name,
    nodeStatusText(object),
    orElse(nodeRoles(object).join(','), NONE),
    age(object, now),
    status.nodeInfo?.kubeletVersion ?? '',
    address('InternalIP'),
    address('ExternalIP'),
    orElse(status.nodeInfo?.osImage, UNKNOWN),
    orElse(status.nodeInfo?.kernelVersion, UNKNOWN),
    orElse(status.nodeInfo?.containerRuntimeVersion, UNKNOWN),
  ];
}

/** Follows printNamespace. */
function printNamespace(object: Namespace, now: Millis): Row {
  return [object.metadata.name, object.status.phase ?? '', age(object, now)];
}

function sizeOf(map: Readonly<Record<string, unknown>> | undefined): number {
  return Object.keys(map ?? {}).length;
}

/** Follows printConfigMap. */
function printConfigMap(object: ConfigMap, now: Millis): Row {
  return [object.metadata.name, sizeOf(object.data) + sizeOf(object.binaryData), age(object, now)];
}

/** Follows printSecret. */
function printSecret(object: Secret, now: Millis): Row {
  return [object.metadata.name, object.type ?? '', sizeOf(object.data), age(object, now)];
}

/** Follows printServiceAccount. */
function printServiceAccount(object: ServiceAccount, now: Millis): Row {
  return [object.metadata.name, age(object, now)];
}

/** Follows printResourceQuota: 'pods: 1/3, requests.cpu: 100m/1', limits in a column of their own. */
function printResourceQuota(object: ResourceQuota, now: Millis): Row {
  const { hard = {}, used = {} } = object.status;
  const entries = Object.keys(hard).sort();
  const column = (isLimit: boolean): string =>
    entries
      .filter((name) => name.startsWith('limits.') === isLimit)
      .map((name) => `${name}: ${used[name] ?? '0'}/${hard[name] ?? '0'}`)
      .join(', ');
  return [object.metadata.name, column(false), column(true), age(object, now)];
}

/** Follows printComponentStatus. */
function printComponentStatus({ metadata, conditions }: ComponentStatus): Row {
  const healthy = conditions?.find(({ type }) => type === 'Healthy');
  const state = healthy === undefined ? 'Unknown' : healthy.status === 'True' ? 'Healthy' : 'Unhealthy';
  return [metadata.name, state, healthy?.message ?? '', healthy?.error ?? ''];
}

/** Follows printLease. */
function printLease(object: Lease, now: Millis): Row {
  return [object.metadata.name, object.spec.holderIdentity ?? '', age(object, now)];
}

/** Follows printRuntimeClass. */
function printRuntimeClass(object: RuntimeClass, now: Millis): Row {
  return [object.metadata.name, object.handler, age(object, now)];
}

export const corePrinters = [
  printer(nodes, printNode),
  printer(namespaces, printNamespace),
  printer(configmaps, printConfigMap),
  printer(secrets, printSecret),
  printer(serviceaccounts, printServiceAccount),
  printer(resourcequotas, printResourceQuota),
  printer(componentstatuses, printComponentStatus),
  printer(leases, printLease),
  printer(runtimeclasses, printRuntimeClass),
];
