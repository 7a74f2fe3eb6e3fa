import * as z from 'zod';
import { readFiles } from '../build/manifests.js';
import { splitWords } from '../build/values.js';
import type { Cursor } from '../cursor.js';
import type { Scene } from '../scene.js';
import { step, type StepDefinition } from './definition.js';

/** Flags of kubectl whose value names a file. */
const FILE_FLAGS = new Set(['-f', '--filename', '--patch-file', '--from-env-file']);
/** Flags whose value is a file, or key=file. */
const KEYED_FILE_FLAGS = new Set(['--from-file']);

/** A command line in words, with the files that it names read; told of when that fails. */
export function commandOf(
  command: string,
  cursor: Cursor,
  scene: Scene,
): { readonly argv: readonly string[]; readonly files: Readonly<Record<string, string>> } | undefined {
  const words = splitWords(command);
  if ('error' in words) {
    cursor.reportWithin(words.offset, words.error, 'write one kubectl command line, in quotes where needed');
    return undefined;
  }
  const [first] = words;
  if (first === undefined) {
    cursor.report('the command is empty', 'write what follows kubectl: rollout undo deployment/web');
    return undefined;
  }
  if (first === 'kubectl') {
    cursor.report('leave out the word kubectl', `write ${words.slice(1).join(' ')}`);
    return undefined;
  }
  const files: Record<string, string> = {};
  for (const path of filesNamed(words)) {
    if (path === '-' || /^https?:/.test(path)) continue;
    for (const { text, entry } of readFiles(path, cursor, scene.folder)) {
      files[entry === undefined ? path : `${path.replace(/\/$/, '')}/${entry}`] = text;
    }
  }
  return { argv: words, files };
}

function filesNamed(words: readonly string[]): readonly string[] {
  const found: string[] = [];
  for (const [index, word] of words.entries()) {
    const [, flag = word, attached] = /^(--[\w-]+)=(.*)$/s.exec(word) ?? [];
    const value = attached ?? words[index + 1];
    if (value === undefined) continue;
    if (FILE_FLAGS.has(flag)) found.push(...value.split(','));
    if (KEYED_FILE_FLAGS.has(flag)) found.push(value.slice(value.indexOf('=') + 1));
    if (/^-f.+/.test(word) && !word.startsWith('-f=')) found.push(word.slice(2));
  }
  return found;
}

const command = z
  .string()
  .min(1)
  .describe('A kubectl command line without kubectl: set image deployment/web web=nginx:1.28.');

const edit = z.strictObject({
  find: z.string().min(1).describe('A text that must be there: "replicas: 4".'),
  replace: z.string().describe('What stands there afterwards.'),
});

const kubectl = step({
  key: 'kubectl',
  summary: 'Runs a kubectl command against the cluster.',
  writes: true,
  schema: z
    .union([
      command,
      z.strictObject({
        command,
        stdin: z.string().describe("What it reads on stdin, for '-f -'.").optional(),
        edits: z
          .array(edit)
          .min(1)
          .describe('For kubectl edit: what the editor does to the text of the object, in order.')
          .optional(),
      }),
    ])
    .describe('A kubectl command line, or {command, stdin, edits}.'),
  build(shape, cursor, { scene, beside }) {
    const text = typeof shape === 'string' ? shape : shape.command;
    const parsed = commandOf(text, typeof shape === 'string' ? cursor : cursor.at('command'), scene);
    if (parsed === undefined) return undefined;
    const { stdin, edits } = typeof shape === 'string' ? {} : shape;
    if (edits !== undefined && parsed.argv[0] !== 'edit') {
      cursor.at('edits').reportKey('only kubectl edit has an editor', 'write command: edit deployment/web');
      return undefined;
    }
    return {
      type: 'kubectl',
      ...beside.common,
      ...beside.write,
      command: text.trim(),
      ...parsed,
      ...(stdin === undefined ? {} : { stdin }),
      ...(edits === undefined ? {} : { edits }),
    };
  },
});

export const kubectlSteps: readonly StepDefinition[] = [kubectl];
