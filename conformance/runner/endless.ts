import { follow, NO_CHAINS, type Chains, type Change, type Cluster, type StepRecord } from '../../engine/index.js';
import { formatDuration } from '../../engine/apimachinery/duration.js';
import { pods } from '../../engine/apis/generated/resources.js';
import { StoreView } from '../../engine/apiserver/store-view.js';
import { SECOND } from '../../engine/core/time.js';
import type { Source } from '../expectations/source.js';
import { problem, type Problem } from './problem.js';

/** So many steps are nothing special: only then is it worth while to look at what follows from what. */
const BUSY = 500;

/** A chain of so many steps, each caused by the one before, is looked at, and again when it is twice, three times as long. */
const CHAIN = 250;

/** A chain that no cluster has, however much it has to do. */
const ENDLESS = 50_000;

/** So many pods have to have come to nothing. */
const MANY = 100;

/** Steps that are further apart than this on average are periodic work. */
const PACE = SECOND;

/** Follows steps from one on, and tells who goes round in circles. */
class Circle {
  constructor(
    private readonly first: number,
    private chains: Chains = NO_CHAINS,
  ) {}

  /** Another one, which has seen what this one has. */
  copy(): Circle {
    return new Circle(this.first, this.chains);
  }

  /** What goes on and on, once that is plain; the last step of the cluster is to be a new one. */
  notice(cluster: Cluster): string | undefined {
    const { last, seq } = cluster;
    if (seq - this.first < BUSY) return undefined;
    this.chains = follow(this.chains, last);
    const length = this.chains.get(seq)?.length ?? 0;
    if (length === 0 || length % CHAIN !== 0) return undefined;
    const recent = this.chains.values().map(({ record }) => record);
    const took = last.at - (recent[0]?.at ?? 0);
    if (took > recent.length * PACE || (length < ENDLESS && !isFutile(recent, cluster))) return undefined;
    return `${length} steps followed one from the other; of the last ${recent.length}, ${told(recent)}`;
  }
}

/**
 * Notices that a cluster does the same again and again and time does not move. Costs nothing before a moment has very
 * many steps.
 */
export class Standstill {
  private constructor(
    private circle: Circle,
    private moment: number,
  ) {}

  static none(): Standstill {
    return new Standstill(new Circle(0), -1);
  }

  /** Another one that goes on by itself: what led here counts no more. */
  fork({ seq, now }: Cluster): Standstill {
    return new Standstill(new Circle(seq), now);
  }

  /** Looks at the last step; what is wrong, if that step was one too many. */
  notice(cluster: Cluster, source: Source): Problem | undefined {
    const { seq, now } = cluster;
    if (now !== this.moment) {
      this.moment = now;
      this.circle = new Circle(seq);
    }
    const why = this.circle.notice(cluster);
    if (why === undefined) return undefined;
    return problem(source, 'time goes on', `it stands still at ${formatDuration(now)}: ${why}`);
  }
}

/** Notices that a cluster which is to come to rest never will: what it makes dies, and is made again. */
export class Unrest {
  private constructor(
    private readonly circle: Circle,
    private seen: number,
    private why: string | undefined,
  ) {}

  /** Begins to look, at what comes from here on. */
  static from({ seq }: Cluster): Unrest {
    return new Unrest(new Circle(seq), seq, undefined);
  }

  /** For a run that goes another way from here: what the one sees is nothing to the other. */
  fork(): Unrest {
    return new Unrest(this.circle.copy(), this.seen, this.why);
  }

  /** Looks at the last step; tells who goes round, once it is plain that they will go on. */
  notice(cluster: Cluster): string | undefined {
    if (cluster.seq === this.seen) return this.why;
    this.seen = cluster.seq;
    this.why ??= this.circle.notice(cluster);
    return this.why;
  }
}

/** Whether pods were made, and hardly anything is left of them. */
function isFutile(steps: readonly StepRecord[], cluster: Cluster): boolean {
  const changes = steps.flatMap((step) => step.changes);
  const made = changes.filter(({ type, resource }) => type === 'ADDED' && resource === 'pods');
  if (made.length < MANY) return false;
  const view = new StoreView(cluster.server.store);
  const alive = made.filter(({ namespace, name }) => {
    const pod = view.get(pods, namespace, name);
    return pod !== undefined && pod.status?.phase !== 'Failed';
  });
  return alive.length * 10 <= made.length;
}

const VERBS: Readonly<Record<Change['type'], string>> = { ADDED: 'created', MODIFIED: 'changed', DELETED: 'deleted' };

/** 'replicaset-controller took 400 (created pods 400 times, last default/web-x7k2p)', whoever took most first. */
function told(steps: readonly StepRecord[]): string {
  const members = new Map<string, StepRecord[]>();
  for (const record of steps) {
    const own = members.get(record.who);
    if (own === undefined) members.set(record.who, [record]);
    else own.push(record);
  }
  return [...members]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([who, own]) => `${who} took ${own.length}${deeds(own)}`)
    .join('; ');
}

function deeds(steps: readonly StepRecord[]): string {
  const counts = new Map<string, { readonly count: number; readonly last: Change }>();
  for (const change of steps.flatMap(({ changes }) => changes)) {
    if (change.resource.endsWith('events')) continue;
    const deed = `${VERBS[change.type]} ${change.resource}`;
    counts.set(deed, { count: (counts.get(deed)?.count ?? 0) + 1, last: change });
  }
  const parts = [...counts].map(
    ([
      deed,
      {
        count,
        last: { namespace, name },
      },
    ]) => `${deed} ${count} times, last ${namespace === '' ? '' : `${namespace}/`}${name}`,
  );
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}
