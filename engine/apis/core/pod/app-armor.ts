import type { AppArmorProfile, Container, Pod } from '../../generated/core.v1.js';
import { deepEqual } from '../../../apimachinery/equality.js';
import { allContainers } from './containers.js';
import { changed, changedItems } from './fill.js';

const PREFIX = 'container.apparmor.security.beta.kubernetes.io/';
const warned = new WeakMap<Pod, readonly string[]>();

/** The profile an annotation of older versions stands for; undefined for one that says nothing valid. */
export function profileOfAnnotation(annotation: string): AppArmorProfile | undefined {
  if (annotation === 'unconfined') return { type: 'Unconfined' };
  if (annotation === 'runtime/default') return { type: 'RuntimeDefault' };
  if (!annotation.startsWith('localhost/')) return undefined;
  const localhostProfile = annotation.slice('localhost/'.length);
  return localhostProfile === '' ? undefined : { type: 'Localhost', localhostProfile };
}

/** Copies AppArmor annotations of a new pod to the fields that replaced them: applyAppArmorVersionSkew. */
export function applyAppArmorAnnotations(pod: Pod): Pod {
  const annotations = pod.metadata.annotations ?? {};
  if (pod.spec.os?.name === 'windows' || !Object.keys(annotations).some((name) => name.startsWith(PREFIX))) return pod;
  const warnings = allContainers(pod.spec).flatMap((container) => warningOf(container, pod));
  const synced = changed(pod, 'spec', (spec) => {
    const copy = (container: Container) => withProfile(container, pod);
    return changedItems(changedItems(spec, 'initContainers', copy), 'containers', copy);
  });
  warned.set(synced, warnings);
  return synced;
}

/** What the copying had to say; remembered because the result no longer shows it. */
export function appArmorWarnings(pod: Pod): readonly string[] {
  return warned.get(pod) ?? [];
}

function annotatedProfile(
  { name, securityContext }: Container,
  { metadata }: Pod,
): AppArmorProfile | 'bad' | undefined {
  const annotation = metadata.annotations?.[PREFIX + name];
  if (annotation === undefined || securityContext?.appArmorProfile !== undefined) return undefined;
  const profile = profileOfAnnotation(annotation);
  const padded = profile?.localhostProfile !== profile?.localhostProfile?.trim();
  return profile === undefined || padded ? 'bad' : profile;
}

function warningOf(container: Container, pod: Pod): readonly string[] {
  const profile = annotatedProfile(container, pod);
  if (profile === undefined) return [];
  if (profile !== 'bad' && deepEqual(profile, pod.spec.securityContext?.appArmorProfile)) return [];
  const at = `metadata.annotations[${PREFIX}${container.name}]`;
  return [`${at}: deprecated since v1.30; use the "appArmorProfile" field instead`];
}

function withProfile(container: Container, pod: Pod): Container {
  const profile = annotatedProfile(container, pod);
  if (profile === undefined || profile === 'bad') return container;
  if (deepEqual(profile, pod.spec.securityContext?.appArmorProfile)) return container;
  return { ...container, securityContext: { ...container.securityContext, appArmorProfile: profile } };
}
