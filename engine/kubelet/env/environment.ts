import { failed, ok, type Result } from '../../apimachinery/result.js';
import type { ConfigMap, Container, EnvVar, Node, Pod, Secret } from '../../apis/generated/core.v1.js';
import { configmaps, secrets, services } from '../../apis/generated/resources.js';
import type { View } from '../../client/view.js';
import { fieldValue, resourceValue } from './downward.js';
import { serviceLinks } from './service-links.js';

/** What a container's environment is made of. */
export interface EnvironmentFacts {
  readonly view: View;
  readonly node: Node | undefined;
  readonly hostIP: string;
  readonly podIP: string;
  readonly hostname: string;
}

type Variables = Readonly<Record<string, string>>;

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** The variables of a container, as its first process has them. Follows makeEnvironmentVariables (pkg/kubelet). */
export function environmentOf(facts: EnvironmentFacts, pod: Pod, container: Container): Result<Variables> {
  const { view } = facts;
  const namespace = pod.metadata.namespace ?? '';
  const links = serviceLinks(
    view.list(services).filter(({ metadata }) => isLinked(metadata.namespace ?? '', metadata.name, namespace, pod)),
  );
  const variables: Record<string, string> = {};
  for (const { prefix = '', configMapRef, secretRef } of container.envFrom ?? []) {
    const source =
      configMapRef === undefined
        ? view.get(secrets, namespace, secretRef?.name ?? '')
        : view.get(configmaps, namespace, configMapRef.name ?? '');
    for (const key of Object.keys(source?.data ?? {}).sort()) variables[prefix + key] = valueIn(source, key) ?? '';
  }
  for (const variable of container.env ?? []) {
    const value = valueOf(facts, pod, container, variable, { ...links, ...variables });
    if (!value.ok) return value;
    if (value.value !== undefined) variables[variable.name] = value.value;
  }
  return ok({ PATH, HOSTNAME: facts.hostname, ...variables, ...without(links, variables) });
}

/** 'kubernetes' is told of everywhere, others in their own namespace unless the pod says no. */
function isLinked(namespace: string, name: string, own: string, { spec }: Pod): boolean {
  if (namespace === 'default' && name === 'kubernetes') return true;
  return namespace === own && spec.enableServiceLinks !== false;
}

function without(links: Variables, set: Variables): Variables {
  return Object.fromEntries(Object.entries(links).filter(([name]) => !Object.hasOwn(set, name)));
}

/** Undefined: the variable is left out. */
function valueOf(
  facts: EnvironmentFacts,
  pod: Pod,
  container: Container,
  { name, value = '', valueFrom }: EnvVar,
  known: Variables,
): Result<string | undefined> {
  if (valueFrom === undefined) return ok(expanded(value, known));
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef } = valueFrom;
  const namespace = pod.metadata.namespace ?? '';
  const { view } = facts;
  if (configMapKeyRef !== undefined)
    return ok(valueIn(view.get(configmaps, namespace, configMapKeyRef.name ?? ''), configMapKeyRef.key));
  if (secretKeyRef !== undefined)
    return ok(valueIn(view.get(secrets, namespace, secretKeyRef.name ?? ''), secretKeyRef.key));
  const found =
    fieldRef === undefined
      ? resourceFieldRef && resourceValue(pod, container, resourceFieldRef, facts.node)
      : fieldValue(pod, fieldRef.fieldPath, facts.hostIP, facts.podIP);
  return found === undefined ? failed(`where the variable ${name} gets its value from`) : ok(found);
}

function valueIn(source: ConfigMap | Secret | undefined, key: string): string | undefined {
  const text = source?.data?.[key];
  return text !== undefined && source !== undefined && isSecret(source) ? decoded(text) : text;
}

function isSecret(source: ConfigMap | Secret): source is Secret {
  return 'type' in source;
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** base64 of UTF-8. */
function decoded(text: string): string {
  const octets: number[] = [];
  let [bits, count] = [0, 0];
  for (const character of text.replace(/=+$/, '')) {
    bits = ((bits << 6) | DIGITS.indexOf(character)) & 0xffff;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    octets.push((bits >> count) & 0xff);
  }
  return decodeURIComponent(octets.map((octet) => `%${octet.toString(16).padStart(2, '0')}`).join(''));
}

/** $(NAME) is the value of a variable that is known, $$( is $(. Follows third_party/forked/golang/expansion. */
export function expanded(value: string, known: Variables): string {
  return value.replace(/\$\$|\$\(([^()]*)\)/g, (whole, name: string | undefined) => {
    if (name === undefined) return '$';
    return Object.hasOwn(known, name) ? (known[name] ?? '') : whole;
  });
}
