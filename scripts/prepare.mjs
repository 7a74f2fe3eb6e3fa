// Builds, unless what is there was built of what is there: npm prepares a clone anew before it runs a command of it for the first time.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const SOURCES = [
  'cli',
  'conformance',
  'engine',
  'scripts',
  'test',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
];
const BUILT = 'dist/bin/main.js';

/** When the newest file in a folder, or the file itself, was written. */
function newest(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

const isBuilt = existsSync(BUILT) && SOURCES.every((path) => newest(path) < statSync(BUILT).mtimeMs);
if (!isBuilt) process.exitCode = spawnSync('npm', ['run', 'build'], { stdio: 'inherit', shell: true }).status ?? 1;
