import { isObject, type JsonObject } from '../../../../engine/apimachinery/object.js';
import { parseToRequirements } from '../../../../engine/apimachinery/label-parser.js';
import type { Requirement } from '../../../../engine/apimachinery/label-requirement.js';
import { ALL_FLAG, choiceOf, CHOOSING_FLAGS, LOCAL_FLAG } from '../../choosing.js';
import type { Command } from '../../command.js';
import { DRY_RUN_FLAG, dryRunOf, FIELD_MANAGER_FLAG, withDryRun } from '../../dry-run.js';
import { fail, isFailure, type Failure } from '../../failure.js';
import { flagOf, isSet, textOf } from '../../flags.js';
import { PRINT_FLAGS, printerFor } from '../../printers/print-flags.js';
import { find } from '../../resources/builder.js';
import { kindOf, withMetadata } from '../../resources/info.js';
import { patchObject } from '../../resources/requests.js';
import { goForm } from '../../text/go-form.js';
import { patchBetween } from './setting.js';

/** `kubectl set selector service/NAME key=value,…`. */
export const setSelector: Command = {
  name: 'set selector',
  flags: [
    ...CHOOSING_FLAGS,
    ...PRINT_FLAGS,
    ALL_FLAG,
    LOCAL_FLAG,
    DRY_RUN_FLAG,
    FIELD_MANAGER_FLAG,
    { name: 'resource-version', type: 'string' },
    { name: 'record', type: 'bool', deprecated: '--record will be removed in the future' },
  ],
  *run(session, args) {
    const dryRun = dryRunOf(session, args);
    if (isFailure(dryRun)) return dryRun;
    const text = args.positional.at(-1);
    const selector = text === undefined ? undefined : selectorOf(text);
    if (isFailure(selector)) return selector;
    const print = printerFor(session, args, { operation: withDryRun('selector updated', dryRun) });
    if (isFailure(print)) return print;
    if (selector === undefined) return fail('one selector is required');
    const local = isSet(args, 'local');
    const choice = choiceOf(session, args, local ? [] : args.positional.slice(0, -1));
    const found = yield* find(session, { ...choice, latest: !local });
    return yield* found.visit(function* (info) {
      const version = textOf(args, 'resource-version');
      const old = version === '' ? (info.object ?? {}) : withMetadata(info.object ?? {}, { resourceVersion: '' });
      const selected = withSelector(old, selector);
      if (isFailure(selected)) return selected;
      const edited = version === '' ? selected : withMetadata(selected, { resourceVersion: version });
      if (local || dryRun === 'client') return print(goForm(edited));
      const patch = patchBetween({ ...info, object: old }, edited);
      if (isFailure(patch)) return patch;
      const manager = flagOf(args, 'field-manager') ?? 'kubectl-set';
      const patched = yield* patchObject(session, info, 'strategic', patch, { dryRun, manager });
      return isFailure(patched) ? patched : print(patched);
    });
  },
};

/** metav1.ParseToLabelSelector. */
function selectorOf(text: string): readonly Requirement[] | Failure {
  const parsed = parseToRequirements(text);
  return parsed.ok ? parsed.value : fail(`couldn't parse the selector string "${text}": ${parsed.error}`);
}

function withSelector(object: JsonObject, requirements: readonly Requirement[]): JsonObject | Failure {
  if (kindOf(object).kind !== 'Service') return fail('setting a selector is only supported for Services');
  const equal = requirements.filter(
    ({ operator, values }) => (operator === '=' || operator === '==') && values.length === 1,
  );
  if (equal.length < requirements.length) return fail('match expression is not supported on this object');
  const spec = isObject(object['spec']) ? object['spec'] : {};
  return {
    ...object,
    spec: { ...spec, selector: Object.fromEntries(equal.map(({ key, values }) => [key, values[0]])) },
  };
}
