import { filled, without } from '../../../../apis/core/pod/fill.js';
import { validateSecret, validateSecretUpdate } from '../../../../apis/core/secret/validation.js';
import { base64OfText } from '../../../../apis/decoding/base64.js';
import type { Secret } from '../../../../apis/generated/core.v1.js';
import { secrets } from '../../../../apis/generated/resources.js';
import type { Strategy } from '../../strategy.js';

/** stringData is written into data and never shown (Convert_v1_Secret_To_core_Secret); the type defaults to Opaque. */
function defaultSecret(secret: Secret): Secret {
  return filled(mergeStringData(secret), { type: 'Opaque' });
}

function mergeStringData(secret: Secret): Secret {
  const entries = Object.entries(secret.stringData ?? {});
  if (entries.length === 0) return without(secret, 'stringData');
  const encoded = entries.map(([key, value]) => [key, base64OfText(value)] as const);
  const merged = [
    ...Object.entries(secret.data ?? {}).filter(([key]) => !(key in (secret.stringData ?? {}))),
    ...encoded,
  ];
  const data = Object.fromEntries(merged.sort(([a], [b]) => (a < b ? -1 : 1)));
  return { ...without(secret, 'stringData'), data };
}

/** Follows pkg/registry/core/secret. Certificates are not looked into, so there are no warnings. */
export const secretStrategy: Strategy<Secret> = {
  resource: secrets,
  defaults: defaultSecret,
  validate: validateSecret,
  validateUpdate: validateSecretUpdate,
  selectableFields: ({ type }) => ({ type: type ?? '' }),
};
