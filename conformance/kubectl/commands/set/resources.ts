import { canonicalQuantity, parseQuantity } from '../../../../engine/apimachinery/quantity.js';
import { isObject, type JsonObject } from '../../../../engine/apimachinery/object.js';
import type { Command } from '../../command.js';
import { fail, isFailure, type Failure } from '../../failure.js';
import { isSet, textOf } from '../../flags.js';
import { containersOf, editContainers, editPodSpec, selects, textAt } from '../../pod-spec.js';
import { MISSING_LOCAL } from '../../resources/builder.js';
import { choose, LOCAL_AND_SERVER, setAll, SET_FLAGS } from './setting.js';

/** `kubectl set resources TYPE/NAME --limits=cpu=1 --requests=memory=1Gi`. */
export const setResources: Command = {
  name: 'set resources',
  flags: [
    ...SET_FLAGS,
    { name: 'containers', short: 'c', type: 'string' },
    { name: 'limits', type: 'string' },
    { name: 'requests', type: 'string' },
  ],
  *run(session, args) {
    if (isSet(args, 'local') && args.positional.length > 0) return fail(MISSING_LOCAL);
    const chosen = yield* choose(session, args, args.positional, 'resource requirements updated');
    if (isFailure(chosen)) return chosen;
    if (isSet(args, 'local') && chosen.dryRun === 'server') return fail(LOCAL_AND_SERVER);
    if (isSet(args, 'all') && textOf(args, 'selector') !== '')
      return fail('cannot set --all and --selector at the same time');
    if (textOf(args, 'limits') === '' && textOf(args, 'requests') === '')
      return fail('you must specify an update to requests or limits (in the form of --requests/--limits)');
    const limits = amountsOf(textOf(args, 'limits'));
    if (isFailure(limits)) return limits;
    const requests = amountsOf(textOf(args, 'requests'));
    if (isFailure(requests)) return requests;
    const pattern = textOf(args, 'containers') || '*';
    const isChosen = (container: JsonObject): boolean => selects(pattern, textAt(container, 'name'));
    return yield* setAll(session, args, chosen, {
      operation: 'resource requirements updated',
      refusal: 'failed to patch resources update to pod template ',
      edit: (object, complain) =>
        editPodSpec(object, (spec) => {
          const containers = [...containersOf(spec, 'containers'), ...containersOf(spec, 'initContainers')];
          if (!containers.some(isChosen)) complain(fail(`error: unable to find container named ${pattern}`));
          return editContainers(spec, (container) =>
            isChosen(container) ? withAmounts(container, limits, requests) : container,
          );
        }),
    });
  },
};

type Amounts = Readonly<Record<string, string>>;

/** populateResourceListV1. */
export function amountsOf(text: string): Amounts | undefined | Failure {
  if (text === '') return undefined;
  const amounts: Record<string, string> = {};
  for (const statement of text.split(',')) {
    const [name = '', amount = '', ...more] = statement.split('=');
    if (!statement.includes('=') || more.length > 0)
      return fail(`Invalid argument syntax ${statement}, expected <resource>=<value>`);
    const parsed = parseQuantity(amount);
    if (!parsed.ok) return fail(parsed.error);
    const canonical = canonicalQuantity(amount);
    amounts[name] = canonical.ok ? canonical.value : amount;
  }
  return amounts;
}

function withAmounts(container: JsonObject, limits: Amounts | undefined, requests: Amounts | undefined): JsonObject {
  const resources = isObject(container['resources']) ? container['resources'] : {};
  const merged = (field: string, amounts: Amounts | undefined): JsonObject => {
    const now = resources[field];
    return amounts === undefined ? {} : { [field]: { ...(isObject(now) ? now : {}), ...amounts } };
  };
  return { ...container, resources: { ...resources, ...merged('limits', limits), ...merged('requests', requests) } };
}
