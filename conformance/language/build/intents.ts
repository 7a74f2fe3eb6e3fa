import { HOUR, MINUTE } from '../../../engine/core/time.js';
import { nanosOf } from '../../expectations/quantity.js';
import type { Intent, PodSelection } from '../../properties/intents/intent.js';
import type { Cursor } from '../cursor.js';
import type { Scene } from '../scene.js';
import type { IntentShape } from '../schema/intents.js';
import { checkSelector } from './targets.js';
import { optionalMillis } from './values.js';

type Named = Exclude<IntentShape, string>;
type Given<K extends keyof Named> = NonNullable<Named[K]>;

const TIMES = 3;
const PATIENCE = MINUTE;
const HOSTNAME = 'kubernetes.io/hostname';
const NANOS_PER_THOUSANDTH = 1_000_000n;

/** The intents of a scenario or of a step. */
export function intentsOf(shapes: readonly IntentShape[], cursor: Cursor, scene: Scene): readonly Intent[] {
  return shapes.flatMap((shape, index) => {
    const at = cursor.at(index);
    const named = typeof shape === 'string' ? bare(shape, at) : shape;
    if (named === undefined) return [];
    const names = Object.keys(named);
    if (names.length !== 1) {
      at.report(
        names.length === 0 ? 'names no intent' : `names ${names.join(' and ')} at once`,
        'begin each with "- "',
      );
      return [];
    }
    return intentOf(named, at, scene) ?? [];
  });
}

function bare(name: Extract<IntentShape, string>, cursor: Cursor): Named | undefined {
  if (name !== 'minAvailable') return { [name]: {} };
  cursor.report('minAvailable needs to know of what', 'write minAvailable: {selector: app=web, count: 3}');
  return undefined;
}

function intentOf(named: Named, cursor: Cursor, scene: Scene): Intent | undefined {
  const { noOscillation, noEvictionCycle, alwaysSchedulable, minAvailable, balanced, eventuallyStable } = named;
  const { source } = cursor;
  if (noOscillation !== undefined) return { type: 'noOscillation', source, times: noOscillation.times ?? TIMES };
  if (noEvictionCycle !== undefined) return { type: 'noEvictionCycle', source, times: noEvictionCycle.times ?? TIMES };
  if (eventuallyStable !== undefined)
    return { type: 'eventuallyStable', source, within: optionalMillis(eventuallyStable.within) ?? HOUR };
  if (balanced !== undefined) return balancedOf(balanced, cursor, scene);
  if (alwaysSchedulable !== undefined) {
    const meant = selectionOf(alwaysSchedulable, cursor.at('alwaysSchedulable'), scene);
    const within = optionalMillis(alwaysSchedulable.within) ?? PATIENCE;
    return meant && { type: 'alwaysSchedulable', source, within, ...meant };
  }
  if (minAvailable === undefined) return undefined;
  const meant = selectionOf(minAvailable, cursor.at('minAvailable'), scene);
  return meant && { type: 'minAvailable', source, count: minAvailable.count, ...meant };
}

/** Undefined: the selector is wrong, which is told. */
function selectionOf(
  { selector, namespace }: { readonly selector?: string | undefined; readonly namespace?: string | undefined },
  cursor: Cursor,
  scene: Scene,
): PodSelection | undefined {
  if (selector !== undefined && !checkSelector(selector, cursor.at('selector'))) return undefined;
  const own = namespace ?? (selector === undefined ? '*' : scene.namespace);
  return {
    ...(own === '*' ? {} : { namespace: own }),
    ...(selector === undefined ? {} : { selector }),
  };
}

function balancedOf(shape: Given<'balanced'>, cursor: Cursor, scene: Scene): Intent | undefined {
  const { topologyKey = HOSTNAME, of = 'pods', maxSkew } = shape;
  const at = cursor.at('balanced');
  const meant = selectionOf(shape, at, scene);
  const nanos = nanosOf(maxSkew ?? 1);
  if (nanos === undefined) at.at('maxSkew').report(`"${maxSkew}" is not a quantity`, 'write 1, 500m or 1Gi');
  if (of !== 'pods' && maxSkew === undefined) at.report(`how far apart may ${of} be?`, 'add maxSkew: a quantity');
  if (meant === undefined || nanos === undefined) return undefined;
  const thousandths = Number(nanos / NANOS_PER_THOUSANDTH);
  return {
    type: 'balanced',
    source: cursor.source,
    topologyKey,
    of,
    maxSkew: of === 'pods' ? thousandths / 1000 : thousandths,
    skewText: String(maxSkew ?? 1),
    ...meant,
  };
}
