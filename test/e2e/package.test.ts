import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import t from 'tap';

interface Packed {
  readonly files: readonly { readonly path: string }[];
  readonly size: number;
}

const MANIFEST = JSON.parse(readFileSync('package.json', 'utf8')) as {
  readonly dependencies: Readonly<Record<string, string>>;
};

function packed(): Packed {
  const out = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [one] = JSON.parse(out) as readonly Packed[];
  if (one === undefined) throw new Error('npm pack says nothing');
  return one;
}

const { files, size } = packed();
const paths = files.map(({ path }) => path);

t.test('the package holds what it needs and no more', (t) => {
  for (const needed of [
    'dist/bin/main.js',
    'dist/bin/worker.js',
    'dist/engine/index.js',
    'dist/engine/index.d.ts',
    'kspec.schema.json',
    'LICENSE',
    'README.md',
  ])
    t.ok(paths.includes(needed), needed);
  t.same(
    paths.filter((path) => /^(?:test|specs|dist\/test)\//.test(path)),
    [],
  );
  t.ok(size < 5_000_000, `${size} bytes`);
  t.end();
});

t.test('the script of the command is in ASCII, as it is read', (t) => {
  const scripts = paths.filter((path) => /^dist\/bin\/.*\.cjs$/.test(path));
  t.equal(scripts.length, 1);
  for (const path of scripts) t.notMatch(readFileSync(path, 'utf8'), /[^\0-\x7f]/);
  t.end();
});

t.test('what it imports is in its dependencies', (t) => {
  const names = paths.filter((path) => /\.c?js$/.test(path)).flatMap((path) => importsOf(readFileSync(path, 'utf8')));
  const missing = [...new Set(names)].filter(
    (name) => !(name in MANIFEST.dependencies) && !builtinModules.includes(name),
  );
  t.same(missing, []);
  t.end();
});

/** The packages that a module imports, by name. */
function importsOf(code: string): readonly string[] {
  return [
    ...code.matchAll(
      /^(?:import|export)\b[^'"\n]*\bfrom\s*["']([^."'][^"']*)["']|^import\s*["']([^."'][^"']*)["']|(?:\brequire|\b__import)\("([^."][^"]*)"\)/gm,
    ),
  ]
    .map(([, from, bare, asked]) => from ?? bare ?? asked ?? '')
    .filter((name) => name !== '' && !name.startsWith('node:'))
    .map((name) => /^(@[^/]+\/[^/]+|[^/]+)/.exec(name)?.[0] ?? name);
}

t.test('unpacked in an empty folder it writes a first spec, runs it, and its engine can be imported', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'kspec-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const home = join(folder, 'node_modules/kspec');
  for (const path of paths) {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    cpSync(path, join(home, path));
  }
  for (const name of Object.keys(MANIFEST.dependencies)) {
    mkdirSync(dirname(join(folder, 'node_modules', name)), { recursive: true });
    symlinkSync(resolve('node_modules', name), join(folder, 'node_modules', name));
  }
  const node = (...args: readonly string[]): string =>
    execFileSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  t.match(node(join(home, 'dist/bin/main.js'), 'init'), /wrote specs\/rollout\.yaml/);
  t.match(node(join(home, 'dist/bin/main.js'), 'run', '--workers', '2'), /1 passed, 0 failed/);
  t.match(
    node(
      '--input-type=module',
      '-e',
      "import { createCluster, KUBERNETES_VERSION } from 'kspec'; console.log(KUBERNETES_VERSION, createCluster({ nodes: [] }).now)",
    ),
    /^v1\.35\.\d+ 0$/m,
  );
  t.ok(readdirSync(join(folder, 'specs')).includes('web.yaml'));
  t.match(node(join(home, 'dist/bin/main.js'), 'run'), /1 passed, 0 failed/);
  t.match(
    execFileSync(join(home, 'dist/bin/main.js'), ['run'], { cwd: folder, encoding: 'utf8' }),
    /1 passed, 0 failed/,
  );
  const kept = readdirSync(join(home, 'dist/bin')).filter((name) => name.includes('.cache'));
  t.equal(kept.length, 1, 'what the first run compiled is kept, for threads and for every way to start');
  t.end();
});
