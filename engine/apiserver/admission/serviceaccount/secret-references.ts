import type { Container, Pod, ServiceAccount } from '../../../apis/generated/core.v1.js';

const ENFORCE = 'kubernetes.io/enforce-mountable-secrets';
/** What strconv.ParseBool takes for true. */
const TRUE = new Set(['1', 't', 'T', 'TRUE', 'true', 'True']);

function envProblem(
  { name, env = [], envFrom = [] }: Container,
  what: string,
  allowed: ReadonlySet<string>,
): string | undefined {
  for (const variable of env) {
    const secret = variable.valueFrom?.secretKeyRef?.name;
    if (secret !== undefined && !allowed.has(secret))
      return `${what} ${name} with envVar ${variable.name} referencing secret.secretName="${secret}"`;
  }
  for (const { secretRef } of envFrom)
    if (secretRef !== undefined && !allowed.has(secretRef.name ?? ''))
      return `${what} ${name} with envFrom referencing secret.secretName="${secretRef.name}"`;
  return undefined;
}

/** Why a pod may not use the secrets that it names; only accounts that say so limit them: limitSecretReferences. */
export function secretProblem(
  { spec }: Pod,
  { metadata, secrets = [], imagePullSecrets = [] }: ServiceAccount,
): string | undefined {
  if (!TRUE.has(metadata.annotations?.[ENFORCE] ?? '')) return undefined;
  const allowed = new Set(secrets.map(({ name }) => name ?? ''));
  const because = `is not allowed because service account ${metadata.name} does not reference that`;
  for (const { secret } of spec.volumes ?? [])
    if (secret !== undefined && !allowed.has(secret.secretName ?? ''))
      return `volume with secret.secretName="${secret.secretName}" ${because} secret`;
  const problem =
    first(spec.initContainers, (container) => envProblem(container, 'init container', allowed)) ??
    first(spec.containers, (container) => envProblem(container, 'container', allowed));
  if (problem !== undefined) return `${problem} ${because} secret`;
  const pull = new Set(imagePullSecrets.map(({ name }) => name));
  const stray = (spec.imagePullSecrets ?? []).findIndex(({ name }) => !pull.has(name));
  if (stray < 0) return undefined;
  return `imagePullSecrets[${stray}].name="${spec.imagePullSecrets?.[stray]?.name}" ${because} imagePullSecret`;
}

function first<T>(list: readonly T[] | undefined, find: (item: T) => string | undefined): string | undefined {
  for (const item of list ?? []) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
