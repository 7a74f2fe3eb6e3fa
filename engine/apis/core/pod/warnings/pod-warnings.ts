import type { Container, Pod, PodAffinity, PodSpec, PodTemplateSpec } from '../../../generated/core.v1.js';
import type { ObjectMeta } from '../../../generated/meta.v1.js';
import { deepEqual } from '../../../../apimachinery/equality.js';
import { quote } from '../../../../apimachinery/quote.js';
import { milliOf } from '../amounts.js';
import { profileOfAnnotation } from '../app-armor.js';
import { visitContainers } from '../containers.js';
import { APPARMOR_PREFIX, SECCOMP_CONTAINER_PREFIX, SECCOMP_POD } from '../validation/annotations.js';
import { ipWarnings } from '../validation/ip.js';
import { deprecatedLabel, termWarnings } from './node-labels.js';
import { overlapWarnings } from './path-overlaps.js';
import { portWarnings } from './port-warnings.js';
import { volumeWarnings } from './volume-warnings.js';

/** Follows GetWarningsForPod. */
export function warningsForPod({ spec, metadata }: Pod): readonly string[] {
  return specWarnings(spec, metadata, '', false);
}

/** Follows GetWarningsForPodTemplate; `path` is that of the template. */
export function warningsForTemplate(template: PodTemplateSpec | undefined, path: string): readonly string[] {
  return template === undefined ? [] : specWarnings(template.spec, template.metadata, `${path}.`, true);
}

const ANNOTATIONS = [
  ['scheduler.alpha.kubernetes.io/critical-pod', 'non-functional in v1.16+; use the "priorityClassName" field instead'],
  ['security.alpha.kubernetes.io/sysctls', 'non-functional in v1.11+; use the "sysctls" field instead'],
  ['security.alpha.kubernetes.io/unsafe-sysctls', 'non-functional in v1.11+; use the "sysctls" field instead'],
] as const;

/** Follows warningsForPodSpecAndMeta; `prefix` is '' or ends in a dot. */
function specWarnings(
  spec: PodSpec,
  meta: ObjectMeta | undefined,
  prefix: string,
  isTemplate: boolean,
): readonly string[] {
  const path = `${prefix}spec`;
  const annotations = meta?.annotations ?? {};
  const at = (name: string) => `${prefix}metadata.annotations[${name}]`;
  const known = ANNOTATIONS.filter(([name]) => annotations[name] !== undefined);
  return [
    ...nodeWarnings(spec, path),
    ...known.map(([name, message]) => `${at(name)}: ${message}`),
    ...volumeWarnings(spec.volumes, `${path}.volumes`),
    ...overlapWarnings(spec.volumes),
    ...repeated(spec.hostAliases, 'ip', `${path}.hostAliases`),
    ...repeated(spec.imagePullSecrets, 'name', `${path}.imagePullSecrets`),
    ...(spec.imagePullSecrets ?? []).flatMap(({ name }, i) =>
      name ? [] : [`${path}.imagePullSecrets[${i}].name: invalid empty name ""`],
    ),
    ...fractions(spec.overhead, `${path}.overhead`),
    ...(annotations[SECCOMP_POD] !== undefined && !spec.securityContext?.seccompProfile
      ? [`${at(SECCOMP_POD)}: non-functional in v1.27+; use the "seccompProfile" field instead`]
      : []),
    ...containerWarnings(spec, annotations, path, at, isTemplate),
    ...portWarnings(spec, path),
    ...((spec.terminationGracePeriodSeconds ?? 0) < 0
      ? [`${path}.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1`]
      : []),
    ...affinityWarnings(spec.affinity?.podAffinity, `${path}.affinity.podAffinity`),
    ...affinityWarnings(spec.affinity?.podAntiAffinity, `${path}.affinity.podAntiAffinity`),
    ...(spec.dnsConfig?.nameservers ?? []).flatMap((ip, i) => ipWarnings(ip, `${path}.dnsConfig.nameservers[${i}]`)),
    ...(spec.hostAliases ?? []).flatMap(({ ip }, i) => ipWarnings(ip, `${path}.hostAliases[${i}].ip`)),
  ];
}

function nodeWarnings({ nodeSelector, affinity, topologySpreadConstraints }: PodSpec, path: string): readonly string[] {
  if (nodeSelector === undefined && affinity === undefined && topologySpreadConstraints === undefined) return NONE;
  const node = affinity?.nodeAffinity;
  const needed = `${path}.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms`;
  const wished = `${path}.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution`;
  return [
    ...Object.keys(nodeSelector ?? {}).flatMap((key) => {
      const message = deprecatedLabel(key);
      return message === undefined ? [] : [`${path}.nodeSelector[${key}]: ${message}`];
    }),
    ...(node?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? []).flatMap((term, i) =>
      termWarnings(term, false, `${needed}[${i}]`),
    ),
    ...(node?.preferredDuringSchedulingIgnoredDuringExecution ?? []).flatMap(({ preference }, i) =>
      termWarnings(preference, true, `${wished}[${i}].preference`),
    ),
    ...(topologySpreadConstraints ?? []).flatMap(({ topologyKey, labelSelector }, i) => {
      const at = `${path}.topologySpreadConstraints[${i}]`;
      const message = deprecatedLabel(topologyKey);
      return [
        ...(message === undefined ? [] : [`${at}.topologyKey: ${topologyKey} is ${message}`]),
        ...(labelSelector === undefined ? [`${at}.labelSelector: ${NULL_SELECTOR}`] : []),
      ];
    }),
  ];
}

const NULL_SELECTOR = 'a null labelSelector results in matching no pod';

function affinityWarnings(affinity: PodAffinity | undefined, path: string): readonly string[] {
  if (affinity === undefined) return NONE;
  const needed = affinity.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  const wished = affinity.preferredDuringSchedulingIgnoredDuringExecution ?? [];
  const at = (when: string) => `${path}.${when}DuringSchedulingIgnoredDuringExecution`;
  return [
    ...needed.flatMap(({ labelSelector }, i) =>
      labelSelector === undefined ? [`${at('required')}[${i}].labelSelector: ${NULL_SELECTOR}`] : [],
    ),
    ...wished.flatMap(({ podAffinityTerm }, i) =>
      podAffinityTerm.labelSelector === undefined
        ? [`${at('preferred')}[${i}].podAffinityTerm.labelSelector: ${NULL_SELECTOR}`]
        : [],
    ),
  ];
}

function repeated<K extends 'ip' | 'name'>(
  items: readonly Readonly<Record<K, string>>[] | undefined,
  field: K,
  path: string,
): readonly string[] {
  if (items === undefined) return NONE;
  const seen = new Set<string>();
  return items.flatMap((item, i) => {
    const value = item[field] ?? '';
    if (seen.has(value)) return [`${path}[${i}].${field}: duplicate ${field} ${quote(value)}`];
    seen.add(value);
    return [];
  });
}

/** What is counted in bytes. */
const BYTES = ['memory', 'ephemeral-storage'];
const NONE: readonly string[] = [];

function fractions(list: Readonly<Record<string, string>> | undefined, path: string): readonly string[] {
  if (list === undefined) return NONE;
  return BYTES.flatMap((name) => {
    const value = list[name];
    if (value === undefined || milliOf(value) % 1000 === 0) return [];
    return [`${path}[${name}]: fractional byte value ${quote(value)} is invalid, must be an integer`];
  });
}

function containerWarnings(
  spec: PodSpec,
  annotations: Readonly<Record<string, string>>,
  path: string,
  annotationPath: (name: string) => string,
  isTemplate: boolean,
): readonly string[] {
  const warnings: string[] = [];
  visitContainers(spec, path, (container, at) => {
    const seccomp = SECCOMP_CONTAINER_PREFIX + container.name;
    if (annotations[seccomp] !== undefined && !container.securityContext?.seccompProfile)
      warnings.push(`${annotationPath(seccomp)}: non-functional in v1.27+; use the "seccompProfile" field instead`);
    const appArmor = APPARMOR_PREFIX + container.name;
    const annotation = annotations[appArmor];
    if (isTemplate && annotation !== undefined && !container.securityContext?.appArmorProfile) {
      const own = spec.securityContext?.appArmorProfile;
      if (own === undefined || !deepEqual(own, profileOfAnnotation(annotation)))
        warnings.push(`${annotationPath(appArmor)}: deprecated since v1.30; use the "appArmorProfile" field instead`);
    }
    const { limits, requests } = container.resources ?? {};
    if (limits !== undefined || requests !== undefined)
      for (const name of BYTES) {
        warnings.push(...fractions(only(limits, name), `${at}.resources.limits`));
        warnings.push(...fractions(only(requests, name), `${at}.resources.requests`));
      }
    if (container.env !== undefined) warnings.push(...envWarnings(container, at));
  });
  return warnings;
}

function only(list: Readonly<Record<string, string>> | undefined, name: string) {
  const value = list?.[name];
  return value === undefined ? undefined : { [name]: value };
}

/** A repeated variable is fine only if it builds on its predecessor: X="$(X):more". */
function envWarnings({ env = [] }: Container, path: string): readonly string[] {
  const seen = new Set<string>();
  return env.flatMap(({ name, value = '', valueFrom }, i) => {
    if (!seen.has(name)) {
      seen.add(name);
      return [];
    }
    const reference = `$(${name})`;
    const extendsIt = valueFrom === undefined && value !== reference && value.includes(reference);
    if (extendsIt) return [];
    return [`${path}.env[${i}]: hides previous definition of ${quote(name)}, which may be dropped when using apply`];
  });
}
