import { changedItems } from '../../../apis/core/pod/fill.js';
import type { Container, LimitRange, Pod, ResourceRequirements } from '../../../apis/generated/core.v1.js';

const ANNOTATION = 'kubernetes.io/limit-ranger';

type Amounts = Readonly<Record<string, string>>;

interface Defaults {
  readonly limits: Amounts;
  readonly requests: Amounts;
}

/** Follows defaultContainerResourceRequirements. */
function defaultsOf({ spec }: LimitRange): Defaults {
  const items = (spec?.limits ?? []).filter(({ type }) => type === 'Container');
  return {
    requests: Object.assign({}, ...items.map(({ defaultRequest = {} }) => defaultRequest)) as Amounts,
    limits: Object.assign({}, ...items.map((item) => item.default ?? {})) as Amounts,
  };
}

/** Fills in what containers do not ask for, and notes that in an annotation: PodMutateLimitFunc. */
export function withDefaults(pod: Pod, range: LimitRange): Pod {
  const defaults = defaultsOf(range);
  const notes: string[] = [];
  const fill = (what: string) => (container: Container) => fillContainer(container, defaults, what, notes);
  const filled = changedItems(
    changedItems(pod.spec, 'containers', fill('container')),
    'initContainers',
    fill('init container'),
  );
  if (notes.length === 0) return pod;
  const annotations = { ...pod.metadata.annotations, [ANNOTATION]: `LimitRanger plugin set: ${notes.join('; ')}` };
  return { ...pod, spec: filled, metadata: { ...pod.metadata, annotations } };
}

function fillContainer(container: Container, defaults: Defaults, what: string, notes: string[]): Container {
  const { resources } = container;
  const requests = missing(defaults.requests, resources.requests);
  const limits = missing(defaults.limits, resources.limits);
  if (requests.length > 0) notes.push(`${requests.join(', ')} request for ${what} ${container.name}`);
  if (limits.length > 0) notes.push(`${limits.join(', ')} limit for ${what} ${container.name}`);
  if (requests.length === 0 && limits.length === 0) return container;
  const filled: ResourceRequirements = {
    ...resources,
    ...(limits.length === 0 ? {} : { limits: { ...defaults.limits, ...resources.limits } }),
    ...(requests.length === 0 ? {} : { requests: { ...defaults.requests, ...resources.requests } }),
  };
  return { ...container, resources: filled };
}

function missing(defaults: Amounts, own: Amounts = {}): readonly string[] {
  return Object.keys(defaults)
    .filter((name) => own[name] === undefined)
    .sort();
}
