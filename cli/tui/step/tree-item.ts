import type { KubeObject } from '../../../engine/apimachinery/object.js';
import { controllerOf } from '../../../engine/apimachinery/object.js';

/** Written all the time and of interest to hardly anyone; shown with everything else. */
const NOISE: ReadonlySet<string> = new Set(['events', 'coordination.k8s.io/leases']);

export function isNoise(resource: string): boolean {
  return NOISE.has(resource);
}

/** Kinds that people look for first, in this order. */
const FIRST = [
  'apps/deployments',
  'apps/statefulsets',
  'apps/daemonsets',
  'batch/cronjobs',
  'batch/jobs',
  'apps/replicasets',
  'pods',
  'nodes',
  'services',
];
const RANKS: ReadonlyMap<string, number> = new Map(FIRST.map((resource, rank) => [resource, rank]));

/** So many ranks there are: that of all other kinds is the last. */
export const RANK_COUNT = FIRST.length + 1;

/** What the tree needs to know of an object. */
export interface TreeItem {
  readonly key: string;
  readonly namespace: string;
  readonly object: KubeObject;
  /** 'deployment/web'. */
  readonly label: string;
  /** UID of its controller. */
  readonly owner: string | undefined;
  readonly rank: number;
  readonly noise: boolean;
}

const items = new WeakMap<KubeObject, TreeItem>();

/** Of an object and its key in the store. Objects never change: made once. */
export function treeItem(key: string, object: KubeObject): TreeItem {
  let item = items.get(object);
  if (item?.key !== key) items.set(object, (item = newItem(key, object)));
  return item;
}

function newItem(key: string, object: KubeObject): TreeItem {
  const [resource, namespace] = splitStorageKey(key);
  return {
    key,
    namespace,
    object,
    label: labelOf(key),
    owner: controllerOf(object)?.uid,
    rank: RANKS.get(resource) ?? FIRST.length,
    noise: isNoise(resource),
  };
}

/** 'apps/deployments/default/web' → 'apps/deployments', 'default', 'web'. */
export function splitStorageKey(key: string): readonly [resource: string, namespace: string, name: string] {
  const name = key.lastIndexOf('/');
  const namespace = key.lastIndexOf('/', name - 1);
  return [key.slice(0, namespace), key.slice(namespace + 1, name), key.slice(name + 1)];
}

/** 'deployment/web': an object by its key. */
export function labelOf(key: string): string {
  const [resource, , name] = splitStorageKey(key);
  return `${singular(resource.slice(resource.lastIndexOf('/') + 1))}/${name}`;
}

function singular(plural: string): string {
  if (plural.endsWith('ies')) return `${plural.slice(0, -3)}y`;
  if (/(?:ss|x|ch|sh)es$/.test(plural)) return plural.slice(0, -2);
  return plural === 'endpoints' ? plural : plural.replace(/s$/, '');
}
