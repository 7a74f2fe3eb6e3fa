// Bundles the command: a script that holds all of it, which is compiled ahead, and what loads it.
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { build } from 'esbuild';

const OUT = 'dist/bin';
// The script is named by what is in it: that of the build before would stay.
rmSync(OUT, { recursive: true, force: true });

const common = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  minifySyntax: true,
  sourcemap: false,
  logLevel: 'warning',
  metafile: true,
};

const OUTSIDE = /\bimport\('(tinypool|ink)'\)/g;
/** A script from the cache cannot import by itself. */
const importing = {
  name: 'importing',
  setup: ({ onLoad }) =>
    onLoad({ filter: /dist.cli.*\.js$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replaceAll(OUTSIDE, "__import('$1')"),
    })),
};

// V8 keeps what it has compiled of a script, but in Node 20 not of a module. As cli/compiled/load.ts takes it, it is one function.
const { metafile } = await build({
  ...common,
  entryPoints: { kspec: 'dist/cli/compiled/script.js' },
  outdir: OUT,
  entryNames: '[name]-[hash]',
  outExtension: { '.js': '.cjs' },
  format: 'cjs',
  // Tinypool finds its own files beside itself; the terminal's libraries are only loaded by the commands that need them.
  external: ['tinypool', 'ink', 'react', 'react/jsx-runtime'],
  define: { 'import.meta.url': '__url' },
  plugins: [importing],
  banner: { js: '(function (exports, require, module, __url, __import) { "use strict";' },
  footer: { js: '})' },
});
const [[script, { imports }]] = Object.entries(metafile.outputs);
for (const { path, kind } of imports) if (kind === 'dynamic-import') throw new Error(`the script imports ${path}`);

// ASCII is read fastest. Esbuild has written strings so, but not regular expressions and templates with a tag.
const NOT_ASCII = /[^\0-\x7f]/g;
const escaped = (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
writeFileSync(script, readFileSync(script, 'utf8').replaceAll(NOT_ASCII, escaped));

/** The command is the script. */
const compiled = {
  name: 'compiled',
  setup: ({ onResolve }) =>
    onResolve({ filter: /^\.\/cli\.js$/ }, () => ({ path: resolve('dist/cli/compiled/cli.js') })),
};

// Node takes a few milliseconds more to start with a module.
await build({
  ...common,
  entryPoints: ['dist/cli/main.js', 'dist/cli/compiled/worker.js', 'dist/cli/compiled/explore-worker.js'],
  outdir: OUT,
  entryNames: '[name]',
  format: 'cjs',
  define: { SCRIPT: JSON.stringify(basename(script)) },
  plugins: [compiled],
});
writeFileSync(join(OUT, 'package.json'), '{ "type": "commonjs" }\n');
chmodSync(join(OUT, 'main.js'), 0o755);

// The first run keeps what was compiled for it. It leaves traces where it runs.
const TYPICAL = [
  'api',
  'guestbook',
  'services',
  'pods/lifecycle.yaml',
  'scheduling/volumes.yaml',
  'workloads/jobs.yaml',
];
const folder = mkdtempSync(join(tmpdir(), 'kspec-'));
cpSync('specs', folder, { recursive: true });
spawnSync(process.execPath, [resolve(OUT, 'main.js'), 'run', ...TYPICAL], {
  cwd: folder,
  stdio: 'ignore',
  timeout: 60_000,
});
rmSync(folder, { recursive: true });
