import type { Paint } from '../style.js';
import { EXIT, type Terminal } from '../terminal.js';
import type { Look } from './canvas/line.js';
import { copyToClipboard, takeFullScreen } from './full-screen.js';
import type { StepState } from './step/state.js';

/** Steps through a scenario on the terminal of this process until the user quits. Gives the exit code. */
export async function openStepping(
  initial: StepState,
  look: Look,
  paint: (paint: Paint, text: string) => string,
  terminal: Terminal,
): Promise<number> {
  const [{ render }, { StepApp }] = await Promise.all([import('ink'), import('./components/step-app.js')]);
  let last = initial;
  const leave = takeFullScreen(process.stdout);
  const app = render(
    <StepApp
      initial={initial}
      look={look}
      paint={paint}
      onCopy={(text) => copyToClipboard(process.stdout, text)}
      onQuit={(state) => {
        last = state;
      }}
    />,
    { exitOnCtrlC: false, patchConsole: false, incrementalRendering: true, maxFps: 60 },
  );
  const interrupt = (): void => app.unmount();
  terminal.interrupted.addEventListener('abort', interrupt, { once: true });
  try {
    await app.waitUntilExit();
  } finally {
    leave();
    terminal.interrupted.removeEventListener('abort', interrupt);
  }
  if (last.copied !== undefined) terminal.out(`${last.copied.text}\n`);
  return terminal.interrupted.aborted || last.quit === 'interrupted' ? EXIT.interrupted : EXIT.passed;
}
