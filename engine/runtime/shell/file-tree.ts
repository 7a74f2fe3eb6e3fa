import type { Files } from './shell.js';

/** Files by path, each read when it is asked for. Of directories, only those below `listed` are known in full. */
export function fileTree(entries: ReadonlyMap<string, () => string | undefined>, listed: readonly string[]): Files {
  const names = (path: string): readonly string[] => {
    const prefix = path === '/' ? '/' : `${path}/`;
    const found = new Set<string>();
    for (const key of entries.keys())
      if (key.startsWith(prefix)) found.add(key.slice(prefix.length).split('/')[0] ?? '');
    return [...found].sort();
  };
  return {
    read: (path) => entries.get(path)?.(),
    list(path) {
      if (!listed.some((root) => path === root || path.startsWith(`${root}/`))) return undefined;
      const found = names(path);
      return found.length === 0 ? undefined : found;
    },
  };
}
