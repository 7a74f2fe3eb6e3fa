import type { Cluster } from '../../../../../engine/index.js';
import { Essence, type Interest } from '../../fingerprint/essence.js';
import { isOfEvents } from '../../fingerprint/events.js';
import { hashNumber, hashText, mixed, plus, Structure, ZERO, type Hash, type Rules } from '../../fingerprint/hash.js';
import { hasherOfObjects } from '../../fingerprint/object-hash.js';
import { isDisturbed } from '../disturbed.js';
import type { Run } from '../../../../runner/run.js';

/** What of a run could tell nodes apart. */
export type Standing = Pick<Run, 'cluster' | 'intended' | 'lagging'>;

/** Hashes data in which texts are read otherwise, and whose maps have no order: what is read otherwise sorts otherwise. */
class Reread extends Structure {
  constructor(
    rules: Rules,
    private readonly read: (text: string) => string,
  ) {
    super(rules);
  }

  protected override text(text: string): Hash {
    return hashText(this.read(text));
  }

  protected override map(entries: Iterable<readonly [unknown, unknown]>): Hash {
    let sum = ZERO;
    for (const [key, value] of entries) sum = plus(sum, mixed(this.hash(key), this.hash(value)));
    return mixed(hashNumber(1), sum);
  }
}

/** It numbers nodes by their pod networks, which only counts when there are new ones. */
const NUMBERS_NODES = 'node-ipam-controller';

/** The scheduler's cache is what it made of the nodes and pods that its watches showed, with a place for each. */
const CACHE = 'cache';

function without(rules: Rules): Rules {
  return {
    ...rules,
    ...(rules.special === undefined ? {} : { special: new Set([...rules.special, CACHE]) }),
    rule: (name, value, owner) =>
      name === CACHE && 'nextStartNodeIndex' in owner ? 'skip' : rules.rule?.(name, value, owner),
  };
}

/** How things stand, with texts read in one way. */
export class Reading {
  private readonly plain: Structure;
  private readonly essence: Essence;
  private readonly object: ReturnType<typeof hasherOfObjects>;
  private latest: { readonly cluster: Cluster; readonly hash: Hash } | undefined;

  constructor(interest: Interest, read: (text: string) => string) {
    const structure = (rules: Rules): Structure => new Reread(without(rules), read);
    this.plain = structure({});
    this.object = hasherOfObjects(structure);
    this.essence = new Essence(interest, structure);
  }

  /** Of a cluster and what intents have seen of it. */
  hash({ cluster, intended }: Standing): Hash {
    if (this.latest?.cluster === cluster) return this.latest.hash;
    const { server, components } = cluster;
    let sum = this.plain.hash(server.drawn);
    for (const [key, object] of server.store.objects) if (!isOfEvents(key)) sum = plus(sum, this.object(object));
    for (const [id, running] of components) if (id !== NUMBERS_NODES) sum = plus(sum, this.essence.alone(running));
    for (const { state } of intended) sum = mixed(sum, this.plain.hash(state));
    this.latest = { cluster, hash: sum };
    return sum;
  }
}

/** Whether everything looks the same in another reading, with two nodes exchanged. */
export function isSymmetric(run: Standing, asIs: Reading, exchanged: Reading): boolean {
  if (isDisturbed(run)) return false;
  const [one, other] = [asIs.hash(run), exchanged.hash(run)];
  return one.high === other.high && one.low === other.low;
}
