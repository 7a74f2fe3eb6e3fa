import { pods } from '../../../../engine/apis/generated/resources.js';
import type { Pod } from '../../../../engine/apis/generated/core.v1.js';
import { World } from '../world.js';
import type { App, Machine, Placed, Situation, Wish } from './cluster.js';
import type { Happening } from './arbitrary.js';
import { fits } from './fits.js';
import { applyBudget, applyMachine, applyVolumes, podOf } from './objects.js';
import { costOf, isLess, type Cost, type Nominee, type Plight } from './preemption.js';

const PREEMPTED = /^Preempted default\/(\S+): Preempted by pod (\S+) on node (\S+)$/;

/** How often each kind of thing was seen: a check that never came to anything is worth nothing. */
export interface Seen {
  binds: number;
  preemptions: number;
  victims: number;
  /** Preemptions whose victims were each shown to be in the way. */
  minimal: number;
  waiting: number;
}

export function nothingSeen(): Seen {
  return { binds: 0, preemptions: 0, victims: 0, minimal: 0, waiting: 0 };
}

/** A real scheduler, and the naive rules that watch every step of it. */
export class Watched {
  readonly world = new World();
  readonly seen = nothingSeen();
  private readonly machines: ReadonlyMap<string, Machine>;
  private readonly wishes = new Map<string, Wish>();
  private readonly budgets = new Map<App, number>();
  private placed: readonly Placed[] = [];
  private names = 0;

  constructor(machines: readonly Machine[]) {
    this.machines = new Map(machines.map((one, i) => [`n${i}`, one]));
    for (const [name, one] of this.machines) applyMachine(this.world, name, one);
    applyVolumes(this.world);
  }

  happens(happening: Happening): void {
    switch (happening.type) {
      case 'arrives': {
        const name = `p${this.names++}`;
        this.wishes.set(name, happening.wish);
        this.world.apply(pods, podOf(name, happening.wish));
        break;
      }
      case 'leaves': {
        const leaving = this.placed[happening.which % Math.max(1, this.placed.length)];
        if (leaving !== undefined) this.remove(leaving.name);
        break;
      }
      case 'budget':
        this.budgets.set(happening.app, happening.allowed);
        applyBudget(this.world, happening.app, happening.allowed);
    }
    this.run(this.world.now);
  }

  /** Runs everything that is due by an instant, one step after the other; victims are gone at once. */
  run(until: number): void {
    const { world } = this;
    for (;;) {
      const due = world.component.due(world.memory);
      if (due === undefined || due.at > until) break;
      world.now = Math.max(world.now, due.at);
      this.step();
    }
    world.now = Math.max(world.now, until);
  }

  /** Every pod that waits has a reason to. */
  checkWaiting(): void {
    for (const { metadata } of this.waiting()) {
      this.seen.waiting += 1;
      const plight = this.plightOf(metadata.name);
      const rest = { ...plight, nominees: plight.nominees.filter(({ wish }) => wish.priority >= plight.wish.priority) };
      for (const at of this.machines.keys()) {
        if (rest.nominees.every((other) => other.at !== at) && fits(this.situation, plight.wish, at))
          throw new Error(`${metadata.name} waits, and ${at} would take it`);
        if (!plight.wish.peaceful && costOf(this.situation, plight, at) !== undefined)
          throw new Error(`${metadata.name} waits, and less important pods of ${at} are in its way`);
      }
    }
  }

  /** What runs on a machine is no more than it has. */
  checkRoom(): void {
    for (const [name, machine] of this.machines) {
      const here = this.world.view.list(pods).filter(({ spec }) => spec.nodeName === name);
      const total = (amount: (wish: Wish) => number) =>
        here.reduce((sum, { metadata }) => sum + amount(this.wishOf(metadata.name)), 0);
      if (total(({ cpu }) => cpu) > machine.cpu || total(({ memory }) => memory) > machine.memory)
        throw new Error(`${name} holds more than it has`);
      if (here.length > machine.pods) throw new Error(`${name} holds ${here.length} pods`);
    }
  }

  private get situation(): Situation {
    return { machines: this.machines, placed: this.placed };
  }

  private waiting(): readonly Pod[] {
    return this.world.view.list(pods, 'default').filter(({ spec }) => !spec.nodeName);
  }

  private wishOf(name: string): Wish {
    const wish = this.wishes.get(name);
    if (wish === undefined) throw new Error(`nobody asked for ${name}`);
    return wish;
  }

  private step(): void {
    const { world } = this;
    const nominees = this.nominees();
    const events = world.events.length;
    const calls = world.calls.length;
    world.step();
    const preempted = world.events
      .slice(events)
      .flatMap((event) => [PREEMPTED.exec(event) ?? []].filter(({ length }) => length > 0));
    const [first] = preempted;
    if (first !== undefined)
      this.checkPreemption(
        first,
        preempted.map(([, victim = '']) => victim),
        nominees,
      );
    for (const call of world.calls.slice(calls)) {
      const [, deleted] = /^DELETE pods\/(.*)$/.exec(call) ?? [];
      if (deleted !== undefined) this.remove(deleted);
      const [, bound] = /^POST pods\/(.*)\/binding$/.exec(call) ?? [];
      if (bound !== undefined) this.checkBind(bound);
    }
  }

  private remove(name: string): void {
    this.world.delete(pods, name);
    this.placed = this.placed.filter((one) => one.name !== name);
  }

  private checkBind(name: string): void {
    const at = this.world.nodeOf(name) ?? '';
    const wish = this.wishOf(name);
    if (!fits(this.situation, wish, at)) throw new Error(`${name} must not run on ${at}`);
    this.placed = [...this.placed, { name, wish, at }];
    this.seen.binds += 1;
  }

  private nominees(): readonly Nominee[] {
    return this.waiting().flatMap(({ metadata: { name }, status }) =>
      status?.nominatedNodeName ? [{ name, wish: this.wishOf(name), at: status.nominatedNodeName }] : [],
    );
  }

  private plightOf(name: string, nominees = this.nominees()): Plight {
    return { name, wish: this.wishOf(name), nominees, budgets: this.budgets, begun: this.situation };
  }

  /** The victims are those that the naive rules choose, on one of the machines that hurt least. */
  private checkPreemption(event: readonly string[], victims: readonly string[], nominees: readonly Nominee[]): void {
    const [, , uid, at = ''] = event;
    const preemptor = this.waiting().find(({ metadata }) => metadata.uid === uid)?.metadata.name ?? '';
    const plight = this.plightOf(preemptor, nominees);
    const cost = costOf(this.situation, plight, at);
    const expected = cost?.victims.map(({ name }) => name) ?? [];
    if (cost === undefined || expected.join() !== victims.join())
      throw new Error(`for ${preemptor} go ${victims.join()} of ${at}, not ${expected.join()}`);
    for (const other of this.machines.keys()) {
      const less = costOf(this.situation, plight, other);
      if (less !== undefined && isLess(less, cost)) throw new Error(`${preemptor} preempts on ${at}, not on ${other}`);
    }
    this.checkMinimal(plight, cost, at);
    this.seen.preemptions += 1;
    this.seen.victims += victims.length;
  }

  /** No victim could have stayed. Spreading and affinity are left out: there, more pods can make more room. */
  private checkMinimal(plight: Plight, { victims }: Cost, at: string): void {
    const { wish } = plight;
    if (wish.spreads.length > 0 || wish.terms.some(({ type }) => type === 'with')) return;
    const alone = { ...this.situation, placed: this.placed.filter((one) => !victims.includes(one)) };
    if (!fits(alone, wish, at)) throw new Error(`${plight.name} does not fit on ${at} even without its victims`);
    if (plight.nominees.length > 0) return;
    for (const victim of victims) {
      if (fits({ ...alone, placed: [...alone.placed, victim] }, wish, at))
        throw new Error(`${victim.name} could have stayed on ${at}`);
    }
    this.seen.minimal += 1;
  }
}
