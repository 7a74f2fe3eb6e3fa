import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import t from 'tap';

/** The house rules, so that nobody has to remember them. A rule that must be bent is bent here, with its reason. */

const ROOT = process.cwd();
const CEILING_LINES = 400;
const MEDIAN_LINES = 130;
/** Tests are tables, and few large files run faster than many small ones. */
const TEST_CEILING_LINES = 600;

/** Files over the ceiling, and why. */
const LONG: Readonly<Record<string, string>> = {};

interface Source {
  readonly path: string;
  readonly text: string;
  readonly lines: readonly string[];
}

function filesBelow(folder: string): readonly Source[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.includes('/generated/'))
    .map((path) => {
      const text = readFileSync(path, 'utf8');
      return { path: relative(ROOT, path), text, lines: text.split('\n') };
    });
}

const product = ['engine', 'conformance', 'cli'].flatMap(filesBelow);
const tests = filesBelow('test');

/** Lines that match, as 'file:line: text'. */
function offences(sources: readonly Source[], pattern: RegExp): readonly string[] {
  return sources.flatMap(({ path, lines }) =>
    lines.flatMap((line, at) => (pattern.test(line) && !isComment(line) ? [`${path}:${at + 1}: ${line.trim()}`] : [])),
  );
}

function isComment(line: string): boolean {
  return /^\s*(\/\/|\*|\/\*)/.test(line);
}

const engine = product.filter(({ path }) => path.startsWith('engine/'));
/** Everything but this file, which names what it forbids. */
const others = [...product, ...tests].filter(({ path }) => path !== 'test/tidy.test.ts');
const conformance = product.filter(
  ({ path }) => path.startsWith('conformance/') && !path.startsWith('conformance/targets/'),
);

t.test('there is something to keep tidy', (t) => {
  t.ok(product.length > 100, `${product.length} files of the product`);
  t.ok(tests.length > 5, `${tests.length} files of tests`);
  t.end();
});

t.test('the engine knows no clock, chance, timers or surroundings', (t) => {
  t.same(
    offences(engine, /\b(new Date|Date\.now|Math\.random|setTimeout|setInterval|setImmediate|performance\.now)\b/),
    [],
  );
  t.same(
    offences(
      engine,
      /\b(console\.|globalThis\.|process\.(env|exit|argv|cwd|nextTick|hrtime|memoryUsage|stdout|stderr|on)\b)/,
    ),
    [],
  );
  t.same(offences(engine, /toLocale|Intl\.|localeCompare/), []);
  t.end();
});

t.test('engine and conformance import nothing of Node', (t) => {
  t.same(offences([...engine, ...conformance], /from 'node:/), []);
  t.end();
});

t.test('the compiler is not silenced', (t) => {
  t.same(offences([...product, ...tests], /@ts-(ignore|nocheck|expect-error)/), []);
  t.same(offences(product, /as unknown as/), []);
  t.same(offences(product, /:\s*any\s*(\[\]|[,;)=>{])|\w<any>|\bas any\b/), []);
  t.end();
});

t.test('nothing is left undone without saying so', (t) => {
  t.same(offences(others, /\b(TODO|FIXME|XXX)\b/), []);
  t.same(offences(tests, /\b(t|test)\.(only|skip|todo)\(/), []);
  t.end();
});

t.test('a file is named for its idea', (t) => {
  const vague = [...product, ...tests].filter(({ path }) => /\b(utils?|helpers?|common|misc)\b/.test(path));
  t.same(
    vague.map(({ path }) => path),
    [],
  );
  const cased = [...product, ...tests].filter(({ path }) => /[A-Z_]/.test(path));
  t.same(
    cased.map(({ path }) => path),
    [],
  );
  t.end();
});

t.test(`no file is longer than ${CEILING_LINES} lines`, (t) => {
  const ceiling = (path: string): number => (path.startsWith('test/') ? TEST_CEILING_LINES : CEILING_LINES);
  const long = [...product, ...tests].filter(({ path, lines }) => lines.length > ceiling(path) + 1 && !(path in LONG));
  t.same(
    long.map(({ path, lines }) => `${path}: ${lines.length}`),
    [],
  );
  const sizes = product.map(({ lines }) => lines.length).sort((a, b) => a - b);
  t.ok(
    (sizes[Math.floor(sizes.length / 2)] ?? 0) <= MEDIAN_LINES,
    `median ${sizes[Math.floor(sizes.length / 2)]} lines`,
  );
  t.end();
});

t.test('the repository speaks of the product only', (t) => {
  const words = /\b(issue #?\d+|helper agent|this session|\/work\/)/i;
  t.same(offences(others, words), []);
  t.end();
});

t.test('every controller and every plugin is in its registry', (t) => {
  const registered = readFileSync(join(ROOT, 'engine/controllers/registry.ts'), 'utf8');
  const folders = readdirSync(join(ROOT, 'engine/controllers'), { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && entry.name !== 'framework',
  );
  t.same(
    folders.map(({ name }) => name).filter((name) => !registered.includes(`'./${name}/`)),
    [],
  );
  const plugins = readFileSync(join(ROOT, 'engine/scheduling/plugins/registry.ts'), 'utf8');
  const pluginFolders = readdirSync(join(ROOT, 'engine/scheduling/plugins'), { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  );
  t.same(
    pluginFolders.map(({ name }) => name).filter((name) => !plugins.includes(`/${name}/`)),
    [],
  );
  t.end();
});
