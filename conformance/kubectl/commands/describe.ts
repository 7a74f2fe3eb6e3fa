import { ALL_NAMESPACES_FLAG, CHOOSING_FLAGS, choiceOf, CHUNK_FLAG, isWithoutFiles } from '../choosing.js';
import type { Command } from '../command.js';
import { describerFor } from '../describe/registry.js';
import { Report } from '../describe/report.js';
import type { Kubectl } from '../effect.js';
import { aggregate, fail, isFailure, isNotFound, type Failure } from '../failure.js';
import { intOf, isSet, type Arguments } from '../flags.js';
import { find } from '../resources/builder.js';
import type { Info } from '../resources/info.js';
import type { Session } from '../session.js';

const PAGE = 500;

/** `kubectl describe TYPE [NAME_PREFIX]` (kubectl/pkg/cmd/describe). */
export const describe: Command = {
  name: 'describe',
  flags: [...CHOOSING_FLAGS, ALL_NAMESPACES_FLAG, CHUNK_FLAG, { name: 'show-events', type: 'bool' }],
  *run(session, args) {
    if (args.positional.length === 0 && isWithoutFiles(args))
      return fail(
        'You must specify the type of resource to describe. Use "kubectl api-resources" for a complete list of supported resources.\n',
      );
    const choice = { ...choiceOf(session, args), latest: true, allowEmptySelector: true };
    const found = yield* find(session, { ...choice, limit: intOf(args, 'chunk-size', PAGE) });
    if (found.error !== undefined) return found.error;
    const { infos, error } = yield* found.infos();
    if (error !== undefined && isNotFound(error) && args.positional.length === 2)
      return yield* describeMatching(session, args, error);
    return yield* describeAll(session, args, infos, error);
  },
};

function* describeAll(
  session: Session,
  args: Arguments,
  infos: readonly Info[],
  error: Failure | undefined,
): Kubectl<Failure | undefined> {
  const errors = new Map(error === undefined ? [] : [[error, error.failed]]);
  let count = 0;
  for (const info of infos) {
    const text = yield* textOf(session, args, info);
    if (!isFailure(text)) session.write(`${count++ === 0 ? '' : '\n\n'}${text}`);
    else if (![...errors.values()].includes(text.failed)) errors.set(text, text.failed);
  }
  if (infos.length === 0 && errors.size === 0) {
    const where = isSet(args, 'all-namespaces') ? '' : ` in ${session.namespace} namespace.`;
    session.warn(`No resources found${where}`);
  }
  return aggregate([...errors.keys()]);
}

/** The objects whose names begin with the word that is no name (DescribeMatchingResources). */
function* describeMatching(session: Session, args: Arguments, error: Failure): Kubectl<Failure | undefined> {
  const [type = '', prefix = ''] = args.positional;
  const choice = { ...choiceOf(session, args, [type]), allowEmptySelector: true, singleResourceType: true };
  const found = yield* find(session, { ...choice, limit: intOf(args, 'chunk-size', PAGE) });
  if (found.error !== undefined) return found.error;
  const { infos, error: unread } = yield* found.infos();
  if (unread !== undefined) return unread;
  const matching = infos.filter(({ name }) => name.startsWith(prefix));
  for (const info of matching) {
    const text = yield* textOf(session, args, info);
    if (isFailure(text)) return text;
    session.print(text);
  }
  return matching.length === 0 ? error : undefined;
}

function* textOf(session: Session, args: Arguments, info: Info): Kubectl<string | Failure> {
  const report = new Report();
  const subject = {
    session,
    info,
    object: info.object ?? {},
    showEvents: isSet(args, 'show-events', true),
    limit: intOf(args, 'chunk-size', PAGE),
  };
  const { kind, group } = info.mapping.resource;
  const failure = yield* describerFor(kind, group)(subject, report);
  return failure ?? report.text;
}
