import type { Paint } from '../style.js';
import { EXIT, type Terminal } from '../terminal.js';
import type { Look } from './canvas/line.js';
import { copyToClipboard, takeFullScreen } from './full-screen.js';
import type { InkApp } from './ink-app.js';
import type { StepState } from './step/state.js';

/** Steps through a scenario on the terminal of this process until the user quits. Gives the exit code. */
export async function openStepping(
  initial: StepState,
  look: Look,
  paint: (paint: Paint, text: string) => string,
  terminal: Terminal,
): Promise<number> {
  const [{ mountApp }, { StepApp }] = await Promise.all([import('./ink-app.js'), import('./components/step-app.js')]);
  let last = initial;
  let app: InkApp | undefined;
  const leave = takeFullScreen(process.stdout);
  try {
    app = await mountApp(
      <StepApp
        initial={initial}
        look={look}
        paint={paint}
        onCopy={(text) => copyToClipboard(process.stdout, text)}
        onQuit={(state) => {
          last = state;
        }}
      />,
    );
    const interrupt = (): void => app?.unmount();
    if (terminal.interrupted.aborted) interrupt();
    terminal.interrupted.addEventListener('abort', interrupt, { once: true });
    await app.over;
  } finally {
    app?.unmount();
    leave();
  }
  if (last.copied !== undefined) terminal.out(`${last.copied.text}\n`);
  return terminal.interrupted.aborted || last.quit === 'interrupted' ? EXIT.interrupted : EXIT.passed;
}
