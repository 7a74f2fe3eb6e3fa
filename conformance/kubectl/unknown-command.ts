import { quote } from '../../engine/apimachinery/quote.js';
import { fail, failBare, type Failure } from './failure.js';
import { usage } from './usage.js';

/** kubectl's own commands, in the order in which it registers them. */
const NAMES = [
  ...['create', 'expose', 'run', 'set', 'explain', 'get', 'edit', 'delete', 'rollout', 'scale', 'autoscale'],
  ...['certificate', 'cluster-info', 'top', 'cordon', 'uncordon', 'drain', 'taint', 'describe', 'logs', 'attach'],
  ...['exec', 'port-forward', 'proxy', 'cp', 'auth', 'debug', 'events', 'diff', 'apply', 'patch', 'replace', 'wait'],
  ...['kustomize', 'label', 'annotate', 'completion', 'api-resources', 'api-versions', 'config', 'plugin', 'version'],
];

/** Other words for commands (cobra's SuggestFor). */
const OTHER_WORDS: Readonly<Record<string, readonly string[]>> = {
  list: ['get', 'wait'],
  ps: ['get', 'wait'],
  rm: ['delete'],
};

/** Commands that only have commands below them. */
const GROUPS = ['rollout', 'set', 'certificate', 'auth', 'config', 'plugin', 'top', 'create service', 'create secret'];

/** The answer to a line whose command is not modelled, or is none of kubectl's. */
export function unknownCommand(argv: readonly string[], leading: readonly string[]): Failure {
  const [name = '', next] = argv;
  const group = GROUPS.find((candidate) => candidate === argv.slice(0, 2).join(' ') || candidate === name);
  if (name === '' || (group === name && next === undefined))
    return fail(`kubectl ${name}: its help text is not modelled (see limitations)`);
  if (group !== undefined && group !== 'top') {
    const words = argv.slice(group.split(' ').length);
    const [word] = words;
    if (word === undefined) return fail(`kubectl ${group}: its help text is not modelled (see limitations)`);
    return usage(group, `unknown command ${quote(words.join(' '))}`);
  }
  if (NAMES.includes(name)) return fail(`kubectl ${name} is not modelled (see limitations)`);
  const [flag] = leading;
  if (flag !== undefined) return failBare(`Error: flags cannot be placed before plugin name: ${flag}`);
  const near = NAMES.filter((candidate) => isNear(name, candidate));
  const hint =
    near.length === 0 ? '' : `\n\nDid you mean this?\n${near.map((candidate) => `\t${candidate}\n`).join('')}`;
  return fail(`unknown command ${quote(name)} for "kubectl"${hint}`);
}

const MAX_DISTANCE = 2;

function isNear(typed: string, name: string): boolean {
  if (OTHER_WORDS[typed]?.includes(name) === true) return true;
  return name.startsWith(typed.toLowerCase()) || distance(typed.toLowerCase(), name) <= MAX_DISTANCE;
}

/** Levenshtein's. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
