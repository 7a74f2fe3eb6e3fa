/** So often at most who draws is told: between two scenarios there is no time for more. */
const FRAME_MILLIS = 33;

/** A state that changes while somebody draws it. */
export class Store<State> {
  private readonly listeners = new Set<() => void>();
  private timer: NodeJS.Timeout | undefined;
  private toldAt = -Infinity;

  constructor(private state: State) {}

  readonly get = (): State => this.state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };

  /** Changes the state; who draws hears of it soon, and of many changes once. */
  update(change: (state: State) => State): void {
    this.state = change(this.state);
    if (this.timer !== undefined) return;
    const wait = this.toldAt + FRAME_MILLIS - performance.now();
    if (wait <= 0) this.tell();
    else this.timer = setTimeout(() => this.tell(), wait);
  }

  private tell(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.toldAt = performance.now();
    for (const listener of this.listeners) listener();
  }
}
