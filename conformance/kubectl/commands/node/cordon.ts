import { isObject, type JsonObject } from '../../../../engine/apimachinery/object.js';
import { CHUNK_FLAG, SELECTOR_FLAG } from '../../choosing.js';
import type { Command } from '../../command.js';
import { DRY_RUN_FLAG, dryRunOf, withDryRun, type DryRun } from '../../dry-run.js';
import type { Kubectl } from '../../effect.js';
import { fail, isFailure, type Failure } from '../../failure.js';
import { intOf, isGiven, textOf, type Arguments } from '../../flags.js';
import { find } from '../../resources/builder.js';
import { nameOfObject, type Info } from '../../resources/info.js';
import { patchObject } from '../../resources/requests.js';
import type { Session } from '../../session.js';
import { usage } from '../../usage.js';

/** `kubectl cordon NODE`: no new pods. */
export const cordon: Command = cordoning('cordon', true);
/** `kubectl uncordon NODE`. */
export const uncordon: Command = cordoning('uncordon', false);

function cordoning(name: string, desired: boolean): Command {
  return {
    name,
    flags: [SELECTOR_FLAG, DRY_RUN_FLAG],
    *run(session, args) {
      const dryRun = dryRunOf(session, args);
      const nodes = isFailure(dryRun) ? dryRun : yield* nodesOf(session, args, name);
      if (isFailure(nodes)) return nodes;
      if (isFailure(dryRun)) return dryRun;
      yield* setUnschedulable(session, nodes, desired, dryRun);
      return undefined;
    },
  };
}

export const NODE_FLAGS = [SELECTOR_FLAG, DRY_RUN_FLAG, CHUNK_FLAG];

/** The nodes that a line names or selects. */
export function* nodesOf(session: Session, args: Arguments, command: string): Kubectl<readonly Info[] | Failure> {
  const words = args.positional;
  const selector = textOf(args, 'selector');
  if (words.length === 0 && !isGiven(args, 'selector')) return usage(command, `USAGE: ${command} NODE [flags]`);
  if (words.length > 0 && selector !== '')
    return usage(command, 'error: cannot specify both a node name and a --selector option');
  const chosen = selector === '' ? { names: { resource: 'nodes', names: words } } : { words: ['nodes'], selector };
  const found = yield* find(session, {
    ...chosen,
    singleResourceType: true,
    flatten: true,
    limit: intOf(args, 'chunk-size', 500),
  });
  const { infos, error } = yield* found.infos();
  if (error !== undefined) return error;
  const other = infos.find(({ mapping }) => mapping.resource.plural !== 'nodes' || mapping.resource.group !== '');
  if (other === undefined) return infos;
  const { group, version, plural } = other.mapping.resource;
  return fail(`error: expected resource of type node, got "${group}/${version}, Resource=${plural}"`);
}

/** Cordons or uncordons nodes and says so; a refusal is said and passed over (DrainCmdOptions.RunCordonOrUncordon). */
export function* setUnschedulable(
  session: Session,
  nodes: readonly Info[],
  desired: boolean,
  dryRun: DryRun,
): Kubectl<void> {
  const word = desired ? 'cordon' : 'uncordon';
  for (const node of nodes) {
    const name = nameOfObject(node.object ?? {});
    if (isUnschedulable(node.object) === desired) {
      session.print(`${name} ${withDryRun(`already ${word}ed`, dryRun)}`);
      continue;
    }
    if (dryRun !== 'client') {
      const patch = { spec: { unschedulable: desired ? true : null } };
      const refused = yield* patchObject(session, node, 'strategic', patch, { dryRun });
      if (isFailure(refused)) {
        session.warn(`error: unable to ${word} node "${node.name}": ${refused.failed}`);
        continue;
      }
    }
    session.print(`${name} ${withDryRun(`${word}ed`, dryRun)}`);
  }
}

function isUnschedulable(node: JsonObject | undefined): boolean {
  const spec = node?.['spec'];
  return isObject(spec) && spec['unschedulable'] === true;
}
