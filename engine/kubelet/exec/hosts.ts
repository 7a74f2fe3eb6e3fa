import type { Pod } from '../../apis/generated/core.v1.js';

const LONGEST = 63;
const CLUSTER_DOMAIN = 'cluster.local';

/** What `hostname` says in a pod. Follows GeneratePodHostNameAndDomain (pkg/kubelet/kubelet_pods.go). */
export function hostnameOf({ metadata, spec }: Pod, node: string): string {
  if (spec.hostNetwork === true) return node;
  const name = spec.hostname === undefined || spec.hostname === '' ? metadata.name : spec.hostname;
  return name.length <= LONGEST ? name : name.slice(0, LONGEST).replace(/[-.]+$/, '');
}

/** /etc/hosts of a pod that has its own network. Follows managedHostsFileContent. */
export function hostsFile(pod: Pod, hostname: string, podIP: string): string {
  const { subdomain = '', hostAliases = [] } = pod.spec;
  const domain = subdomain === '' ? '' : `${subdomain}.${pod.metadata.namespace ?? ''}.svc.${CLUSTER_DOMAIN}`;
  const own = domain === '' ? hostname : `${hostname}.${domain}\t${hostname}`;
  const aliases = hostAliases.map(({ ip, hostnames = [] }) => `${ip}\t${hostnames.join('\t')}`);
  return [
    '# Kubernetes-managed hosts file.',
    '127.0.0.1\tlocalhost',
    '::1\tlocalhost ip6-localhost ip6-loopback',
    'fe00::0\tip6-localnet',
    'fe00::0\tip6-mcastprefix',
    'fe00::1\tip6-allnodes',
    'fe00::2\tip6-allrouters',
    `${podIP}\t${own}`,
    ...(aliases.length === 0 ? [] : ['', '# Entries added by HostAliases.', ...aliases]),
    '',
  ].join('\n');
}
