import type { ReactNode } from 'react';
import { loadInk } from './ink.js';

/** An app on the terminal of this process. */
export interface InkApp {
  /** Settles when it has ended: rejected with what a component threw, also while it drew for the first time. */
  readonly over: Promise<unknown>;
  /** Ends it; what it drew last stays. */
  unmount(): void;
  /** Ends it and takes away what it drew. */
  close(): void;
}

/** An empty frame is an empty line. */
const OVER_EMPTY_LINE = '\u001b[1A\r';

/** Mounts an app. */
export async function mountApp(app: ReactNode): Promise<InkApp> {
  const [{ render }, { Guard }] = await Promise.all([loadInk(), import('./components/guard.js')]);
  let crash = (_error: unknown): void => undefined;
  const crashed = new Promise<never>((_, reject) => {
    crash = reject;
  });
  const ink = render(<Guard onCrash={(error) => crash(error)}>{app}</Guard>, {
    exitOnCtrlC: false,
    patchConsole: false,
    // Line by line, Ink 6.8 loses a line with each frame that ends in a new line.
    incrementalRendering: false,
    maxFps: 60,
  });
  const over = Promise.race([crashed, ink.waitUntilExit()]);
  // Whoever mounts it may look at it later, or not at all.
  over.catch(() => undefined);
  return {
    over,
    unmount: () => ink.unmount(),
    close() {
      ink.rerender(null);
      ink.unmount();
      process.stdout.write(OVER_EMPTY_LINE);
    },
  };
}
