import { deepEqual } from '../../../apimachinery/equality.js';
import { forbidden, invalid, required, tooLong, type FieldError } from '../../../apimachinery/field-error.js';
import { isObject } from '../../../apimachinery/object.js';
import { isConfigMapKey, nameIsDNSSubdomain } from '../../../apimachinery/names.js';
import { textOfBase64 } from '../../decoding/base64.js';
import { scanJson } from '../../decoding/json-text.js';
import type { Secret } from '../../generated/core.v1.js';
import { validateKubeMeta, validateKubeMetaUpdate } from '../../meta/kube-meta.js';
import { decodedLength, FROZEN, MAX_DATA_BYTES } from '../configmap/validation.js';
import { report, type Errors } from '../pod/validation/checks.js';

const ACCOUNT_NAME = 'kubernetes.io/service-account.name';

/** Follows ValidateSecret. */
export function validateSecret(secret: Secret): readonly FieldError[] {
  const { metadata, data = {} } = secret;
  const errors: FieldError[] = [...validateKubeMeta(metadata, true, nameIsDNSSubdomain)];
  let size = 0;
  for (const [key, value] of Object.entries(data)) {
    report(errors, `data[${key}]`, key, isConfigMapKey(key));
    size += decodedLength(value);
  }
  if (size > MAX_DATA_BYTES) errors.push(tooLong('data', MAX_DATA_BYTES));
  checkType(secret, data, errors);
  return errors;
}

type Data = Readonly<Record<string, string>>;

function checkType({ type, metadata }: Secret, data: Data, errors: Errors): void {
  switch (type) {
    case 'kubernetes.io/service-account-token':
      if (!metadata.annotations?.[ACCOUNT_NAME]) errors.push(required(`metadata.annotations[${ACCOUNT_NAME}]`));
      return;
    case 'kubernetes.io/dockercfg':
      return checkJson(data, '.dockercfg', errors);
    case 'kubernetes.io/dockerconfigjson':
      return checkJson(data, '.dockerconfigjson', errors);
    case 'kubernetes.io/basic-auth':
      if (data['username'] === undefined && data['password'] === undefined)
        errors.push(required('data[username]'), required('data[password]'));
      return;
    case 'kubernetes.io/ssh-auth':
      if (!data['ssh-privatekey']) errors.push(required('data[ssh-privatekey]'));
      return;
    case 'kubernetes.io/tls':
      for (const key of ['tls.crt', 'tls.key']) if (data[key] === undefined) errors.push(required(`data[${key}]`));
      return;
  }
}

function checkJson(data: Data, key: string, errors: Errors): void {
  const value = data[key];
  const path = `data[${key}]`;
  if (value === undefined) errors.push(required(path));
  else {
    const problem = jsonProblem(textOfBase64(value));
    if (problem !== undefined) errors.push(invalid(path, '<secret contents redacted>', problem));
  }
}

/** What json.Unmarshal says of a text that should be an object. */
function jsonProblem(text: string): string | undefined {
  const { error } = scanJson(text);
  if (error !== undefined) return error;
  const value: unknown = JSON.parse(text);
  if (isObject(value) || value === null) return undefined;
  const type = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
  return `json: cannot unmarshal ${type} into Go value of type map[string]interface {}`;
}

/** Follows ValidateSecretUpdate. */
export function validateSecretUpdate(secret: Secret, old: Secret): readonly FieldError[] {
  const errors: FieldError[] = [...validateKubeMetaUpdate(secret.metadata, old.metadata)];
  if (secret.type !== old.type) errors.push(invalid('type', secret.type ?? '', 'field is immutable'));
  if (old.immutable === true) {
    if (secret.immutable !== true) errors.push(forbidden('immutable', FROZEN));
    if (!deepEqual(secret.data, old.data)) errors.push(forbidden('data', FROZEN));
  }
  return [...errors, ...validateSecret(secret)];
}
