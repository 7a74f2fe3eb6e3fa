import type { ConfigMap } from '../../apis/generated/core.v1.js';
import { configmaps, namespaces } from '../../apis/generated/resources.js';
import type { Context } from '../../client/component.js';
import { controller, isEventOf, NOTHING, type Synced } from '../../client/controller.js';
import { create, update, type Reconcile } from '../../client/reconcile.js';
import { isNamespaceTerminating, isNotFound } from '../framework/refusal.js';
import { ROOT_CA } from './certificate.js';

const NAME = 'kube-root-ca.crt';
const KEY = 'ca.crt';

const DESCRIPTION_ANNOTATION = 'kubernetes.io/description';
const DESCRIPTION =
  'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal ' +
  'service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.';

const DONE: Synced<undefined> = { memory: undefined };
const FAILED: Synced<undefined> = {
  memory: undefined,
  requeue: 'rate-limited',
};

/** Keeps a config map with the cluster's CA in every namespace (pkg/controller/certificates/rootcacertpublisher). */
export const rootCaCertificatePublisherController = controller<undefined>({
  name: 'root-ca-certificate-publisher-controller',
  watches: [namespaces, configmaps],
  start: () => undefined,
  handle(event, _observation, memory) {
    if (isEventOf(event, namespaces)) {
      const wanted = event.type === 'ADDED' || (event.type === 'MODIFIED' && event.object.status.phase === 'Active');
      return {
        memory,
        enqueue: wanted ? [{ key: event.object.metadata.name }] : NOTHING,
      };
    }
    const { name, namespace = '' } = event.object.metadata;
    return {
      memory,
      enqueue: event.type !== 'ADDED' && name === NAME ? [{ key: namespace }] : NOTHING,
    };
  },
  sync: syncNamespace,
});

function* syncNamespace(namespace: string, _memory: undefined, { view }: Context): Reconcile<Synced<undefined>> {
  const known = view.get(configmaps, namespace, NAME);
  const data = { [KEY]: ROOT_CA };
  const { annotations } = known?.metadata ?? {};
  const described = { ...annotations, [DESCRIPTION_ANNOTATION]: DESCRIPTION };
  if (known === undefined) {
    const made = yield* create(configmaps, {
      metadata: { name: NAME, namespace, annotations: described },
      data,
    });
    return made.ok || isNotFound(made) || isNamespaceTerminating(made) ? DONE : FAILED;
  }
  if (isUpToDate(known)) return DONE;
  const written = yield* update(configmaps, {
    ...known,
    metadata: { ...known.metadata, annotations: described },
    data,
  });
  return written.ok ? DONE : FAILED;
}

function isUpToDate({ data = {}, metadata }: ConfigMap): boolean {
  if ((metadata.annotations?.[DESCRIPTION_ANNOTATION] ?? '') === '') return false;
  return data[KEY] === ROOT_CA && Object.keys(data).length === 1;
}
