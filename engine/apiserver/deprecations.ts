import { groupVersion, resourceKey, type Resource } from '../apis/resource.js';

const DEPRECATED: Readonly<Record<string, string>> = {
  'v1/endpoints': 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice',
  'v1/componentstatuses': 'v1 ComponentStatus is deprecated in v1.19+',
};

/** The warning that every answer about a deprecated API version carries (the APILifecycle methods of k8s.io/api). */
export function deprecationWarning(resource: Resource): string | undefined {
  return resource.group === '' ? DEPRECATED[`${groupVersion(resource)}/${resourceKey(resource)}`] : undefined;
}
