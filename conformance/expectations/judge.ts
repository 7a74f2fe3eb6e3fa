import type { KubeObject } from '../../engine/apimachinery/object.js';
import type { Resource } from '../../engine/apis/resource.js';
import { celDependencies, type Dependencies } from './cel/dependencies.js';
import { evaluateCel } from './cel/evaluate.js';
import type { Condition, ResourceCondition } from './condition.js';
import { worldFor } from './managed-fields.js';
import { matchPartial } from './match.js';
import type { Match } from './match-result.js';
import { schemaOfKind } from './schema.js';
import { select } from './select.js';
import type { World } from './world.js';

/** What a condition says of one state. */
export interface Judgement {
  /**
   * 'vacuous': true only because there is nothing that it speaks of. 'error': it cannot be judged; never counts as true.
   */
  readonly truth: 'true' | 'vacuous' | 'false' | 'error';
  /** There was something to look at. */
  readonly watched: boolean;
}

/** Judges a condition in one state of the cluster. */
export function judge(condition: Condition, world: World): Judgement {
  const seen = worldFor(condition, world);
  return condition.type === 'resource' ? judgeResource(condition, seen) : judgeCel(condition, seen);
}

/** Whether a condition holds where it must hold now: vacuous truth does not count. */
export function holds(condition: Condition, world: World): boolean {
  return judge(condition, world).truth === 'true';
}

/** What a condition depends on. When none of it has changed, its judgement has not. */
export function dependencies(condition: Condition): Dependencies {
  return condition.type === 'resource'
    ? { resources: resourcesOf(condition), clock: false }
    : celDependencies(condition.expression);
}

const lists = new WeakMap<ResourceCondition, readonly Resource[]>();

function resourcesOf(condition: ResourceCondition): readonly Resource[] {
  let list = lists.get(condition);
  if (list === undefined) lists.set(condition, (list = [condition.select.resource]));
  return list;
}

function judgeCel(condition: Extract<Condition, { type: 'cel' }>, world: World): Judgement {
  const outcome = evaluateCel(condition.expression, world, condition.namespace);
  const watched =
    condition.allowEmpty || outcome.lookups.length === 0 || outcome.lookups.some(({ found }) => found > 0);
  if (outcome.type === 'error') return { truth: 'error', watched };
  if (outcome.vacuous && !condition.allowEmpty) return { truth: 'vacuous', watched: false };
  return { truth: outcome.value ? 'true' : 'false', watched };
}

function judgeResource(condition: ResourceCondition, world: World): Judgement {
  const { quantifier, allowEmpty } = condition;
  const selected = select(world, condition.select);
  const watched = allowEmpty || selected.length > 0;
  if (quantifier.type === 'all' && selected.length === 0) return { truth: allowEmpty ? 'true' : 'vacuous', watched };
  return { truth: quantified(condition, selected) ? 'true' : 'false', watched };
}

function quantified(condition: ResourceCondition, selected: readonly KubeObject[]): boolean {
  const { quantifier } = condition;
  switch (quantifier.type) {
    case 'any':
      return selected.some((object) => agrees(condition, object));
    case 'all':
      return selected.every((object) => agrees(condition, object));
    case 'none':
      return !selected.some((object) => agrees(condition, object));
    case 'count': {
      const count = selected.filter((object) => agrees(condition, object)).length;
      return count >= quantifier.min && count <= (quantifier.max ?? Infinity);
    }
  }
}

const verdicts = new WeakMap<ResourceCondition, WeakMap<KubeObject, boolean>>();

/** Objects never change, so what is known of one is known for good. */
function agrees(condition: ResourceCondition, object: KubeObject): boolean {
  let known = verdicts.get(condition);
  if (known === undefined) verdicts.set(condition, (known = new WeakMap()));
  let verdict = known.get(object);
  if (verdict === undefined) {
    verdict = matchObject(condition, object).mismatches.length === 0;
    known.set(object, verdict);
  }
  return verdict;
}

/** Compares an object with what a condition asserts; stored objects need not repeat their kind. */
export function matchObject({ partial, select: { resource } }: ResourceCondition, object: KubeObject): Match {
  const apiVersion = resource.group === '' ? resource.version : `${resource.group}/${resource.version}`;
  const whole = object.kind === undefined ? { ...object, apiVersion, kind: resource.kind } : object;
  return matchPartial(partial, whole, schemaOfKind(resource));
}
