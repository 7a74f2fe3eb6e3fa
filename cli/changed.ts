import { execFileSync } from 'node:child_process';
import { dirname, relative, resolve, sep } from 'node:path';
import { isManifestFile } from '../conformance/language/files.js';
import { readSpec } from './dependencies.js';
import { discover } from './discover.js';
import { UsageError } from './terminal.js';

/**
 * The spec files that changes since a commit can affect: what differs from it in the working folder, and what git does not
 * know yet, against every file that reading a spec looks at: manifests, blocks, suites, golden files, also missing ones.
 * @param since any commit as git names it; 'HEAD' for what is not committed
 */
export function changedSpecs(cwd: string, args: readonly string[], since: string): ReadonlySet<string> {
  const changed = changedFiles(cwd, since);
  const folders = new Set([...changed].filter(isManifestFile).map((path) => fromFolder(cwd, dirname(path))));
  const { specs, files } = discover(cwd, args);
  const touched = specs.filter(({ path }) => {
    const { dependencies } = readSpec(path, files);
    return (
      [...dependencies.files].some((file) => changed.has(fromFolder(cwd, file))) ||
      [...dependencies.folders].some((folder) => folders.has(fromFolder(cwd, folder)))
    );
  });
  return new Set(touched.map(({ path }) => path));
}

function changedFiles(cwd: string, since: string): ReadonlySet<string> {
  const lines = [
    ...git(cwd, ['diff', '--name-only', '--relative', '-z', since, '--']),
    ...git(cwd, ['ls-files', '--others', '--exclude-standard', '-z']),
  ];
  return new Set(lines.map((path) => fromFolder(cwd, path)));
}

function git(cwd: string, args: readonly string[]): readonly string[] {
  try {
    const out = execFileSync('git', args, {
      cwd,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      maxBuffer: 1 << 28,
    });
    return out.split('\0').filter((path) => path !== '');
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim().split('\n')[0] : '';
    throw new UsageError(
      `--changed asks git, and git ${args[0]} says: ${said === '' ? 'nothing; is it installed?' : said}`,
    );
  }
}

function fromFolder(cwd: string, path: string): string {
  return relative(cwd, resolve(cwd, path)).split(sep).join('/');
}
