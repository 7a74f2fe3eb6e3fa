import * as z from 'zod';
import type { Selection } from '../../expectations/condition.js';
import { targetOf } from '../build/targets.js';
import { consumptionOf } from '../build/usage.js';
import type { Cursor } from '../cursor.js';
import type { Scene } from '../scene.js';
import * as fields from '../schema/fields.js';
import { amounts, volumes } from '../schema/usage.js';
import { step, type StepDefinition } from './definition.js';

const usageShape = z
  .strictObject({
    for: fields.target.describe('Pods, or the system of a node: pod/web-0, node/node-1; or pods beside a selector.'),
    selector: fields.selector.optional(),
    namespace: fields.namespace.optional(),
    container: z.string().min(1).describe('The container; the only one without it.').optional(),
    ...amounts,
    volumes,
  })
  .describe('Who uses how much of what, from now on until it starts again.');

const usage = step({
  key: 'usage',
  summary: 'Says what containers, or the system of a node, use from now on.',
  schema: usageShape,
  build(shape, cursor, { scene, beside }) {
    const { container, for: who, selector, namespace, ...rest } = shape;
    const target = machineTarget({ for: who, selector, namespace }, cursor, scene);
    if (target === undefined) return undefined;
    const isNode = target.resource.kind === 'Node';
    if (isNode && (container !== undefined || rest.volumes !== undefined)) {
      const field = container === undefined ? 'volumes' : 'container';
      cursor.at(field).reportKey(`"${field}" is not for nodes`, 'take it away');
      return undefined;
    }
    if (Object.keys(rest).length === 0) {
      cursor.report('says not what is used', 'give cpu, memory, disk, pids or volumes');
      return undefined;
    }
    return {
      type: 'usage',
      ...beside.common,
      target,
      ...(container === undefined ? {} : { container }),
      amounts: consumptionOf(rest, cursor),
    };
  },
});

function machineTarget(
  target: { readonly for: string; readonly selector?: string | undefined; readonly namespace?: string | undefined },
  cursor: Cursor,
  scene: Scene,
): Selection | undefined {
  const found = targetOf(target, cursor, scene);
  if (found === undefined || found.resource.kind === 'Pod' || found.resource.kind === 'Node') return found;
  cursor
    .at('for')
    .report(`${found.resource.plural} use nothing by themselves`, 'write pod/NAME, or pods and a selector');
  return undefined;
}

const loadShape = z
  .strictObject({
    service: z.string().min(1).describe('Ready endpoints of this Service share the load.').optional(),
    selector: fields.selector.describe('Or ready pods with these labels.').optional(),
    namespace: fields.namespace.optional(),
    container: z.string().min(1).describe('The container that carries it; the first without it.').optional(),
    ...amounts,
  })
  .describe('How much there is to do in all: {service: web, cpu: 2}. Nothing of it ends it: cpu: 0.');

const load = step({
  key: 'load',
  summary: 'Gives work from outside to pods, which share it evenly for as long as it lasts.',
  schema: loadShape,
  build(shape, cursor, { scene, beside }) {
    const { service, selector, namespace, container, ...rest } = shape;
    if ((service === undefined) === (selector === undefined)) {
      cursor.report('says not who carries the load', 'give either service or selector');
      return undefined;
    }
    if (Object.keys(rest).length === 0) {
      cursor.report('says not how much there is to do', 'give cpu, memory, disk or pids');
      return undefined;
    }
    return {
      type: 'load',
      ...beside.common,
      load: {
        namespace: namespace ?? scene.namespace,
        ...(service === undefined ? {} : { service }),
        ...(selector === undefined ? {} : { selector }),
        ...(container === undefined ? {} : { container }),
        amounts: consumptionOf(rest, cursor),
      },
    };
  },
});

export const usageSteps: readonly StepDefinition[] = [usage, load];
