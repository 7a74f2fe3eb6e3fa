import type { PodSpec, SecurityContext } from '../../../generated/core.v1.js';
import { forbidden, invalid, notSupported, required } from '../../../../apimachinery/field-error.js';
import { visitContainers } from '../containers.js';
import type { Errors } from './checks.js';

/** Follows validateWindowsHostProcessPod: all containers or none, and on the host's network. */
export function checkHostProcess(spec: PodSpec, path: string, errors: Errors): void {
  const own = spec.securityContext?.windowsOptions?.hostProcess;
  let containers = 0;
  let hosts = 0;
  visitContainers(spec, path, ({ securityContext }, at) => {
    const value = securityContext?.windowsOptions?.hostProcess;
    containers += 1;
    if (own !== undefined && value !== undefined && own !== value) {
      const detail = `pod hostProcess value must be identical if both are specified, was ${own}`;
      errors.push(invalid(`${at}.securityContext.windowsOptions.hostProcess`, value, detail));
    }
    if (value ?? own) hosts += 1;
  });
  if (hosts === 0) return;
  if (hosts !== containers) {
    const detail = 'If pod contains any hostProcess containers then all containers must be HostProcess containers';
    errors.push(invalid(path, '', detail));
  }
  if (!spec.hostNetwork) {
    const detail = 'hostNetwork must be true if pod contains any hostProcess containers';
    errors.push(invalid(`${path}.hostNetwork`, false, detail));
  }
}

/** Follows validateOS, validateLinux and validateWindows. */
export function checkOperatingSystem(spec: PodSpec, path: string, errors: Errors): void {
  if (spec.os === undefined) return;
  const { name } = spec.os;
  if (!name) errors.push(required(`${path}.os.name`));
  else if (name === 'linux') checkLinux(spec, path, errors);
  else if (name === 'windows') checkWindows(spec, path, errors);
  else errors.push(notSupported(`${path}.os`, name, ['linux', 'windows']));
}

function checkLinux(spec: PodSpec, path: string, errors: Errors): void {
  const refuse = (context: SecurityContext | undefined, at: string) => {
    if (context?.windowsOptions !== undefined)
      errors.push(forbidden(`${at}.securityContext.windowsOptions`, 'windows options cannot be set for a linux pod'));
  };
  refuse(spec.securityContext, path);
  visitContainers(spec, path, ({ securityContext }, at) => refuse(securityContext, at));
}

const POD_FIELDS = [
  'securityContext.appArmorProfile',
  'securityContext.seLinuxOptions',
  'hostUsers',
  'hostPID',
  'hostIPC',
  'securityContext.seccompProfile',
  'securityContext.fsGroup',
  'securityContext.fsGroupChangePolicy',
  'securityContext.sysctls',
  'shareProcessNamespace',
  'securityContext.runAsUser',
  'securityContext.runAsGroup',
  'securityContext.supplementalGroups',
  'securityContext.supplementalGroupsPolicy',
  'securityContext.seLinuxChangePolicy',
];

const CONTAINER_FIELDS = [
  'appArmorProfile',
  'seLinuxOptions',
  'seccompProfile',
  'capabilities',
  'readOnlyRootFilesystem',
  'privileged',
  'allowPrivilegeEscalation',
  'procMount',
  'runAsUser',
  'runAsGroup',
];

function checkWindows(spec: PodSpec, path: string, errors: Errors): void {
  const refuse = (at: string) => errors.push(forbidden(at, 'cannot be set for a windows pod'));
  const context: Readonly<Record<string, unknown>> = { ...spec.securityContext };
  const { hostUsers, shareProcessNamespace } = spec;
  const own: Readonly<Record<string, unknown>> = {
    hostUsers,
    hostPID: spec.hostPID || undefined,
    hostIPC: spec.hostIPC || undefined,
    shareProcessNamespace,
  };
  for (const field of POD_FIELDS) {
    const name = field.replace('securityContext.', '');
    const value = name === field ? own[name] : context[name];
    const empty = name === 'sysctls' && Array.isArray(value) && value.length === 0;
    if (value !== undefined && !empty) refuse(`${path}.${field}`);
  }
  visitContainers(spec, path, ({ securityContext }, at) => {
    const values: Readonly<Record<string, unknown>> = { ...securityContext };
    for (const field of CONTAINER_FIELDS) if (values[field] !== undefined) refuse(`${at}.securityContext.${field}`);
  });
}
