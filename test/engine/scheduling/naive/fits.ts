import { domainOf, type Machine, type Placed, type Situation, type Spread, type Wish } from './cluster.js';

/** Whether a machine may take a pod beside those that run. */
export function fits(situation: Situation, want: Wish, at: string): boolean {
  const machine = situation.machines.get(at);
  if (machine === undefined) return false;
  const here = situation.placed.filter((one) => one.at === at);
  return (
    !machine.cordoned &&
    (!machine.tainted || want.tolerant) &&
    selects(want, machine) &&
    hasRoom(machine, here, want) &&
    !(want.port && here.some(({ wish }) => wish.port)) &&
    keepsApart(situation, want, at) &&
    joins(situation, want, at) &&
    want.spreads.every((spread) => spreads(situation, want, at, spread)) &&
    reachesVolume(situation, want, machine)
  );
}

function selects({ disk }: Wish, machine: Machine): boolean {
  return disk === undefined || disk === machine.disk;
}

/** A pod that asks for nothing of a resource is never refused for it. */
function hasRoom(machine: Machine, here: readonly Placed[], want: Wish): boolean {
  const total = (amount: (wish: Wish) => number) => here.reduce((sum, { wish }) => sum + amount(wish), 0);
  return (
    here.length < machine.pods &&
    (want.cpu === 0 || total(({ cpu }) => cpu) + want.cpu <= machine.cpu) &&
    (want.memory === 0 || total(({ memory }) => memory) + want.memory <= machine.memory)
  );
}

/** Anti-affinity holds in both directions. */
function keepsApart(situation: Situation, want: Wish, at: string): boolean {
  return situation.placed.every((other) => {
    const hates = (one: Wish, another: Wish) =>
      one.terms.some(
        ({ type, app, key }) =>
          type === 'apart' &&
          app === another.app &&
          domainOf(situation, at, key) === domainOf(situation, other.at, key),
      );
    return !hates(want, other.wish) && !hates(other.wish, want);
  });
}

/** Partners match all terms at once; where there are none anywhere, a pod that is its own partner may be the first. */
function joins(situation: Situation, want: Wish, at: string): boolean {
  const terms = want.terms.filter(({ type }) => type === 'with');
  if (terms.length === 0) return true;
  const isPartner = ({ app }: Wish) => terms.every((term) => term.app === app);
  const partners = situation.placed.filter(({ wish }) => isPartner(wish));
  if (partners.length === 0) return isPartner(want);
  return terms.every(({ key }) =>
    partners.some((partner) => domainOf(situation, partner.at, key) === domainOf(situation, at, key)),
  );
}

/** The pod's domain may hold at most maxSkew more matching pods than the emptiest domain that the pod may go to. */
function spreads(situation: Situation, want: Wish, at: string, { maxSkew, key, app, minDomains }: Spread): boolean {
  const counts = new Map<string, number>();
  for (const [name, machine] of situation.machines) {
    if (!selects(want, machine)) continue;
    const matching = situation.placed.filter((one) => one.at === name && one.wish.app === app).length;
    const domain = domainOf(situation, name, key);
    counts.set(domain, (counts.get(domain) ?? 0) + matching);
  }
  const fewest = counts.size < (minDomains ?? 1) ? 0 : Math.min(...counts.values());
  const after = (counts.get(domainOf(situation, at, key)) ?? 0) + (want.app === app ? 1 : 0);
  return after - fewest <= maxSkew;
}

function reachesVolume({ placed }: Situation, { volume }: Wish, { zone }: Machine): boolean {
  if (volume === 'once') return !placed.some(({ wish }) => wish.volume === 'once');
  return volume === undefined || volume === zone;
}
