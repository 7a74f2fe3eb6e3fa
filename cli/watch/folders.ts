import { watch, type FSWatcher } from 'node:fs';
import { UsageError } from '../terminal.js';

/** So long nothing more may change before a change counts: editors write a file in several steps. */
const QUIET_MILLIS = 60;

/** Tells when something in any of some folders has changed. */
export class FolderWatch {
  private readonly watchers = new Map<string, FSWatcher>();
  private timer: NodeJS.Timeout | undefined;

  /** @param changed is called when all is quiet again after a change */
  constructor(private readonly changed: () => void) {}

  /** Watches these folders from now on, and no others; gives whether any is new. Those that are not there are left out. */
  setFolders(folders: ReadonlySet<string>): boolean {
    for (const [folder, watcher] of this.watchers) if (!folders.has(folder)) this.drop(folder, watcher);
    return [...folders].filter((folder) => !this.watchers.has(folder) && this.add(folder)).length > 0;
  }

  close(): void {
    clearTimeout(this.timer);
    this.setFolders(new Set());
  }

  private add(folder: string): boolean {
    try {
      const watcher = watch(folder, () => this.stir());
      // A folder that is taken away is found again, if it is, when the specs are looked at.
      watcher.on('error', () => {
        this.drop(folder, watcher);
        this.stir();
      });
      this.watchers.set(folder, watcher);
      return true;
    } catch (error) {
      if (isMissing(error)) return false;
      const why = error instanceof Error ? error.message : String(error);
      throw new UsageError(
        `--watch: ${why}; on Linux fs.inotify.max_user_watches says how many folders can be watched`,
      );
    }
  }

  private drop(folder: string, watcher: FSWatcher): void {
    watcher.close();
    this.watchers.delete(folder);
  }

  private stir(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(this.changed, QUIET_MILLIS);
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
