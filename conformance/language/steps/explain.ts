import * as z from 'zod';
import { targetOf } from '../build/targets.js';
import { millisOf, textMatch } from '../build/values.js';
import type { Cursor } from '../cursor.js';
import { suggestion } from '../cursor.js';
import * as fields from '../schema/fields.js';
import { plugins } from '../../../engine/scheduling/plugins/registry.js';
import { step, type StepDefinition } from './definition.js';

const pluginName = z.string().min(1);
const SAYINGS = ['fits', 'refuses', 'gate', 'message', 'evicts', 'change'] as const;

const shape = z
  .strictObject({
    for: fields.target,
    namespace: fields.namespace.optional(),
    fits: z.array(z.string().min(1)).describe('All nodes that the pod fits on; [] for none.').optional(),
    refuses: z
      .record(z.string().min(1), z.union([pluginName, z.array(pluginName)]))
      .describe('Nodes, and all plugins that refuse each: {node-1: TaintToleration}.')
      .optional(),
    gate: pluginName.describe('The plugin that holds the pod out of the queue.').optional(),
    message: fields.textMatch.describe('What the scheduler says when it fits nowhere.').optional(),
    evicts: z
      .array(z.string().min(1))
      .describe('Names of the pods that preemption would evict, on the node that it prefers; [] when it does not help.')
      .optional(),
    change: fields.textMatch.describe('One of the smallest changes that would let it be scheduled.').optional(),
    within: fields.duration.describe('How long it may take, in virtual time.').optional(),
  })
  .describe('{for: pod/web, refuses: {node-1: TaintToleration}}.');

const explain = step({
  key: 'explain',
  summary: 'Demands what the scheduler makes of a pod: node by node, what preemption would cost, what would help.',
  schema: shape,
  build(given, cursor, { scene, beside }) {
    const target = targetOf(given, cursor, scene);
    if (target === undefined) return undefined;
    if (target.resource.kind !== 'Pod') {
      cursor.at('for').report(`only pods are scheduled, not ${target.resource.plural}`, 'write pod/NAME');
      return undefined;
    }
    if (SAYINGS.every((field) => given[field] === undefined)) {
      cursor.report('says nothing of the explanation', `give one of ${SAYINGS.join(', ')}`);
      return undefined;
    }
    const message = given.message === undefined ? undefined : textMatch(given.message, cursor.at('message'));
    const change = given.change === undefined ? undefined : textMatch(given.change, cursor.at('change'));
    const { fits, gate, evicts } = given;
    if (gate !== undefined) checkPlugin(gate, cursor.at('gate'));
    const refuses = refusalsOf(given.refuses ?? {}, cursor.at('refuses'));
    return {
      type: 'explain',
      ...beside.common,
      target,
      ...(fits === undefined ? {} : { fits }),
      ...(given.refuses === undefined ? {} : { refuses }),
      ...(gate === undefined ? {} : { gate }),
      ...(message === undefined ? {} : { message }),
      ...(evicts === undefined ? {} : { evicts }),
      ...(change === undefined ? {} : { change }),
      within: given.within === undefined ? scene.timeouts.assert : millisOf(given.within),
    };
  },
});

function refusalsOf(
  given: Readonly<Record<string, string | readonly string[]>>,
  cursor: Cursor,
): Readonly<Record<string, readonly string[]>> {
  const entries = Object.entries(given).map(([node, names]) => {
    const list = typeof names === 'string' ? [names] : names;
    for (const name of list) checkPlugin(name, cursor.at(node));
    return [node, list] as const;
  });
  return Object.fromEntries(entries);
}

function checkPlugin(name: string, cursor: Cursor): void {
  const known = Object.keys(plugins);
  if (!known.includes(name)) cursor.report(`no plugin is called "${name}"`, suggestion(name, known));
}

export const explainSteps: readonly StepDefinition[] = [explain];
