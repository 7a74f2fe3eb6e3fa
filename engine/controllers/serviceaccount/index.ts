import { namespaces, serviceaccounts } from '../../apis/generated/resources.js';
import type { Context } from '../../client/component.js';
import { controller, isEventOf, NOTHING, type Synced } from '../../client/controller.js';
import { create, type Reconcile } from '../../client/reconcile.js';
import { isAlreadyExists, isNamespaceTerminating } from '../framework/refusal.js';

/** The account that every namespace has. */
const NAME = 'default';

const DONE: Synced<undefined> = { memory: undefined };

/** Gives every active namespace a default service account (pkg/controller/serviceaccount, ServiceAccountsController). */
export const serviceAccountController = controller<undefined>({
  name: 'serviceaccount-controller',
  watches: [namespaces, serviceaccounts],
  start: () => undefined,
  handle(event, _observation, memory) {
    const { name, namespace = '' } = event.object.metadata;
    if (isEventOf(event, namespaces)) {
      return {
        memory,
        enqueue: event.type === 'DELETED' ? NOTHING : [{ key: name }],
      };
    }
    return {
      memory,
      enqueue: event.type === 'DELETED' ? [{ key: namespace }] : NOTHING,
    };
  },
  sync: syncNamespace,
});

function* syncNamespace(name: string, _memory: undefined, { view }: Context): Reconcile<Synced<undefined>> {
  const namespace = view.get(namespaces, '', name);
  if (namespace?.status.phase !== 'Active') return DONE;
  if (view.get(serviceaccounts, name, NAME) !== undefined) return DONE;
  const made = yield* create(serviceaccounts, {
    metadata: { name: NAME, namespace: name },
  });
  const settled = made.ok || isAlreadyExists(made) || isNamespaceTerminating(made);
  return settled ? DONE : { memory: undefined, requeue: 'rate-limited' };
}
