import { extended } from '../../../core/extended.js';
import { withField } from '../../../apis/core/pod/fill.js';
import { allContainers } from '../../../apis/core/pod/containers.js';
import type { Pod, ServiceAccount } from '../../../apis/generated/core.v1.js';
import { pods, serviceaccounts } from '../../../apis/generated/resources.js';
import type { RequestContext } from '../../registry/strategy.js';
import type { Status } from '../../request.js';
import { forbidden, isAbout, objectOf } from '../attributes.js';
import type { AdmissionPlugin, Admitted, Attributes, WithObject } from '../types.js';
import { secretProblem } from './secret-references.js';
import { withToken } from './token-volume.js';

const MIRROR = 'kubernetes.io/config.mirror';

function isMirror({ metadata }: Pod): boolean {
  return metadata.annotations?.[MIRROR] !== undefined;
}

function accountOf(pod: Pod, { namespace }: Attributes, { store }: RequestContext): ServiceAccount | undefined {
  return store.get(serviceaccounts, namespace, pod.spec.serviceAccountName ?? '');
}

function missingAccount(pod: Pod, attributes: Attributes): Status {
  const { serviceAccountName: name } = pod.spec;
  const at = `${attributes.namespace}/${name}`;
  return forbidden(attributes, `error looking up service account ${at}: serviceaccount "${name}" not found`);
}

function admitPod(given: Pod, attributes: WithObject, context: RequestContext): Admitted {
  const named = given.spec.serviceAccountName
    ? given
    : withField(given, 'spec', extended(given.spec, { serviceAccountName: 'default', serviceAccount: 'default' }));
  const account = accountOf(named, attributes, context);
  if (account === undefined) return { refused: missingAccount(named, attributes) };
  const automount = named.spec.automountServiceAccountToken ?? account.automountServiceAccountToken ?? true;
  const pod = automount ? withToken(named, context.dice) : named;
  const { imagePullSecrets: secrets } = account;
  if (pod.spec.imagePullSecrets?.length || !secrets?.length) return { object: pod };
  return { object: withField(pod, 'spec', { ...pod.spec, imagePullSecrets: secrets }) };
}

/** What may be named by any variable or volume of a pod that no account stands behind. */
function mirrorProblem({ spec }: Pod): string | undefined {
  if (spec.serviceAccountName) return 'a mirror pod may not reference service accounts';
  const volumes = spec.volumes ?? [];
  const secret =
    volumes.some(
      (volume) =>
        volume.secret !== undefined || volume.projected?.sources?.some((source) => source.secret !== undefined),
    ) ||
    allContainers(spec).some(
      ({ env = [], envFrom = [] }) =>
        env.some(({ valueFrom }) => valueFrom?.secretKeyRef !== undefined) ||
        envFrom.some(({ secretRef }) => secretRef !== undefined),
    ) ||
    (spec.imagePullSecrets ?? []).length > 0;
  if (secret) return 'a mirror pod may not reference secrets';
  const token = volumes.some(({ projected }) =>
    projected?.sources?.some((source) => source.serviceAccountToken !== undefined),
  );
  return token ? 'a mirror pod may not use ServiceAccountToken volume projections' : undefined;
}

function refusedMirror(pod: Pod, attributes: Attributes): Status | undefined {
  const problem = mirrorProblem(pod);
  return problem === undefined ? undefined : forbidden(attributes, problem);
}

/** A mirror pod stays as its node wrote it; it is judged at once. */
function admitMirror(pod: Pod, attributes: WithObject): Admitted {
  const refused = refusedMirror(pod, attributes);
  return refused === undefined ? { object: pod } : { refused };
}

/** Gives pods an account, its token and its pull secrets. Follows ServiceAccount (plugin/pkg/admission/serviceaccount). */
export const serviceAccount: AdmissionPlugin = {
  name: 'ServiceAccount',
  concerns: (asked) => asked.operation === 'CREATE' && isAbout(asked, pods),
  admit(attributes, context) {
    const pod = attributes.operation === 'CREATE' ? objectOf(attributes, pods) : undefined;
    if (pod === undefined) return { object: attributes.object };
    return isMirror(pod) ? admitMirror(pod, attributes) : admitPod(pod, attributes, context);
  },
  validate(attributes, context) {
    const pod = attributes.operation === 'CREATE' ? objectOf(attributes, pods) : undefined;
    if (pod === undefined) return undefined;
    if (isMirror(pod)) return refusedMirror(pod, attributes);
    if (!pod.spec.serviceAccountName)
      return forbidden(attributes, `no service account specified for pod ${attributes.namespace}/${pod.metadata.name}`);
    const account = accountOf(pod, attributes, context);
    if (account === undefined) return missingAccount(pod, attributes);
    const problem = secretProblem(pod, account);
    return problem === undefined ? undefined : forbidden(attributes, problem);
  },
};
