import type { Process } from '../../../../engine/client/erase.js';

/** What is remembered of each state of a component: the last so much. Nothing is kept of states that are gone. */
export class Recent<R> {
  private readonly lists = new WeakMap<Process, R[]>();

  constructor(private readonly most: number) {}

  of(process: Process): readonly R[] {
    return this.lists.get(process) ?? [];
  }

  add(process: Process, one: R): void {
    const list = this.lists.get(process);
    if (list === undefined) this.lists.set(process, [one]);
    else if (list.push(one) > this.most) list.shift();
  }
}
