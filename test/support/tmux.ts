import { execFileSync, spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

/** Whether there is a tmux that runs. */
export const hasTmux = spawnSync('tmux', ['-V']).status === 0;

const PATIENCE_MILLIS = 30_000;
const POLL_MILLIS = 40;

/** A terminal that nobody looks at: keys go in, what is on it comes out. */
export class Tmux {
  private static count = 0;
  private readonly socket = `kspec-${process.pid}-${Tmux.count++}`;

  /** @param command is run by a shell, and the shell stays when it ends */
  constructor(command: string, cwd: string, columns = 100, rows = 30) {
    const env = { PATH: process.env['PATH'] ?? '', HOME: cwd, LANG: 'C.UTF-8', TERM: 'xterm-256color' };
    execFileSync(
      'tmux',
      // No configuration of whoever runs the tests; as wide and high as asked for.
      [
        '-u',
        '-L',
        this.socket,
        '-f',
        '/dev/null',
        'new-session',
        '-d',
        '-x',
        String(columns),
        '-y',
        String(rows),
      ].concat([
        '-c',
        cwd,
        `PS1='$ ' bash --norc --noprofile -c ${quoted(`${command}; exec bash --norc --noprofile`)}`,
      ]),
      { env },
    );
  }

  /** Keys by tmux's names: 'Left', 'C-c', or a text. */
  keys(...keys: readonly string[]): void {
    this.tmux('send-keys', ...keys);
  }

  resize(columns: number, rows: number): void {
    this.tmux('resize-window', '-x', String(columns), '-y', String(rows));
  }

  /** What is on the screen, without spaces at the ends of lines. */
  screen(): string {
    return this.tmux('capture-pane', '-p');
  }

  /** A value by tmux's name: 'alternate_on', 'cursor_flag', 'pane_pid'. */
  value(name: string): string {
    return this.tmux('display-message', '-p', `#{${name}}`).trim();
  }

  /** Waits until the screen matches, and gives it. */
  async until(pattern: RegExp): Promise<string> {
    const end = performance.now() + PATIENCE_MILLIS;
    for (;;) {
      const screen = this.screen();
      if (pattern.test(screen)) return screen;
      if (performance.now() > end) throw new Error(`waited for ${String(pattern)} on:\n${screen}`);
      await sleep(POLL_MILLIS);
    }
  }

  close(): void {
    spawnSync('tmux', ['-L', this.socket, 'kill-server']);
  }

  private tmux(...args: readonly string[]): string {
    return execFileSync('tmux', ['-u', '-L', this.socket, ...args], { encoding: 'utf8' });
  }
}

/** As a shell takes it. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
