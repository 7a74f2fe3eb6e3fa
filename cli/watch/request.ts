/** What makes specs run again. */
export type Request =
  | { readonly type: 'start' }
  /** Files have changed. */
  | { readonly type: 'changed' }
  | { readonly type: 'all' }
  /** Those that ran last. */
  | { readonly type: 'again' }
  | { readonly type: 'failed' }
  /** Those that did not pass, with their golden files written anew. */
  | { readonly type: 'update' }
  /** Only files whose path has this in it, from now on; '': all. */
  | { readonly type: 'files'; readonly pattern: string }
  /** Only scenarios whose name matches this, from now on; '': all. */
  | { readonly type: 'names'; readonly pattern: string }
  | { readonly type: 'quit' };

/** Requests in the order in which they came; a change that waits already stands for later ones. */
export class Requests {
  private readonly waiting: Request[] = [];
  private wake: (() => void) | undefined;
  private running = new AbortController();

  /** What somebody asks for ends the run that goes on; a change waits for its end. */
  put(request: Request): void {
    if (request.type === 'changed') {
      if (this.waiting.some(({ type }) => type === 'changed')) return;
    } else this.running.abort();
    this.waiting.push(request);
    this.wake?.();
  }

  /** The next one, as soon as there is one; and what is aborted when the run that it makes is to end early. */
  async next(): Promise<{ readonly request: Request; readonly ended: AbortSignal }> {
    for (;;) {
      const request = this.waiting.shift();
      if (request !== undefined) {
        this.running = new AbortController();
        if (this.waiting.some(({ type }) => type !== 'changed')) this.running.abort();
        return { request, ended: this.running.signal };
      }
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }
}
