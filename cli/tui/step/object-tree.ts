import type { KubeObject } from '../../../engine/apimachinery/object.js';
import type { Cluster } from '../../../engine/index.js';
import { RANK_COUNT, treeItem, type TreeItem } from './tree-item.js';

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

/** The objects of a state as a tree of owners, by namespace. `initial` is the state whose own objects are left out. */
export function objectTree(cluster: Cluster, initial: Cluster, options: TreeOptions): readonly TreeRow[] {
  const items = itemsOf(cluster, initial, options.all);
  const children = new Map<string, TreeItem[]>();
  const uids = new Set(items.map(({ object }) => object.metadata.uid));
  const roots = new Map<string, TreeItem[]>();
  for (const item of items) {
    const { owner } = item;
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

/** Those that are shown, kinds that people look for first in front. */
function itemsOf(cluster: Cluster, initial: Cluster, all: boolean): readonly TreeItem[] {
  const { objects } = cluster.server.store;
  const values = objects.values();
  const byRank: TreeItem[][] = Array.from({ length: RANK_COUNT }, () => []);
  for (const [index, key] of objects.keys().entries()) {
    const object = values[index];
    if (object === undefined || (!all && isOwn(initial, object))) continue;
    const item = treeItem(key, object);
    if (all || !item.noise) byRank[item.rank]?.push(item);
  }
  return byRank.flat();
}

const own = new WeakMap<Cluster, ReadonlySet<KubeObject>>();

/** Whether a cluster holds exactly this object. */
export function isOwn(cluster: Cluster, object: KubeObject): boolean {
  let objects = own.get(cluster);
  if (objects === undefined) own.set(cluster, (objects = new Set(cluster.server.store.objects.values())));
  return objects.has(object);
}

/** Items that a filter finds, and those above them. */
function keptBy(
  filter: string,
  items: readonly TreeItem[],
  children: ReadonlyMap<string, readonly TreeItem[]>,
): ReadonlySet<string> {
  const kept = new Set<string>();
  const visit = (item: TreeItem): boolean => {
    const below = (children.get(item.object.metadata.uid) ?? []).map(visit).includes(true);
    const found = below || `${item.namespace}/${item.label}`.toLowerCase().includes(filter);
    if (found) kept.add(item.key);
    return found;
  };
  for (const item of items) visit(item);
  return kept;
}

interface Growing {
  readonly children: ReadonlyMap<string, readonly TreeItem[]>;
  readonly kept: ReadonlySet<string> | undefined;
  readonly collapsed: ReadonlySet<string>;
  readonly rows: TreeRow[];
}

function addRows(items: readonly TreeItem[], depth: number, growing: Growing): void {
  const { children, kept, collapsed, rows } = growing;
  for (const { key, object, label } of items) {
    if (kept !== undefined && !kept.has(key)) continue;
    const below = children.get(object.metadata.uid) ?? [];
    rows.push({ key, depth, label, object, parent: below.length > 0 });
    if (below.length > 0 && !collapsed.has(key)) addRows(below, depth + 1, growing);
  }
}
