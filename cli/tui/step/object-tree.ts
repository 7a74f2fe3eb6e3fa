import type { KubeObject } from '../../../engine/apimachinery/object.js';
import { controllerOf } from '../../../engine/apimachinery/object.js';
import type { Cluster } from '../../../engine/index.js';

/** A row of the tree: an object, or the namespace above objects. */
export interface TreeRow {
  /** Key in the store; of a namespace's heading 'namespace NAME'. */
  readonly key: string;
  readonly depth: number;
  /** 'deployment/web'. */
  readonly label: string;
  readonly object?: KubeObject;
  /** Rows can be below it. */
  readonly parent: boolean;
}

export interface TreeOptions {
  readonly all: boolean;
  readonly filter: string;
  readonly collapsed: ReadonlySet<string>;
}

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

interface Item {
  readonly key: string;
  readonly resource: string;
  readonly namespace: string;
  readonly object: KubeObject;
  readonly rank: number;
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

/** The objects of a state as a tree of owners, by namespace. `initial` is the state whose own objects are left out. */
export function objectTree(cluster: Cluster, initial: Cluster, options: TreeOptions): readonly TreeRow[] {
  const items = itemsOf(cluster, initial, options.all);
  const children = new Map<string, Item[]>();
  const uids = new Set(items.map(({ object }) => object.metadata.uid));
  const roots = new Map<string, Item[]>();
  for (const item of items) {
    const owner = controllerOf(item.object)?.uid;
    const [map, key] = owner !== undefined && uids.has(owner) ? [children, owner] : [roots, item.namespace];
    const siblings = map.get(key);
    if (siblings === undefined) map.set(key, [item]);
    else siblings.push(item);
  }
  const kept = options.filter === '' ? undefined : keptBy(options.filter.toLowerCase(), items, children);
  const rows: TreeRow[] = [];
  const collapsed = kept === undefined ? options.collapsed : NONE;
  for (const [namespace, below] of [...roots].sort(([a], [b]) => namespaceOrder(a, b))) {
    const shown = kept === undefined ? below : below.filter(({ key }) => kept.has(key));
    if (shown.length === 0) continue;
    const key = `namespace ${namespace}`;
    rows.push({ key, depth: 0, label: namespace === '' ? 'cluster' : namespace, parent: true });
    if (!collapsed.has(key)) addRows(shown, 1, { children, kept, collapsed, rows });
  }
  return rows;
}

const NONE: ReadonlySet<string> = new Set();

/** Objects that no namespace holds come last. */
function namespaceOrder(a: string, b: string): number {
  if (a === '' || b === '') return a === b ? 0 : a === '' ? 1 : -1;
  return a < b ? -1 : 1;
}

function itemsOf(cluster: Cluster, initial: Cluster, all: boolean): readonly Item[] {
  const items: Item[] = [];
  const first = initial.server.store.objects;
  for (const [key, object] of cluster.server.store.objects) {
    const [resource, namespace] = splitStorageKey(key);
    if (!all && (isNoise(resource) || first.get(key) === object)) continue;
    items.push({ key, resource, namespace, object, rank: RANKS.get(resource) ?? FIRST.length });
  }
  return items.sort((a, b) => a.rank - b.rank);
}

/** Items that a filter finds, and those above them. */
function keptBy(
  filter: string,
  items: readonly Item[],
  children: ReadonlyMap<string, readonly Item[]>,
): ReadonlySet<string> {
  const kept = new Set<string>();
  const visit = (item: Item): boolean => {
    const below = (children.get(item.object.metadata.uid) ?? []).map(visit).includes(true);
    const found = below || `${item.namespace}/${labelOf(item.key)}`.toLowerCase().includes(filter);
    if (found) kept.add(item.key);
    return found;
  };
  for (const item of items) visit(item);
  return kept;
}

interface Growing {
  readonly children: ReadonlyMap<string, readonly Item[]>;
  readonly kept: ReadonlySet<string> | undefined;
  readonly collapsed: ReadonlySet<string>;
  readonly rows: TreeRow[];
}

function addRows(items: readonly Item[], depth: number, growing: Growing): void {
  const { children, kept, collapsed, rows } = growing;
  for (const { key, object } of items) {
    if (kept !== undefined && !kept.has(key)) continue;
    const below = children.get(object.metadata.uid) ?? [];
    rows.push({ key, depth, label: labelOf(key), object, parent: below.length > 0 });
    if (below.length > 0 && !collapsed.has(key)) addRows(below, depth + 1, growing);
  }
}
