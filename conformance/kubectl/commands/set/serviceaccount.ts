import type { Command } from '../../command.js';
import { fail, isFailure } from '../../failure.js';
import { isSet } from '../../flags.js';
import { editPodSpec } from '../../pod-spec.js';
import { choose, LOCAL_AND_SERVER, setAll, SET_FLAGS } from './setting.js';

/** `kubectl set serviceaccount TYPE/NAME ACCOUNT`. */
export const setServiceAccount: Command = {
  name: 'set serviceaccount',
  aliases: ['set sa'],
  flags: SET_FLAGS,
  *run(session, args) {
    const words = args.positional.slice(0, -1);
    const account = args.positional.at(-1);
    if (account === undefined) return fail('serviceaccount is required');
    const chosen = yield* choose(session, args, words, 'serviceaccount updated');
    if (isFailure(chosen)) return chosen;
    if (isSet(args, 'local') && chosen.dryRun === 'server') return fail(LOCAL_AND_SERVER);
    return yield* setAll(session, args, chosen, {
      operation: 'serviceaccount updated',
      refusal: 'failed to patch ServiceAccountName ',
      always: true,
      edit: (object) => editPodSpec(object, (spec) => ({ ...spec, serviceAccountName: account })),
    });
  },
};
