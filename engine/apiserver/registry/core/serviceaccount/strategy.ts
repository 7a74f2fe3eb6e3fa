import { nameIsDNSSubdomain } from '../../../../apimachinery/names.js';
import { changedItems } from '../../../../apis/core/pod/fill.js';
import type { ServiceAccount } from '../../../../apis/generated/core.v1.js';
import { serviceaccounts } from '../../../../apis/generated/resources.js';
import { validateKubeMeta, validateKubeMetaUpdate } from '../../../../apis/meta/kube-meta.js';
import type { Strategy } from '../../strategy.js';

const MOUNTABLE_SECRETS = 'kubernetes.io/enforce-mountable-secrets';

/** Only the names of secrets are kept: cleanSecretReferences. */
function cleaned(account: ServiceAccount): ServiceAccount {
  return changedItems(account, 'secrets', (secret) =>
    Object.keys(secret).every((key) => key === 'name') ? secret : { name: secret.name },
  );
}

function validate({ metadata }: ServiceAccount) {
  return validateKubeMeta(metadata, true, nameIsDNSSubdomain);
}

/** Follows pkg/registry/core/serviceaccount. */
export const serviceAccountStrategy: Strategy<ServiceAccount> = {
  resource: serviceaccounts,
  returnDeletedObject: true,
  prepareForCreate: cleaned,
  prepareForUpdate: cleaned,
  validate,
  validateUpdate: (account, old) => [...validateKubeMetaUpdate(account.metadata, old.metadata), ...validate(account)],
  warnings({ metadata }, old) {
    if (metadata.annotations?.[MOUNTABLE_SECRETS] === undefined) return [];
    if (old?.metadata.annotations?.[MOUNTABLE_SECRETS] !== undefined) return [];
    const instead = 'prefer separate namespaces to isolate access to mounted secrets';
    return [`metadata.annotations[${MOUNTABLE_SECRETS}]: deprecated in v1.32+; ${instead}`];
  },
};
