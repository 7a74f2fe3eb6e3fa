import { asJson, isObject, type KubeObject } from '../../../../../engine/apimachinery/object.js';
import type { Store } from '../../../../../engine/apiserver/store.js';

/** Fields of a node and its lease that tell it from all others, whatever else it is like. */
const IDENTITY: ReadonlySet<string> = new Set(['uid', 'machineID', 'systemUUID', 'bootID', 'podCIDR', 'address']);

/** So many texts are remembered at a time. */
const MOST = 1 << 15;

/** What stands for a node: what its pods' addresses begin with, too. */
type Pair = readonly [string, string];

/** Two nodes changed for one another, wherever a text names them. */
export class Exchange {
  private readonly others: ReadonlyMap<string, string>;
  private readonly pattern: RegExp;
  private readonly known = new Map<string, string>();

  private constructor(pairs: readonly Pair[]) {
    this.others = new Map(pairs.flatMap(([a, b]): readonly Pair[] => [[a, b], [b, a]])); // prettier-ignore
    this.pattern = mentioning([...this.others.keys()], 'g');
  }

  /** Undefined: one of them is not there, or not registered yet. */
  static of(store: Store, a: string, b: string): Exchange | undefined {
    const pairs: Pair[] = [[a, b]];
    for (const key of ['nodes//', 'coordination.k8s.io/leases/kube-node-lease/']) {
      const [one, other] = [store.objects.get(key + a), store.objects.get(key + b)];
      if (one === undefined || other === undefined) return undefined;
      pairs.push(...identities(one, other));
    }
    return new Exchange(pairs);
  }

  text(text: string): string {
    let other = this.known.get(text);
    if (other === undefined) {
      if (this.known.size >= MOST) this.known.clear();
      other = text.replace(this.pattern, (found) => this.others.get(found) ?? found);
      this.known.set(text, other);
    }
    return other;
  }
}

/** Finds any of the words given, not as part of others: 'node-1', but not in 'node-10'. */
export function mentioning(words: readonly string[], flags = ''): RegExp {
  const longestFirst = [...words].sort((a, b) => b.length - a.length).map(escaped);
  return new RegExp(`(?<![A-Za-z0-9])(?:${longestFirst.join('|')})(?![A-Za-z0-9])`, flags);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function identities(a: KubeObject, b: KubeObject): readonly Pair[] {
  const pairs: Pair[] = [];
  pair('', a, b, pairs);
  return pairs;
}

function pair(field: string, a: unknown, b: unknown, pairs: Pair[]): void {
  if (typeof a === 'string' && typeof b === 'string') {
    if (a === b || !IDENTITY.has(field)) return;
    pairs.push([withoutLength(a), withoutLength(b)]);
  } else if (Array.isArray(a) && Array.isArray(b)) {
    a.forEach((each, index) => {
      pair(field, each, b[index], pairs);
    });
  } else if (isObject(a) && isObject(b)) {
    for (const name of Object.keys(a)) pair(name, a[name], asJson(b)[name], pairs);
  }
}

/** '10.244.1.0/24' → '10.244.1': its pods' addresses begin with it. */
function withoutLength(text: string): string {
  return text.replace(/\.0\/24$/, '');
}
