import { podTemplateText } from '../../describe/pod-template.js';
import type { Command } from '../../command.js';
import type { Kubectl } from '../../effect.js';
import { fail, isFailure, type Failure } from '../../failure.js';
import { textOf, type Arguments } from '../../flags.js';
import { PRINT_FLAGS, printerFor, type Print } from '../../printers/print-flags.js';
import { find } from '../../resources/builder.js';
import type { Info } from '../../resources/info.js';
import type { Session } from '../../session.js';
import { goForm } from '../../text/go-form.js';
import { DESCRIPTION, tabulate } from '../../text/tab-writer.js';
import { historyOf, unversioned, type Revision } from './revisions.js';
import { revisionOf, ROLLOUT_FLAGS, rolloutChoice } from './rollout.js';

/** `kubectl rollout history`: the revisions of a workload, or one of them. */
export const rolloutHistory: Command = {
  name: 'rollout history',
  flags: [...ROLLOUT_FLAGS, ...PRINT_FLAGS, { name: 'revision', type: 'int' }],
  *run(session, args) {
    const choice = rolloutChoice(session, args);
    if (isFailure(choice)) return choice;
    const revision = revisionOf(args);
    if (isFailure(revision)) return revision;
    const found = yield* find(session, choice);
    if (found.error !== undefined) return found.error;
    const isData = textOf(args, 'output') !== '';
    const print = isData ? printerFor(session, args, { typed: true }) : undefined;
    if (print !== undefined && isFailure(print)) return print;
    return yield* found.visit((info) => showOne(session, args, info, revision, print));
  },
};

function* showOne(
  session: Session,
  args: Arguments,
  info: Info,
  wanted: number,
  print: Print | undefined,
): Kubectl<Failure | undefined> {
  const wrong = unversioned(info.mapping, 'history viewer');
  if (wrong !== undefined) return wrong;
  const history = yield* historyOf(session, info);
  if (isFailure(history)) return history;
  const chosen = wanted > 0 ? history.revisions.filter(({ number }) => number === wanted) : history.revisions;
  const isMissing = wanted > 0 && chosen.length === 0 && (print !== undefined || history.revisions.length > 0);
  if (isMissing) return fail('unable to find the specified revision');
  if (print === undefined) {
    const text = `${wanted > 0 ? `with revision #${wanted}` : ''}\n${overview(history.revisions, chosen, wanted)}`;
    const line = printerFor(session, args, { operation: text });
    return isFailure(line) ? line : line(info.object ?? {});
  }
  for (const { object } of chosen) {
    const failed = print(goForm(object));
    if (failed !== undefined) return failed;
  }
  return undefined;
}

function overview(all: readonly Revision[], [first]: readonly Revision[], wanted: number): string {
  if (all.length === 0) return 'No rollout history found.';
  if (wanted > 0 && first !== undefined) return podTemplateText(first.template);
  const rows = all.map(({ number, changeCause }) => `${number}\t${changeCause === '' ? '<none>' : changeCause}\n`);
  return tabulate(`REVISION\tCHANGE-CAUSE\n${rows.join('')}`, DESCRIPTION);
}
