/** Scopes that name no values. */
export const WITHOUT_VALUES: readonly string[] = [
  'Terminating',
  'NotTerminating',
  'BestEffort',
  'NotBestEffort',
  'CrossNamespacePodAffinity',
];

export const SCOPES: ReadonlySet<string> = new Set([...WITHOUT_VALUES, 'PriorityClass', 'VolumeAttributesClass']);

const COMPUTE: ReadonlySet<string> = new Set([
  'cpu',
  'memory',
  'limits.cpu',
  'limits.memory',
  'requests.cpu',
  'requests.memory',
]);
const CLAIMS: ReadonlySet<string> = new Set(['persistentvolumeclaims', 'requests.storage']);

const STANDARD: ReadonlySet<string> = new Set([
  ...COMPUTE,
  ...CLAIMS,
  'ephemeral-storage',
  'requests.ephemeral-storage',
  'limits.ephemeral-storage',
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'configmaps',
  'services.nodeports',
  'services.loadbalancers',
]);

/** Follows IsStandardQuotaResourceName. */
export function isStandardQuotaResource(name: string): boolean {
  return STANDARD.has(name) || name.startsWith('requests.hugepages-') || name.startsWith('hugepages-');
}

/** Whether a scope may narrow the quota of a resource: IsResourceQuotaScopeValidForResource. */
export function isScopeFor(scope: string, name: string): boolean {
  switch (scope) {
    case 'BestEffort':
      return name === 'pods';
    case 'VolumeAttributesClass':
      return CLAIMS.has(name);
    case 'Terminating':
    case 'NotTerminating':
    case 'NotBestEffort':
    case 'PriorityClass':
    case 'CrossNamespacePodAffinity':
      return name === 'pods' || COMPUTE.has(name);
    default:
      return true;
  }
}
