import type { Pod } from '../../apis/generated/core.v1.js';
import type { WaitingReason } from '../pod/worker.js';

/** Sysctls that cannot hurt other pods. Follows safeSysctls (pkg/kubelet/sysctl). */
const SAFE = new Set([
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.ping_group_range',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_rmem',
  'net.ipv4.tcp_wmem',
]);

/** The first sysctl that is not on the list. Follows patternAllowlist.Admit (pkg/kubelet/sysctl/allowlist.go). */
export function forbiddenSysctl({ spec }: Pod): WaitingReason | undefined {
  const unsafe = spec.securityContext?.sysctls?.find(({ name }) => !SAFE.has(name.replaceAll('/', '.')));
  return unsafe === undefined
    ? undefined
    : { reason: 'SysctlForbidden', message: `forbidden sysctl: "${unsafe.name}" not allowlisted` };
}
