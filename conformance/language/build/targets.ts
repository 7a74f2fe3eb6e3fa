import { parseLabelSelector } from '../../../engine/apimachinery/labels.js';
import { findKind } from '../../expectations/kinds.js';
import type { Selection } from '../../expectations/condition.js';
import { suggestion, type Cursor } from '../cursor.js';
import { kindNames, resourceNamed, type Scene } from '../scene.js';

/** The fields by which steps name objects. */
export interface TargetFields {
  readonly for: string;
  readonly selector?: string | undefined;
  readonly namespace?: string | undefined;
}

/** Every namespace, in place of one. */
const ALL = '*';

/**
 * 'deployment/web', or 'pods' beside a selector, as a selection. `cursor` is at the map that has `for` and `selector`;
 * `plain` allows a kind alone, for all of its objects.
 */
export function targetOf(fields: TargetFields, cursor: Cursor, scene: Scene, plain = false): Selection | undefined {
  const at = cursor.at('for');
  const [kind = '', name, ...rest] = fields.for.split('/');
  const resource = resourceNamed(scene, kind);
  if (resource === undefined) {
    at.report(`no kind is called "${kind}"`, suggestion(kind, kindNames(scene)));
    return undefined;
  }
  if (findKind(kind)?.stored === false) {
    at.report(`${resource.kind} objects are not stored: there is nothing to look at`);
    return undefined;
  }
  if (rest.length > 0 || name === '') {
    at.report(`"${fields.for}" is not kind/name`, `write ${kind}/NAME; the namespace goes into namespace:`);
    return undefined;
  }
  if (name === undefined && fields.selector === undefined && !plain) {
    at.report(`which ${resource.plural}?`, `write ${kind}/NAME, or add a selector: ${kind} with selector: app=web`);
    return undefined;
  }
  if (name !== undefined && fields.selector !== undefined) {
    cursor.at('selector').reportKey('a name and a selector at once', 'leave one out');
    return undefined;
  }
  if (fields.selector !== undefined && !checkSelector(fields.selector, cursor.at('selector'))) return undefined;
  const namespace = fields.namespace ?? scene.namespace;
  return {
    resource,
    ...(resource.namespaced && namespace !== ALL ? { namespace } : {}),
    ...(name === undefined ? {} : { name }),
    ...(fields.selector === undefined ? {} : { selector: fields.selector }),
  };
}

/** Whether a selector can be read and selects anything less than everything. */
export function checkSelector(selector: string, cursor: Cursor): boolean {
  const parsed = parseLabelSelector(selector);
  if (!parsed.ok) {
    cursor.report(`"${selector}" is not a label selector: ${parsed.error}`, 'write app=web, tier in (a,b) or !canary');
    return false;
  }
  if (parsed.value.requirements.length === 0) {
    cursor.report('the selector is empty: it would select everything', 'say what to select, e.g. app=web');
    return false;
  }
  return true;
}
