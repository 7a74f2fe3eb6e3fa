import { isObject, type JsonObject } from '../object.js';
import { deduce, typeUnder, type Atom, type ListAtom, type MapAtom, type Type } from './atom.js';
import { itemElement } from './list-items.js';
import type { PathElement } from './path-element.js';

/**
 * A value with everything that a configuration says of it: TypedValue.Merge. Nothing goes; where both say something the
 * configuration wins. Items stand as they stood, unless the configuration has them in another order.
 * @returns undefined when nothing is left to say
 */
export function merge(type: Type, live: unknown, config: unknown): unknown {
  if (config === undefined) return mergeAtom(deduce(type.atom, live), live, config);
  return mergeAtom(deduce(type.atom, config), live, config);
}

function mergeAtom({ map, scalar, list }: Atom, live: unknown, config: unknown): unknown {
  if (map !== undefined) return mergeMaps(map, live, config);
  if (scalar === undefined && list !== undefined) return mergeLists(list, live, config);
  return winner(live, config);
}

function winner(live: unknown, config: unknown): unknown {
  return config === undefined ? live : config;
}

function mergeMaps(map: MapAtom, live: unknown, config: unknown): unknown {
  const before: JsonObject = isObject(live) ? live : {};
  const more: JsonObject = isObject(config) ? config : {};
  const keys = [...new Set([...Object.keys(before), ...Object.keys(more)])];
  if (map.isAtomic || keys.length === 0) return winner(live, config);
  const merged: Record<string, unknown> = {};
  for (const key of keys) {
    const type = typeUnder(map, key);
    const value = type === undefined ? undefined : merge(type, before[key], more[key]);
    if (value !== undefined) merged[key] = value;
  }
  return Object.keys(merged).length === 0 ? undefined : merged;
}

function mergeLists(list: ListAtom, live: unknown, config: unknown): unknown {
  const before: readonly unknown[] = Array.isArray(live) ? live : [];
  const more: readonly unknown[] = Array.isArray(config) ? config : [];
  if (list.isAtomic || before.length + more.length === 0) return winner(live, config);
  const merged = new ListMerge(list, before, more).run();
  return merged.length === 0 ? undefined : merged;
}

/** Items of one list, each under what tells it apart. */
interface Indexed {
  readonly order: readonly PathElement[];
  /** Of doubles the value is null: nothing is merged with them. */
  readonly values: ReadonlyMap<PathElement, unknown>;
}

function index(list: ListAtom, items: readonly unknown[]): Indexed {
  const values = new Map<PathElement, unknown>();
  const order: PathElement[] = [];
  for (const item of items) {
    const element = itemElement(list, item);
    if (!element.ok) continue;
    values.set(element.value, values.has(element.value) ? null : item);
    order.push(element.value);
  }
  return { order, values };
}

/** Follows mergingWalker.visitListItems: shared items in the configuration's order, the others where they stood. */
class ListMerge {
  private readonly live: Indexed;
  private readonly config: Indexed;
  private readonly shared: PathElement[];
  private readonly done = new Set<PathElement>();
  private readonly out: unknown[] = [];
  private atLive = 0;
  private atConfig = 0;

  constructor(
    private readonly list: ListAtom,
    private readonly before: readonly unknown[],
    more: readonly unknown[],
  ) {
    this.live = index(list, before);
    this.config = index(list, more);
    this.shared = this.config.order.filter((element) => this.live.values.has(element));
  }

  run(): readonly unknown[] {
    const { live, config } = this;
    while (this.atLive < live.order.length || this.atConfig < config.order.length) {
      const old = live.order[this.atLive];
      const next = config.order[this.atConfig];
      if (old !== undefined && next !== undefined && this.together(old, next)) continue;
      if (old !== undefined && this.alone(old)) continue;
      if (next !== undefined) this.fromConfig(next);
    }
    return this.out;
  }

  /** Both come to the same item, or to one that the configuration wants later. */
  private together(old: PathElement, next: PathElement): boolean {
    if (old === next) {
      this.fromConfig(next);
      this.atLive += 1;
      return true;
    }
    const [awaited] = this.shared;
    if (!this.config.values.has(old) || awaited === undefined || awaited === old) return false;
    this.atLive += 1;
    return true;
  }

  /** An item that the configuration does not mention stays; one that was merged before is passed over. */
  private alone(old: PathElement): boolean {
    if (!this.config.values.has(old)) {
      this.add(this.before[this.atLive], undefined);
      this.atLive += 1;
      return true;
    }
    if (this.done.has(old)) this.atLive += 1;
    return false;
  }

  private fromConfig(next: PathElement): void {
    this.done.add(next);
    this.add(this.live.values.get(next), this.config.values.get(next));
    this.atConfig += 1;
    if (this.shared[0] === next) this.shared.shift();
  }

  private add(live: unknown, config: unknown): void {
    const merged = merge(this.list.element, live, config);
    if (merged !== undefined) this.out.push(merged);
  }
}
