import { dig, isMap, sortByJson, type NormalForm } from './normal-form.js';
import type { JsonMap, RecordedStep } from './recording.js';

const GROUP_PATHS: Readonly<Record<string, string>> = {
  '': '/api/v1',
  apps: '/apis/apps/v1',
  batch: '/apis/batch/v1',
  policy: '/apis/policy/v1',
  'discovery.k8s.io': '/apis/discovery.k8s.io/v1',
  autoscaling: '/apis/autoscaling/v2',
  'storage.k8s.io': '/apis/storage.k8s.io/v1',
  'rbac.authorization.k8s.io': '/apis/rbac.authorization.k8s.io/v1',
  'scheduling.k8s.io': '/apis/scheduling.k8s.io/v1',
};

const CLUSTER_SCOPED = [
  'nodes',
  'persistentvolumes',
  'namespaces',
  'volumeattachments',
  'storageclasses',
  'priorityclasses',
  'clusterroles',
];

/** The objects of some collections, in normal form, sorted: what a recording's `dump` step holds. */
export function dump(
  step: RecordedStep,
  get: (path: string) => unknown,
  normal: NormalForm,
  namespace: string,
): JsonMap {
  const out: Record<string, unknown> = {};
  for (const name of step.dump ?? []) {
    const dot = name.indexOf('.');
    const [plural, group] = dot < 0 ? [name, ''] : [name.slice(0, dot), name.slice(dot + 1)];
    const resource = plural.split('/')[0] ?? plural;
    const root = GROUP_PATHS[group] ?? `/apis/${group}`;
    const scope = CLUSTER_SCOPED.includes(resource) ? '' : `/namespaces/${namespace}`;
    const body = get(`${root}${scope}/${resource}`);
    const items = isMap(body) && Array.isArray(body['items']) ? (body['items'] as JsonMap[]) : [];
    const objects = items
      .filter((object) => !isOwn(resource, String(dig(object, 'metadata.name'))))
      .map((object) => ordered(resource, normal.value(object, step.managed === true) as JsonMap));
    out[name] = sortByJson(objects.map((object) => shown(object, resource, step)));
  }
  return out;
}

/** What every cluster has of its own. */
function isOwn(resource: string, name: string): boolean {
  if (['services', 'endpointslices', 'endpoints'].includes(resource)) return name === 'kubernetes';
  return resource === 'configmaps' && name === 'kube-root-ca.crt';
}

const GO_ORDER = [
  ...['addresses', 'conditions', 'hostname', 'targetRef', 'nodeName', 'zone', 'hints'],
  ...['ready', 'serving', 'terminating', 'kind', 'namespace', 'name', 'uid', 'protocol', 'port', 'appProtocol'],
];

/** The recorder sorted these by their JSON as the server wrote it, in the order of Go's struct fields. */
function inGoOrder(object: JsonMap): JsonMap {
  const rank = (key: string): number => GO_ORDER.indexOf(key);
  return Object.fromEntries(
    Object.entries(object)
      .sort(([a], [b]) => rank(a) - rank(b))
      .map(([key, value]) => [key, isMap(value) ? inGoOrder(value) : value]),
  );
}

function ordered(resource: string, object: JsonMap): JsonMap {
  const out: Record<string, unknown> = { ...object };
  for (const part of ['status', 'spec']) {
    const inner = out[part];
    if (!isMap(inner) || !Array.isArray(inner['conditions'])) continue;
    const conditions = [...(inner['conditions'] as JsonMap[])].sort((a, b) => (typeOf(a) < typeOf(b) ? -1 : 1));
    out[part] = { ...inner, conditions };
  }
  if (resource === 'endpointslices')
    for (const part of ['endpoints', 'ports'])
      if (Array.isArray(out[part]))
        out[part] = (out[part] as JsonMap[])
          .map(inGoOrder)
          .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  return out;
}

function typeOf({ type }: JsonMap): string {
  return typeof type === 'string' ? type : '';
}

function shown(object: JsonMap, resource: string, step: RecordedStep): JsonMap {
  if (step.keep !== undefined) return Object.fromEntries(step.keep.map((path) => [path, dig(object, path)]));
  if (step.full === true) return object;
  return resource === 'pods' ? briefPod(object) : brief(object, resource);
}

function without(object: JsonMap, ...keys: readonly string[]): JsonMap {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));
}

function brief(object: JsonMap, resource: string): JsonMap {
  const spec = object['spec'];
  const out: Record<string, unknown> = { ...object };
  if (isMap(spec))
    out['spec'] = without(
      spec,
      'template',
      'volumeClaimTemplates',
      ...(isMap(spec['jobTemplate']) ? ['jobTemplate'] : []),
    );
  return resource.startsWith('controllerrevisions') && isMap(object['data']) ? without(out, 'data') : out;
}

function briefPod(pod: JsonMap): JsonMap {
  const at = (path: string): unknown => dig(pod, path);
  const list = (path: string): readonly JsonMap[] => {
    const value = at(path);
    return Array.isArray(value) ? (value as JsonMap[]) : [];
  };
  const all = {
    name: at('metadata.name'),
    labels: at('metadata.labels'),
    owners: list('metadata.ownerReferences').map(({ kind, name }) => `${String(kind)}/${String(name)}`),
    node: at('spec.nodeName'),
    phase: at('status.phase'),
    reason: at('status.reason'),
    message: at('status.message'),
    terminating: at('metadata.deletionTimestamp') !== null,
    finalizers: at('metadata.finalizers'),
    nominated: at('status.nominatedNodeName'),
    qos: at('status.qosClass'),
    priority: at('spec.priority'),
    claims: list('spec.volumes').flatMap((volume) =>
      isMap(volume['persistentVolumeClaim']) ? [volume['persistentVolumeClaim']['claimName']] : [],
    ),
    conditions: Object.fromEntries(
      list('status.conditions').map(({ type, status, reason, message }) => [
        String(type),
        [status, reason, message].filter((part) => part !== undefined && part !== '').join(' '),
      ]),
    ),
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => !isEmpty(value)));
}

function isEmpty(value: unknown): boolean {
  // In the recorder's Python 0 equals False.
  if (value === null || value === undefined || value === false || value === 0) return true;
  return Array.isArray(value) ? value.length === 0 : isMap(value) && Object.keys(value).length === 0;
}
