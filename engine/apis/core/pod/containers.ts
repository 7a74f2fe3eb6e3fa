import type { Container, PodSpec } from '../../generated/core.v1.js';

/** Calls back with every container and its path: init, regular, then ephemeral ones, as VisitContainersWithPath. */
export function visitContainers(spec: PodSpec, path: string, visit: (container: Container, at: string) => void): void {
  spec.initContainers?.forEach((container, i) => visit(container, `${path}.initContainers[${i}]`));
  spec.containers?.forEach((container, i) => visit(container, `${path}.containers[${i}]`));
  spec.ephemeralContainers?.forEach((container, i) => visit(container, `${path}.ephemeralContainers[${i}]`));
}

/** Every container, in the order of {@link visitContainers}. */
export function allContainers(spec: PodSpec): readonly Container[] {
  return [...(spec.initContainers ?? []), ...(spec.containers ?? []), ...(spec.ephemeralContainers ?? [])];
}

export function containerNames(spec: PodSpec): ReadonlySet<string> {
  return new Set(allContainers(spec).map(({ name }) => name));
}
