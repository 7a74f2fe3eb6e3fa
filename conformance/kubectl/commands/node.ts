import type { Node, Taint } from '../../../engine/apis/generated/core.v1.js';
import type { Kubectl } from '../effect.js';
import { DRY_RUN_FLAGS, dryRunOf, dryRunSuffix } from '../dry-run.js';
import { isSet, type Arguments } from '../flags.js';
import type { Command } from '../kubectl.js';
import { findResource, objectName } from '../mapping.js';
import { getOne, patchOne } from '../patching.js';
import { SELECT_FLAGS, selectObjects, type Selected } from '../select.js';
import { fail, isFailure, isSuccess, serverError, type Failure, type Session } from '../session.js';

/** `kubectl cordon NODE`: no new pods. */
export const cordon: Command = cordoning('cordon', true);
/** `kubectl uncordon NODE`. */
export const uncordon: Command = cordoning('uncordon', false);

function cordoning(name: string, unschedulable: boolean): Command {
  return {
    name,
    flags: [{ name: 'selector', short: 'l', type: 'value' }, ...DRY_RUN_FLAGS],
    *run(session, args) {
      if (args.positional.length === 0 && !args.flags.has('selector'))
        return fail(`error: USAGE: ${name} NODE [flags]\nSee 'kubectl ${name} -h' for help and examples`);
      const selected = yield* selectObjects(
        session,
        { ...args, positional: ['nodes', ...args.positional.map(withoutType)] },
        {},
      );
      if (isFailure(selected)) return selected;
      for (const target of selected.objects) {
        const failed = yield* setUnschedulable(session, args, target, unschedulable);
        if (failed !== undefined) return failed;
      }
      return undefined;
    },
  };
}

/** 'node/n1' and 'n1' are the same node. */
function withoutType(word: string): string {
  return word.replace(/^(node|nodes|no)\//, '');
}

/** Cordons or uncordons one node and says so. */
export function* setUnschedulable(
  session: Session,
  args: Arguments,
  target: Selected,
  unschedulable: boolean,
): Kubectl<Failure | undefined> {
  const dryRun = dryRunOf(args);
  const found = yield* getOne(session, target);
  if (!isSuccess(found)) return fail(serverError(found));
  const node = found.body as Node;
  const word = unschedulable ? 'cordoned' : 'uncordoned';
  const name = objectName(target.served, target.name);
  if ((node.spec.unschedulable ?? false) === unschedulable) {
    session.print(`${name} already ${word}${dryRunSuffix(dryRun)}`);
    return undefined;
  }
  if (dryRun !== 'client') {
    const response = yield* patchOne(
      session,
      target,
      'strategic',
      { spec: { unschedulable: unschedulable ? true : null } },
      { dryRun },
    );
    if (!isSuccess(response)) return fail(serverError(response));
  }
  session.print(`${name} ${word}${dryRunSuffix(dryRun)}`);
  return undefined;
}

/** `kubectl taint node NAME key=value:Effect key-`. */
export const taint: Command = {
  name: 'taint',
  flags: [
    ...SELECT_FLAGS,
    { name: 'overwrite', type: 'boolean' },
    { name: 'output', short: 'o', type: 'value' },
    ...DRY_RUN_FLAGS,
  ],
  *run(session, args) {
    const [type = '', ...words] = args.positional;
    const served = findResource(type);
    if (isFailure(served)) return served;
    if (served.resource.plural !== 'nodes')
      return fail(`error: invalid resource type ${served.resource.plural}, only [nodes] are supported`);
    const specs = words.filter(isTaint);
    if (specs.length === 0) return fail('error: at least one taint update is required');
    const parsed = parseTaints(specs);
    if (isFailure(parsed)) return parsed;
    const rest = { ...args, positional: [type, ...words.filter((word) => !isTaint(word))] };
    const selected = yield* selectObjects(session, rest, {});
    if (isFailure(selected)) return selected;
    for (const target of selected.objects) {
      const failed = yield* taintOne(session, args, target, parsed);
      if (failed !== undefined) return failed;
    }
    return undefined;
  },
};

function isTaint(word: string): boolean {
  return word.includes(':') || word.includes('=') || word.endsWith('-');
}

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

interface TaintChanges {
  readonly add: readonly Taint[];
  readonly remove: readonly { readonly key: string; readonly effect: string }[];
}

function parseTaints(specs: readonly string[]): TaintChanges | Failure {
  const add: Taint[] = [];
  const remove: { key: string; effect: string }[] = [];
  for (const spec of specs) {
    const removing = spec.endsWith('-');
    const [pair = '', effect = '', ...more] = (removing ? spec.slice(0, -1) : spec).split(':');
    const [key = '', value = ''] = pair.split('=');
    const wrong = more.length > 0 || (effect !== '' && !EFFECTS.includes(effect)) || (!removing && effect === '');
    if (wrong && effect !== '' && more.length === 0)
      return fail(`error: invalid taint effect: ${effect}, unsupported taint effect`);
    if (wrong) return fail(`error: invalid taint spec: ${spec}`);
    if (removing) remove.push({ key, effect });
    else add.push({ key, effect: effect as Taint['effect'], ...(value === '' ? {} : { value }) });
  }
  return { add, remove };
}

function* taintOne(
  session: Session,
  args: Arguments,
  target: Selected,
  { add, remove }: TaintChanges,
): Kubectl<Failure | undefined> {
  const found = yield* getOne(session, target);
  if (!isSuccess(found)) return fail(serverError(found));
  const node = found.body as Node;
  const now = node.spec.taints ?? [];
  const clashing = add.filter((taintSpec) =>
    now.some(({ key, effect }) => key === taintSpec.key && effect === taintSpec.effect),
  );
  if (clashing.length > 0 && !isSet(args, 'overwrite'))
    return fail(
      `error: node ${target.name} already has ${clashing.map(({ key }) => key).join(',')} taint(s) with same effect(s) and --overwrite is false`,
    );
  const gone = ({ key, effect }: Taint): boolean =>
    remove.some((other) => other.key === key && (other.effect === '' || other.effect === effect));
  for (const other of remove)
    if (
      !now.some(
        (taintSpec) => taintSpec.key === other.key && (other.effect === '' || other.effect === taintSpec.effect),
      )
    )
      return fail(
        `error: taint ${JSON.stringify(other.effect === '' ? other.key : `${other.key}:${other.effect}`)} not found`,
      );
  const kept = now.filter(
    (taintSpec) =>
      !gone(taintSpec) && !add.some(({ key, effect }) => key === taintSpec.key && effect === taintSpec.effect),
  );
  const taints = [...add, ...kept];
  const dryRun = dryRunOf(args);
  if (dryRun !== 'client') {
    const response = yield* patchOne(
      session,
      target,
      'merge',
      { spec: { taints: taints.length === 0 ? null : taints } },
      { dryRun, manager: 'kubectl-taint' },
    );
    if (!isSuccess(response)) return fail(serverError(response));
  }
  const word =
    add.length === 0 ? 'untainted' : remove.length === 0 ? (clashing.length > 0 ? 'modified' : 'tainted') : 'modified';
  session.print(`${objectName(target.served, target.name)} ${word}${dryRunSuffix(dryRun)}`);
  return undefined;
}
