import { isObject, splitKey } from '../../engine/apimachinery/object.js';
import { timestamp } from '../../engine/apimachinery/time.js';
import { cronjobs, jobs } from '../../engine/apis/generated/resources.js';
import type { Response } from '../../engine/apiserver/request.js';
import type { Component, Context } from '../../engine/client/component.js';
import { erase, type AnyComponent } from '../../engine/client/erase.js';
import { NO_EXPECTATIONS } from '../../engine/client/expectations.js';
import { updateStatus, type Command, type Reconcile } from '../../engine/client/reconcile.js';
import { cronJobController } from '../../engine/controllers/cronjob/index.js';
import { replicaSetController } from '../../engine/controllers/replicaset/index.js';
import { ttlAfterFinishedController } from '../../engine/controllers/ttl-after-finished/index.js';

/** Real controllers, each with one mistake that is easily made. */

/** Remembers nothing of what it has asked for. */
export const withoutExpectations: AnyComponent = erase({
  ...replicaSetController,
  *work(work, memory, context) {
    const after = yield* replicaSetController.work(work, { ...memory, state: NO_EXPECTATIONS }, context);
    return { ...after, state: NO_EXPECTATIONS };
  },
});

/** Asks its informer where it should ask the server, and deletes by name alone. */
export const deletingByStaleRead: AnyComponent = erase(
  throughItsCommands(ttlAfterFinishedController, function* (command, { view }, { key }) {
    const { namespace, name } = splitKey(key);
    if (command.type === 'request' && command.method === 'GET')
      return { code: 200, body: view.get(jobs, namespace, name) };
    if (command.type !== 'request' || command.method !== 'DELETE' || !isObject(command.body)) return yield command;
    const { preconditions: _none, ...options } = command.body;
    return yield { ...command, body: options };
  }),
);

/** Writes that a job was started before it starts it. */
export const statusBeforeSpec: AnyComponent = erase(
  throughItsCommands(cronJobController, function* (command, { view, now }, { key }) {
    const { namespace, name } = splitKey(key);
    const cronJob = view.get(cronjobs, namespace, name);
    if (command.type === 'request' && command.method === 'POST' && cronJob !== undefined) {
      const lastScheduleTime = timestamp(now - (now % 60_000));
      yield* updateStatus(cronjobs, { ...cronJob, status: { ...cronJob.status, lastScheduleTime } });
    }
    return yield command;
  }),
);

/** A component whose commands go through something else, which answers them. */
function throughItsCommands<M>(
  real: Component<M>,
  answer: (command: Command, context: Context, work: { readonly key: string }) => Reconcile<Response>,
): Component<M> {
  return {
    ...real,
    *work(work, memory, context) {
      const turns = real.work(work, memory, context);
      let turn = turns.next();
      while (turn.done !== true) turn = turns.next(yield* answer(turn.value, context, work));
      return turn.value;
    },
  };
}
