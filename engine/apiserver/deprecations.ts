import type { Resource } from '../apis/resource.js';

/** Of core/v1. */
const DEPRECATED: ReadonlyMap<string, string> = new Map([
  ['endpoints', 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice'],
  ['componentstatuses', 'v1 ComponentStatus is deprecated in v1.19+'],
]);

/** The warning that every answer about a deprecated API version carries (the APILifecycle methods of k8s.io/api). */
export function deprecationWarning({ group, version, plural }: Resource): string | undefined {
  return group === '' && version === 'v1' ? DEPRECATED.get(plural) : undefined;
}
