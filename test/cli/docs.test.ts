import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { runCli } from '../support/cli.js';

const PAGES = ['README.md', ...readdirSync('docs').map((name) => `docs/${name}`)].filter((name) =>
  name.endsWith('.md'),
);

interface Example {
  readonly page: string;
  readonly line: number;
  readonly text: string;
}

/** Blocks of a page: those in fences that say yaml, and those that are indented by four. */
function examples(page: string): readonly Example[] {
  const found: Example[] = [];
  let fence: string[] | undefined;
  let indented: string[] = [];
  const lines = readFileSync(page, 'utf8').split('\n');
  for (const [index, line] of [...lines, ''].entries()) {
    if (line.startsWith('```')) {
      if (fence !== undefined && fence[0] === '```yaml')
        found.push({ page, line: index - fence.length + 2, text: `${fence.slice(1).join('\n')}\n` });
      fence = fence === undefined ? [line] : undefined;
    } else if (fence !== undefined) fence.push(line);
    else if (line.startsWith('    ')) indented.push(line.slice(4));
    else if (indented.length > 0) {
      found.push({ page, line: index - indented.length + 1, text: `${indented.join('\n')}\n` });
      indented = [];
    }
  }
  return found;
}

const ALL = PAGES.flatMap(examples);
const isYaml = ({ text }: Example): boolean =>
  /^(?:- \w+:|\w+:)/m.test(text) && !/^(?:npx |kspec |npm |source )/m.test(text);

/** A scenario around a part of one. */
function completed(text: string): string {
  if (/^apiVersion:/m.test(text)) return text;
  const head = 'apiVersion: kspec.dev/v1\nkind: Scenario\nmetadata: { name: example }\nspec:\n';
  const indent = (depth: number): string => text.replace(/^(?=.)/gm, ' '.repeat(depth));
  const steps = text.startsWith('- ')
    ? `  steps:\n${indent(4)}`
    : /^steps:/m.test(text)
      ? indent(2)
      : `${indent(2)}  steps:\n`;
  return `${head}${steps}    - assert: "nodes().size() == 1"\n`;
}

function folder(t: { teardown(undo: () => void): void }): string {
  const path = mkdtempSync(join(tmpdir(), 'kspec-'));
  t.teardown(() => rmSync(path, { recursive: true }));
  copyFileSync('specs/manifests/web.yaml', join(path, 'web.yaml'));
  for (const name of ['namespace', 'train'])
    writeFileSync(join(path, `${name}.yaml`), `apiVersion: v1\nkind: Namespace\nmetadata: { name: ${name} }\n`);
  return path;
}

/** What stands for something that a reader fills in. */
const SKETCHES = /\$\{\{|…|kind: Property/;

for (const example of ALL.filter(isYaml)) {
  const { page, line, text } = example;
  if (SKETCHES.test(text) || /^kind: (?!Scenario)/m.test(text)) continue;
  t.test(`the example at ${page}:${line} ${/^apiVersion:/m.test(text) ? 'passes' : 'can be checked'}`, async (t) => {
    const cwd = folder(t);
    writeFileSync(join(cwd, 'example.yaml'), completed(text));
    const { code, all } = await runCli([/^apiVersion:/m.test(text) ? 'run' : 'lint', 'example.yaml'], { cwd });
    // A node, a block or a device that an example names is not there in each world: that is no mistake of the page.
    const mistakes = all
      .split('\n')
      .filter(
        (told) =>
          /^example\.yaml:\d/.test(told) &&
          !/no (?:node|block) is called|runs no|takes none of the|there are none|no Steps document|nothing can follow a fork/.test(
            told,
          ),
      );
    t.same(mistakes, [], `${completed(text)}\n${all}`);
    if (/^apiVersion:/m.test(text)) t.equal(code, 0, all);
  });
}

t.test('there are examples to check', (t) => {
  t.ok(ALL.filter(isYaml).length >= 30, String(ALL.filter(isYaml).length));
  t.end();
});

/** Command lines of kspec on a page, in blocks and in the text. */
function commandLines(page: string): readonly string[] {
  const text = readFileSync(page, 'utf8');
  return [...text.matchAll(/(?:^ {4}|`)((?:npx )?kspec [a-z][^`#\n>]*)/gm)].map(([, line = '']) =>
    line.replace(/^npx /, '').trim(),
  );
}

t.test('every command and every option that a page names is known', async (t) => {
  const lines = PAGES.flatMap((page) => commandLines(page).map((line) => ({ page, line })));
  t.ok(lines.length > 20);
  const later = /^(?:conform|serve|import|merge)$/;
  const helps = new Map<string, string>();
  for (const { page, line } of lines) {
    const [, command = '', ...words] = line.split(/\s+/);
    if (later.test(command)) continue;
    if (!helps.has(command)) {
      const { code, out } = await runCli([command, '--help']);
      t.equal(code, 0, `${page}: ${line}`);
      helps.set(command, out);
    }
    for (const flag of words.flatMap((word) => /^(--[a-z][\w-]*|-[a-zA-Z])(?:=|$)/.exec(word)?.[1] ?? []))
      t.ok(
        new RegExp(`(?:^|[ ,])${flag}(?:[ ,=\\[<]|$)`, 'm').test(helps.get(command) ?? ''),
        `${page}: ${line}: ${flag}`,
      );
  }
});

t.test('docs/cli.md has every option of kspec run, and no other', async (t) => {
  const { out } = await runCli(['run', '--help']);
  const known = new Set(out.match(/--[a-z][\w-]*/g));
  const page = readFileSync('docs/cli.md', 'utf8');
  for (const flag of known) if (flag !== '--help') t.ok(page.includes(`${flag}`), flag);
  const rows = [...page.matchAll(/^\| (`-.*?) \|/gm)].flatMap(([, cell = '']) => cell.match(/--[a-z][\w-]*/g) ?? []);
  t.same(
    rows.filter((flag) => !known.has(flag)),
    [],
  );
});
