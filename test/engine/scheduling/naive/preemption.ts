import { withOne, without, type App, type Placed, type Situation, type Wish } from './cluster.js';
import { fits } from './fits.js';

/** A pod that waits for room on a machine. */
export interface Nominee {
  readonly name: string;
  readonly wish: Wish;
  readonly at: string;
}

/** App → how many more of its pods its budget lets go. */
export type Budgets = ReadonlyMap<App, number>;

/** What one machine would cost a preemptor. */
export interface Cost {
  readonly victims: readonly Placed[];
  readonly violations: number;
}

/** A preemptor, and what it must reckon with besides the pods that run. */
export interface Plight {
  readonly name: string;
  readonly wish: Wish;
  readonly nominees: readonly Nominee[];
  readonly budgets: Budgets;
  /** What ran when the attempt began. */
  readonly begun: Situation;
}

/**
 * A nominated pod as the filters see it. Where nothing that runs concerns a plugin, its PreFilter says Skip, and then it
 * does not see what a nominated pod brings along: a claim for one pod alone (VolumeRestrictions), or anti-affinity to the
 * newcomer (InterPodAffinity).
 */
function asSeen(nominee: Nominee, { wish, begun: { placed } }: Plight): Nominee {
  const seesClaims = placed.some((one) => one.wish.volume === 'once');
  const hates = ({ terms }: Wish) => terms.some(({ type, app }) => type === 'apart' && app === wish.app);
  const seesTerms = wish.terms.length > 0 || placed.some((one) => hates(one.wish));
  const { volume, terms } = nominee.wish;
  const seen = { ...nominee.wish, volume: seesClaims ? volume : undefined, terms: seesTerms ? terms : [] };
  return { ...nominee, wish: seen };
}

/** It must fit whether or not the nominated pods of at least its own priority come. */
export function fitsWithNominees(situation: Situation, plight: Plight, at: string): boolean {
  const { name, wish, nominees } = plight;
  const rivals = nominees
    .filter((other) => other.at === at && other.name !== name && other.wish.priority >= wish.priority)
    .map((other) => asSeen(other, plight));
  return fits(rivals.reduce(withOne, situation), wish, at) && fits(situation, wish, at);
}

/**
 * Takes everybody of lower priority off the machine; then lets back, one by one, whoever leaves enough room: first those
 * whose budgets are used up, each time the more important first. Undefined: it would not fit even then.
 */
export function costOf(situation: Situation, plight: Plight, at: string): Cost | undefined {
  const lower = situation.placed.filter((one) => one.at === at && one.wish.priority < plight.wish.priority);
  let state = without(situation, lower);
  if (lower.length === 0 || !fitsWithNominees(state, plight, at)) return undefined;
  const sorted = byImportance(lower);
  const { over, within } = splitByBudget(sorted, plight.budgets);
  const staysOut = (one: Placed): boolean => {
    const tried = withOne(state, one);
    if (!fitsWithNominees(tried, plight, at)) return true;
    state = tried;
    return false;
  };
  const violations = over.filter(staysOut);
  return { victims: byImportance([...violations, ...within.filter(staysOut)]), violations: violations.length };
}

function byImportance(pods: readonly Placed[]): readonly Placed[] {
  return [...pods].sort((a, b) => b.wish.priority - a.wish.priority);
}

function splitByBudget(
  pods: readonly Placed[],
  budgets: Budgets,
): { over: readonly Placed[]; within: readonly Placed[] } {
  const left = new Map(budgets);
  const over: Placed[] = [];
  const within: Placed[] = [];
  for (const pod of pods) {
    const allowed = left.get(pod.wish.app);
    if (allowed !== undefined) left.set(pod.wish.app, allowed - 1);
    (allowed !== undefined && allowed <= 0 ? over : within).push(pod);
  }
  return { over, within };
}

/** The first of these that differ decide: broken budgets, the highest priority, the sum of priorities, how many. */
export function criteria({ victims, violations }: Cost): readonly number[] {
  const priorities = victims.map(({ wish }) => wish.priority);
  const sum = priorities.reduce((total, priority) => total + priority + 2 ** 31, 0);
  return [violations, Math.max(...priorities), sum, victims.length];
}

/** Whether one cost is less than another. */
export function isLess(one: Cost, other: Cost): boolean {
  const [a, b] = [criteria(one), criteria(other)];
  const differs = a.findIndex((value, i) => value !== b[i]);
  return differs >= 0 && (a[differs] ?? 0) < (b[differs] ?? 0);
}
