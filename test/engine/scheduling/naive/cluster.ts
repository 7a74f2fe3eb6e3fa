/** Clusters in the few words that the naive rules know. Every rule is written down from the documentation, and slow. */

export type App = 'web' | 'db';
export type Zone = 'a' | 'b' | 'c';
export type TopologyKey = 'zone' | 'host';

export interface Machine {
  readonly cpu: number;
  readonly memory: number;
  /** How many pods it takes. */
  readonly pods: number;
  readonly disk: 'ssd' | 'hdd';
  readonly zone: Zone;
  readonly tainted: boolean;
  readonly cordoned: boolean;
}

/** A required term of pod affinity ('with') or anti-affinity ('apart'). */
export interface Term {
  readonly type: 'with' | 'apart';
  readonly app: App;
  readonly key: TopologyKey;
}

/** A topology spread constraint with DoNotSchedule. */
export interface Spread {
  readonly maxSkew: number;
  readonly key: TopologyKey;
  readonly app: App;
  readonly minDomains: number | undefined;
}

export interface Wish {
  readonly cpu: number;
  readonly memory: number;
  readonly app: App;
  readonly priority: number;
  /** preemptionPolicy: Never. */
  readonly peaceful: boolean;
  readonly tolerant: boolean;
  /** Takes port 80 of the node. */
  readonly port: boolean;
  /** Its nodeSelector. */
  readonly disk: 'ssd' | 'hdd' | undefined;
  readonly terms: readonly Term[];
  readonly spreads: readonly Spread[];
  /** A claim bound to a volume of that zone, or one that only one pod may use at a time. */
  readonly volume: 'a' | 'b' | 'once' | undefined;
}

export interface Placed {
  readonly name: string;
  readonly wish: Wish;
  /** Name of its machine. */
  readonly at: string;
}

export interface Situation {
  readonly machines: ReadonlyMap<string, Machine>;
  /** In the order in which they were bound. */
  readonly placed: readonly Placed[];
}

/** The machines of a domain share this text. */
export function domainOf({ machines }: Situation, name: string, key: TopologyKey): string {
  return key === 'host' ? name : (machines.get(name)?.zone ?? '');
}

export function without(situation: Situation, gone: readonly Placed[]): Situation {
  return { ...situation, placed: situation.placed.filter((one) => !gone.includes(one)) };
}

export function withOne(situation: Situation, one: Placed): Situation {
  return { ...situation, placed: [...situation.placed, one] };
}
