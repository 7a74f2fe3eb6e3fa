import type { Millis } from '../../../../engine/core/time.js';
import type { Kubectl } from '../../effect.js';
import { fail, isFailure, isNotFound, type Failure } from '../../failure.js';
import { metaText } from '../../resources/info.js';
import { getObject, type Place } from '../../resources/requests.js';
import type { Session } from '../../session.js';

/** What 0 means: a week. */
const LONG_MILLIS = 168 * 3_600_000;

/** Until an object is gone, or another has its name; `timeout` 0 is a week (wait.IsDeleted). */
export function* waitUntilGone(
  session: Session,
  place: Place,
  uid: string | undefined,
  timeout: Millis,
): Kubectl<Failure | undefined> {
  const until = session.now + (timeout === 0 ? LONG_MILLIS : timeout);
  let expected = uid;
  for (;;) {
    const object = yield* getObject(session, place);
    if (isFailure(object)) return isNotFound(object) ? undefined : object;
    const found = metaText(object, 'uid');
    if (found !== (expected ?? found)) return undefined;
    expected ??= found;
    const left = until - session.now;
    const idle = left <= 0 || (yield* session.pass(left)).idle;
    if (idle) return fail(timedOut(place));
  }
}

/** 'timed out waiting for the condition on pods/web'. */
export function timedOut({ mapping, name }: Place): string {
  return `timed out waiting for the condition on ${mapping.resource.plural}/${name}`;
}
