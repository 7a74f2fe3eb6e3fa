import { isObject, type JsonObject } from '../../engine/apimachinery/object.js';
import { applyJsonPatch } from '../../engine/apimachinery/patch/json-patch.js';
import { applyMergePatch } from '../../engine/apimachinery/patch/merge-patch.js';
import { applyStrategicMergePatch } from '../../engine/apimachinery/patch/strategic-merge-patch.js';
import { schemas } from '../../engine/apis/generated/schemas.js';
import { schemaOf } from '../../engine/apiserver/registry/catalogue.js';
import { fail, type Failure } from './failure.js';
import { flagOf, textOf, type Arguments, type Flag } from './flags.js';
import { kindOf } from './resources/info.js';
import { readYaml } from './text/yaml-read.js';

/** --overrides and how they are put over the generated object. */
export const OVERRIDE_FLAGS: readonly Flag[] = [
  { name: 'overrides', type: 'string' },
  { name: 'override-type', type: 'string' },
];

/** The object with --overrides (cmdutil.Overrider). */
export function overridden(args: Arguments, object: JsonObject): JsonObject | Failure {
  const text = textOf(args, 'overrides');
  if (text === '') return object;
  const patch = readYaml(text);
  if (!patch.ok) return fail(`invalid character looking for beginning of value: ${patch.error}`);
  const { group, version, kind } = kindOf(object);
  const schema = schemaOf(group, version, kind);
  const type = flagOf(args, 'override-type') ?? 'merge';
  if (!['json', 'merge', 'strategic'].includes(type)) return fail(`invalid override type: ${type}`);
  const patched =
    type === 'json'
      ? applyJsonPatch(object, patch.value)
      : type === 'strategic' && schema !== undefined
        ? applyStrategicMergePatch(object, patch.value, schema, schemas)
        : applyMergePatch(object, patch.value);
  if (!patched.ok) return fail(patched.error);
  return isObject(patched.value) ? patched.value : fail('the overrides leave no object');
}
