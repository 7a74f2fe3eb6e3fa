import {
  namespaceName,
  validateFinalize,
  validateNamespace,
  validateNamespaceStatus,
} from '../../../../apis/core/namespace/validation.js';
import { withField } from '../../../../apis/core/pod/fill.js';
import type { Namespace } from '../../../../apis/generated/core.v1.js';
import { namespaces } from '../../../../apis/generated/resources.js';
import { validateKubeMetaUpdate } from '../../../../apis/meta/kube-meta.js';
import { keepSpec } from '../../keep-spec.js';
import type { Strategy } from '../../strategy.js';

const NAME_LABEL = 'kubernetes.io/metadata.name';
const FINALIZER = 'kubernetes';

/** Every namespace carries its name as a label: SetDefaults_Namespace. */
function labelled(namespace: Namespace): Namespace {
  const { name, labels = {} } = namespace.metadata;
  if (name === undefined || name === '' || labels[NAME_LABEL] === name) return namespace;
  return { ...namespace, metadata: { ...namespace.metadata, labels: { ...labels, [NAME_LABEL]: name } } };
}

/** Follows SetDefaults_NamespaceStatus. */
function defaultNamespace(namespace: Namespace): Namespace {
  const named = labelled(namespace);
  return named.status?.phase === undefined ? { ...named, status: { ...named.status, phase: 'Active' } } : named;
}

/** Follows pkg/registry/core/namespace. */
export const namespaceStrategy: Strategy<Namespace> = {
  resource: namespaces,
  returnDeletedObject: true,
  validateName: namespaceName,
  defaults: defaultNamespace,
  prepareForCreate(namespace) {
    const finalizers = namespace.spec?.finalizers ?? [];
    const kept = finalizers.includes(FINALIZER) ? finalizers : [...finalizers, FINALIZER];
    return labelled({ ...namespace, spec: { ...namespace.spec, finalizers: kept }, status: { phase: 'Active' } });
  },
  prepareForUpdate: (namespace, old) =>
    labelled(
      withField({ ...namespace, spec: { ...namespace.spec, finalizers: old.spec?.finalizers } }, 'status', old.status),
    ),
  validate: validateNamespace,
  validateUpdate: (namespace, old) => [
    ...validateNamespace(namespace),
    ...validateKubeMetaUpdate(namespace.metadata, old.metadata),
  ],
  subresources: {
    status: keepSpec(validateNamespaceStatus),
    finalize: {
      prepareForUpdate: (namespace, old) => withField(namespace, 'status', old.status),
      validateUpdate: validateFinalize,
    },
  },
  selectableFields: ({ metadata, status }) => ({ 'status.phase': status?.phase ?? '', name: metadata.name }),
};
