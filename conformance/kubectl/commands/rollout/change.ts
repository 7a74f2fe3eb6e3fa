import type { JsonObject } from '../../../../engine/apimachinery/object.js';
import type { Command } from '../../command.js';
import { FIELD_MANAGER_FLAG } from '../../dry-run.js';
import type { Kubectl } from '../../effect.js';
import { aggregate, fail, isFailure, wrapped, type Failure } from '../../failure.js';
import { flagOf, type Arguments } from '../../flags.js';
import { PRINT_FLAGS, printerFor } from '../../printers/print-flags.js';
import { find } from '../../resources/builder.js';
import type { Info } from '../../resources/info.js';
import { patchObject } from '../../resources/requests.js';
import type { Session } from '../../session.js';
import { ROLLOUT_FLAGS, rolloutChoice, sayNoneFound, subject } from './rollout.js';

/** The patch of an object, or what is wrong with it: a text that follows its name, or an error of its own. */
export type Change = (info: Info, session: Session) => { readonly patch: JsonObject } | string | Failure;

/** `kubectl rollout pause`, resume and restart: a strategic merge patch of every chosen workload. */
export function changing(name: string, operation: string, change: Change): Command {
  return {
    name: `rollout ${name}`,
    flags: [...ROLLOUT_FLAGS, ...PRINT_FLAGS, FIELD_MANAGER_FLAG],
    *run(session, args) {
      const choice = rolloutChoice(session, args);
      if (isFailure(choice)) return choice;
      const found = yield* find(session, choice);
      if (found.error !== undefined) return found.error;
      const { infos, error } = yield* found.infos();
      const errors = error === undefined ? [] : [error];
      if (infos.length === 0 && errors.length === 0) sayNoneFound(session);
      for (const info of infos) {
        const failed = yield* changeOne(session, args, info, change(info, session), operation);
        if (failed !== undefined) errors.push(failed);
      }
      return aggregate(errors);
    },
  };
}

function* changeOne(
  session: Session,
  args: Arguments,
  info: Info,
  changed: ReturnType<Change>,
  operation: string,
): Kubectl<Failure | undefined> {
  if (typeof changed === 'string') return fail(`error: ${subject(info.mapping, info.name)} ${changed}`);
  if (isFailure(changed)) return changed;
  const manager = flagOf(args, 'field-manager') ?? 'kubectl-rollout';
  const patched = yield* patchObject(session, info, 'strategic', changed.patch, { manager });
  if (isFailure(patched)) return wrapped(patched, 'failed to patch: ');
  const print = printerFor(session, args, { operation });
  return isFailure(print) ? print : print(patched);
}
