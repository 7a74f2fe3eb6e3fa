import type { PodSecurityContext, PodSpec, SecurityContext, Sysctl } from '../../../generated/core.v1.js';
import { duplicate, invalid, notSupported, required } from '../../../../apimachinery/field-error.js';
import { isValidUserId } from '../../../../apimachinery/names.js';
import { internalForm } from '../internal-form.js';
import { report, type Errors } from './checks.js';
import type { PodValidationOptions } from './options.js';
import { checkAppArmor, checkSeccomp } from './security-profiles.js';
import { checkWindowsOptions } from './windows-options.js';

/** Of user and group ids alike. */
function checkId(id: number | undefined, path: string, errors: Errors): void {
  if (id !== undefined) report(errors, path, id, isValidUserId(id));
}

/** Follows ValidateSecurityContext, for a cluster that allows privileged containers. */
export function checkSecurityContext(
  context: SecurityContext | undefined,
  path: string,
  hostUsers: boolean,
  errors: Errors,
): void {
  if (context === undefined) return;
  const { procMount } = context;
  checkId(context.runAsUser, `${path}.runAsUser`, errors);
  checkId(context.runAsGroup, `${path}.runAsGroup`, errors);
  if (procMount !== undefined) {
    const at = `${path}.procMount`;
    if (procMount !== 'Default' && procMount !== 'Unmasked')
      errors.push(notSupported(at, procMount, ['Default', 'Unmasked']));
    if (hostUsers && procMount === 'Unmasked')
      errors.push(invalid(at, procMount, '`hostUsers` must be false to use `Unmasked`'));
  }
  checkSeccomp(context.seccompProfile, `${path}.seccompProfile`, errors);
  if (context.allowPrivilegeEscalation === false) checkNoEscalation(context, path, errors);
  checkWindowsOptions(context.windowsOptions, `${path}.windowsOptions`, errors);
  checkAppArmor(context.appArmorProfile, `${path}.appArmorProfile`, errors);
}

function checkNoEscalation(context: SecurityContext, path: string, errors: Errors): void {
  const refuse = (detail: string) => errors.push(invalid(path, internalForm('SecurityContext', context), detail));
  if (context.privileged) refuse('cannot set `allowPrivilegeEscalation` to false and `privileged` to true');
  for (const capability of context.capabilities?.add ?? [])
    if (capability === 'CAP_SYS_ADMIN')
      refuse('cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN');
}

const CHANGE_POLICIES = ['Always', 'OnRootMismatch'];
const GROUPS_POLICIES = ['Merge', 'Strict'];
const SELINUX_POLICIES = ['MountOption', 'Recursive'];

/** Follows validatePodSpecSecurityContext; the host namespaces belong to it inside the API server. */
export function checkPodSecurityContext(
  spec: PodSpec,
  path: string,
  options: PodValidationOptions,
  errors: Errors,
): void {
  const context = spec.securityContext ?? {};
  checkId(context.fsGroup, `${path}.fsGroup`, errors);
  checkId(context.runAsUser, `${path}.runAsUser`, errors);
  checkId(context.runAsGroup, `${path}.runAsGroup`, errors);
  context.supplementalGroups?.forEach((id, i) => checkId(id, `${path}.supplementalGroups[${i}]`, errors));
  if (spec.shareProcessNamespace && spec.hostPID) {
    const detail = 'ShareProcessNamespace and HostPID cannot both be enabled';
    errors.push(invalid(`${path}.shareProcessNamespace`, true, detail));
  }
  checkSysctls(context.sysctls, spec, `${path}.sysctls`, options, errors);
  checkPolicies(context, path, options, errors);
}

function checkPolicies(context: PodSecurityContext, path: string, options: PodValidationOptions, errors: Errors): void {
  const oneOf = (value: string | undefined, name: string, supported: readonly string[]) => {
    if (value !== undefined && !supported.includes(value))
      errors.push(notSupported(`${path}.${name}`, value, supported));
  };
  oneOf(context.fsGroupChangePolicy, 'fsGroupChangePolicy', CHANGE_POLICIES);
  checkSeccomp(context.seccompProfile, `${path}.seccompProfile`, errors);
  checkWindowsOptions(context.windowsOptions, `${path}.windowsOptions`, errors);
  checkAppArmor(context.appArmorProfile, `${path}.appArmorProfile`, errors);
  oneOf(context.supplementalGroupsPolicy, 'supplementalGroupsPolicy', GROUPS_POLICIES);
  const policies = options.allowAnySELinuxChangePolicy ? SELINUX_POLICIES : ['Recursive'];
  oneOf(context.seLinuxChangePolicy, 'seLinuxChangePolicy', policies);
}

const SYSCTL = '([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
const SYSCTL_NAME = new RegExp(`^${SYSCTL}$`);
const MAX_SYSCTL = 253;

function checkSysctls(
  sysctls: readonly Sysctl[] | undefined,
  spec: PodSpec,
  path: string,
  options: PodValidationOptions,
  errors: Errors,
): void {
  const seen = new Set<string>();
  sysctls?.forEach(({ name = '' }, i) => {
    const at = `${path}[${i}].name`;
    if (name === '') errors.push(required(at));
    else if (name.length > MAX_SYSCTL || !SYSCTL_NAME.test(name))
      errors.push(invalid(at, name, `must have at most ${MAX_SYSCTL} characters and match regex ^${SYSCTL}$`));
    else if (seen.has(name)) errors.push(duplicate(at, name));
    const host = sharedSysctl(name, spec);
    if (!options.allowNamespacedSysctlsForHostNetAndHostIPC && host !== undefined)
      errors.push(invalid(at, name, `may not be specified when '${host}' is true`));
    seen.add(name);
  });
}

const IPC_SYSCTL = /^kernel\.(?:sem|shm(?:all|max|mni|_rmid_forced)?|msg(?:max|mnb|mni)?)$|^fs\.mqueue\./;

/** Which host namespace a sysctl would leak into, if any: ValidateHostSysctl. */
export function sharedSysctl(name: string, spec: PodSpec): 'hostNetwork' | 'hostIPC' | undefined {
  const normal = normalSysctl(name).split('*', 1)[0] ?? '';
  if (spec.hostNetwork && normal.startsWith('net.')) return 'hostNetwork';
  if (spec.hostIPC && IPC_SYSCTL.test(normal)) return 'hostIPC';
  return undefined;
}

/** With dots between the parts: where the first separator is a slash, dots and slashes change places. */
function normalSysctl(name: string): string {
  const first = /[./]/.exec(name)?.[0];
  if (first !== '/') return name;
  return name.replace(/[./]/g, (separator) => (separator === '/' ? '.' : '/'));
}
