import type { RunFlags } from '../run/flags.js';
import { EXIT, UsageError, type Terminal } from '../terminal.js';
import { FolderWatch } from './folders.js';
import { Requests } from './request.js';
import { WatchSession } from './session.js';
import { PlainView } from './view.js';

/**
 * Runs specs, and again whenever something changes that they use, until the user has enough.
 * @returns the exit code: 130 when interrupted, else as a run would end now
 */
export async function watchSpecs(args: readonly string[], flags: RunFlags, terminal: Terminal): Promise<number> {
  if (flags.list) throw new UsageError('--list and --watch: a list is not run; leave one of them away');
  const requests = new Requests();
  const view = new PlainView(flags, terminal);
  const session = new WatchSession(args, flags, terminal, view);
  const watch = new FolderWatch(() => requests.put({ type: 'changed' }));
  const quit = (): void => requests.put({ type: 'quit' });
  terminal.interrupted.addEventListener('abort', quit, { once: true });
  requests.put({ type: 'start' });
  try {
    for (;;) {
      const { request, ended } = await requests.next();
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
