import { isObject, type JsonObject } from '../../../../engine/apimachinery/object.js';
import { resourcePath } from '../../../../engine/apis/resource.js';
import type { Command } from '../../command.js';
import type { Kubectl } from '../../effect.js';
import { fail, isFailure, isSuccess, type Failure } from '../../failure.js';
import { durationOf, isSet } from '../../flags.js';
import { find } from '../../resources/builder.js';
import { metaText, type Info } from '../../resources/info.js';
import { getObject } from '../../resources/requests.js';
import type { Session } from '../../session.js';
import { revisionOf, ROLLOUT_FLAGS, rolloutChoice, sayNoneFound } from './rollout.js';
import { groupKind } from './revisions.js';
import { rolloutState, VIEWED_KINDS } from './viewer.js';

const TIMED_OUT = 'timed out waiting for the condition';

/** `kubectl rollout status`: a line per change of a workload, until its rollout is done. */
export const rolloutStatus: Command = {
  name: 'rollout status',
  flags: [
    ...ROLLOUT_FLAGS,
    { name: 'watch', short: 'w', type: 'bool' },
    { name: 'revision', type: 'int' },
    { name: 'timeout', type: 'duration' },
  ],
  *run(session, args) {
    const choice = rolloutChoice(session, args);
    if (isFailure(choice)) return choice;
    const revision = revisionOf(args);
    if (isFailure(revision)) return revision;
    const timeout = durationOf(args, 'timeout', 0);
    const found = yield* find(session, choice);
    if (found.error !== undefined) return found.error;
    let count = 0;
    const failed = yield* found.visit(function* (info) {
      count += 1;
      const kind = groupKind(info.mapping);
      if (!VIEWED_KINDS.includes(kind)) return fail(`no status viewer has been implemented for ${kind}`);
      const until = timeout > 0 ? session.now + timeout : Infinity;
      return yield* follow(session, info, { revision, until, watch: isSet(args, 'watch', true) });
    });
    if (failed === undefined && count === 0) sayNoneFound(session);
    return failed;
  },
};

interface Following {
  readonly revision: number;
  readonly until: number;
  readonly watch: boolean;
}

const FOREVER_MILLIS = 1_000_000_000;

function* follow(session: Session, info: Info, { revision, until, watch }: Following): Kubectl<Failure | undefined> {
  const first = yield* getObject(session, info);
  if (isFailure(first)) return first;
  let seen: readonly (JsonObject | 'deleted')[] = [first];
  let version = metaText(first, 'resourceVersion');
  for (;;) {
    for (const object of seen) {
      if (object === 'deleted') return fail('object has been deleted');
      version = metaText(object, 'resourceVersion');
      const state = rolloutState(object, revision);
      if ('error' in state) return fail(state.error);
      session.print(state.line);
      if (state.done || !watch) return undefined;
    }
    if (session.now >= until) return fail(TIMED_OUT);
    const { idle } = yield* session.pass(Math.min(FOREVER_MILLIS, until - session.now));
    seen = yield* changesSince(session, info, version);
    if (idle && seen.length === 0) return fail(TIMED_OUT);
  }
}

/** What became of an object after a version, as a watch tells it. */
function* changesSince(
  session: Session,
  { mapping, namespace, name }: Info,
  version: string,
): Kubectl<readonly (JsonObject | 'deleted')[]> {
  const query = { watch: '1', resourceVersion: version, fieldSelector: `metadata.name=${name}` };
  const response = yield* session.send({ method: 'GET', path: resourcePath(mapping.resource, namespace), query });
  const events: unknown = isSuccess(response) && isObject(response.body) ? response.body['events'] : undefined;
  if (!Array.isArray(events)) return [];
  return events
    .filter(isObject)
    .map(({ type, object }) => (type === 'DELETED' || !isObject(object) ? 'deleted' : object));
}
