import * as z from 'zod';
import { targetOf } from '../build/targets.js';
import { expectationOf, splitWords } from '../build/values.js';
import type { Cursor } from '../cursor.js';
import * as fields from '../schema/fields.js';
import { step, type StepDefinition } from './definition.js';

const execShape = z
  .strictObject({
    for: fields.target.describe('A pod, pods beside a selector, or a node: pod/web-0, node/node-1.'),
    selector: fields.selector.optional(),
    namespace: fields.namespace.optional(),
    container: z.string().min(1).describe('The container; the annotated or first one without it.').optional(),
    command: z
      .union([z.string().min(1), z.array(z.string()).min(1)])
      .describe('What to run: [cat, /sys/fs/cgroup/memory.max], or one line: cat /sys/fs/cgroup/memory.max.'),
    stdin: z.string().describe('What it reads.').optional(),
    expect: z
      .strictObject({
        exit: z.int().min(0).max(255).describe('Its exit code; 0 without it.').optional(),
        output: fields.textMatch.describe('What it prints.').optional(),
        message: fields.textMatch.describe('What it prints to stderr.').optional(),
      })
      .describe('What must come of it.')
      .optional(),
  })
  .describe('A command in a container, or on a node.');

const exec = step({
  key: 'exec',
  summary: 'Runs a command in a container, or on a node, and looks at what it prints.',
  schema: execShape,
  build(shape, cursor, { scene, beside }) {
    const target = targetOf(shape, cursor, scene);
    if (target === undefined) return undefined;
    const { kind } = target.resource;
    if (kind !== 'Pod' && kind !== 'Node') {
      cursor
        .at('for')
        .report(`there is nothing to run a command in: ${kind}`, 'write pod/NAME, pods and a selector, or node/NAME');
      return undefined;
    }
    if (kind === 'Node' && shape.container !== undefined) {
      cursor.at('container').reportKey('a node has no containers by name', 'take container away');
      return undefined;
    }
    const command = wordsOf(shape.command, cursor.at('command'));
    const expect = shape.expect && expectationOf(shape.expect, cursor.at('expect'), true);
    return (
      command && {
        type: 'exec',
        ...beside.common,
        target,
        command,
        ...(shape.container === undefined ? {} : { container: shape.container }),
        ...(shape.stdin === undefined ? {} : { stdin: shape.stdin }),
        ...(expect === undefined ? {} : { expect }),
      }
    );
  },
});

function wordsOf(command: string | readonly string[], cursor: Cursor): readonly string[] | undefined {
  if (typeof command !== 'string') return command;
  const words = splitWords(command);
  if (!('error' in words)) return words;
  cursor.reportWithin(words.offset, words.error, 'write the words as a list, with sh -c for a script: [sh, -c, "…"]');
  return undefined;
}

export const execSteps: readonly StepDefinition[] = [exec];
