import type { RunFlags } from '../run/flags.js';
import { EXIT, isSet, UsageError, type Terminal } from '../terminal.js';
import type { Wishes } from '../tui/watching.js';
import { FolderWatch } from './folders.js';
import { Requests } from './request.js';
import { WatchSession } from './session.js';
import { PlainView, type WatchView } from './view.js';

/**
 * Runs specs, and again whenever something changes that they use, until the user has enough.
 * @returns the exit code: 130 when interrupted, else as a run would end now
 */
export async function watchSpecs(args: readonly string[], flags: RunFlags, terminal: Terminal): Promise<number> {
  if (flags.list) throw new UsageError('--list and --watch: a list is not run; leave one of them away');
  const requests = new Requests();
  let crash: { readonly error: unknown } | undefined;
  const quit = (): void => requests.put({ type: 'quit' });
  const view = await openView(flags, terminal, {
    onRequest: (request) => requests.put(request),
    onInterrupt: () => process.kill(process.pid, 'SIGINT'),
    onCrash(error) {
      crash = { error };
      quit();
    },
  });
  const session = new WatchSession(args, flags, terminal, view);
  const watch = new FolderWatch(() => requests.put({ type: 'changed' }));
  terminal.interrupted.addEventListener('abort', quit, { once: true });
  requests.put({ type: 'start' });
  try {
    for (;;) {
      const { request, ended } = await requests.next();
      if (crash !== undefined) throw crash.error;
      if (request.type === 'quit') return terminal.interrupted.aborted ? EXIT.interrupted : session.code;
      const folders = await session.serve(request, ended);
      // What changed before a folder was watched is found by looking once more.
      if (folders !== undefined && watch.setFolders(folders)) requests.put({ type: 'changed' });
    }
  } finally {
    watch.close();
    view.close();
    terminal.interrupted.removeEventListener('abort', quit);
  }
}

/** Screens where somebody sees them and the terminal is not a reporter's; else lines. */
async function openView(flags: RunFlags, terminal: Terminal, wishes: Wishes): Promise<WatchView> {
  const { interactive, env } = terminal;
  const taken = flags.reporter.some((name) => !name.includes('=') && name !== 'pretty');
  if (interactive !== true || taken || env['TERM'] === 'dumb' || isSet(env['CI']))
    return new PlainView(flags, terminal);
  const { openWatching } = await import('../tui/watching.js');
  return openWatching(flags, terminal, wishes);
}
