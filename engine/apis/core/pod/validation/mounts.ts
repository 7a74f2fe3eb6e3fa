import type { Container, VolumeDevice, VolumeMount } from '../../../generated/core.v1.js';
import { forbidden, invalid, notFound, notSupported, required } from '../../../../apimachinery/field-error.js';
import { checkDescendingPath, type Errors } from './checks.js';
import type { Volumes } from './volumes.js';

/** Follows ValidateVolumeMounts. */
export function checkVolumeMounts(container: Container, volumes: Volumes, path: string, errors: Errors): void {
  const { volumeMounts, volumeDevices = [] } = container;
  // By name, so that of several of one name only the last counts, as upstream has it.
  const devices = new Map(volumeDevices.map((device) => [device.name, device.devicePath]));
  const seen = new Set<string>();
  volumeMounts?.forEach((mount, i) => {
    const at = `${path}[${i}]`;
    const { name = '', mountPath = '' } = mount;
    if (name === '') errors.push(required(`${at}.name`));
    if (!volumes.has(name)) errors.push(notFound(`${at}.name`, name));
    if (mountPath === '') errors.push(required(`${at}.mountPath`));
    if (seen.has(mountPath)) errors.push(invalid(`${at}.mountPath`, mountPath, 'must be unique'));
    seen.add(mountPath);
    if (devices.has(name)) errors.push(invalid(`${at}.name`, name, 'must not already exist in volumeDevices'));
    if (devices.size > 0 && [...devices.values()].includes(mountPath))
      errors.push(invalid(`${at}.mountPath`, mountPath, 'must not already exist as a path in volumeDevices'));
    checkSubPaths(mount, at, path, errors);
    if (mount.mountPropagation !== undefined)
      checkPropagation(mount.mountPropagation, container, `${path}.mountPropagation`, errors);
    checkRecursiveReadOnly(mount, `${path}.recursiveReadOnly`, errors);
  });
}

/** Upstream reports bad sub paths on the list, not on the mount. */
function checkSubPaths({ subPath, subPathExpr }: VolumeMount, at: string, path: string, errors: Errors): void {
  if (subPath) checkDescendingPath(subPath, `${path}.subPath`, errors);
  if (!subPathExpr) return;
  if (subPath) errors.push(invalid(`${at}.subPathExpr`, subPathExpr, 'subPathExpr and subPath are mutually exclusive'));
  checkDescendingPath(subPathExpr, `${path}.subPathExpr`, errors);
}

const PROPAGATIONS = ['Bidirectional', 'HostToContainer', 'None'];

function checkPropagation(mode: string, container: Container, path: string, errors: Errors): void {
  if (!PROPAGATIONS.includes(mode)) errors.push(notSupported(path, mode, PROPAGATIONS));
  if (mode === 'Bidirectional' && container.securityContext?.privileged !== true)
    errors.push(forbidden(path, 'Bidirectional mount propagation is available only to privileged containers'));
}

const RECURSIVE = ['Disabled', 'Enabled', 'IfPossible'];

function checkRecursiveReadOnly(mount: VolumeMount, path: string, errors: Errors): void {
  const { recursiveReadOnly, mountPropagation } = mount;
  if (recursiveReadOnly === undefined || recursiveReadOnly === 'Disabled') return;
  if (!RECURSIVE.includes(recursiveReadOnly)) return void errors.push(notSupported(path, recursiveReadOnly, RECURSIVE));
  if (!mount.readOnly) errors.push(forbidden(path, 'may only be specified when readOnly is true'));
  if (mountPropagation !== undefined && mountPropagation !== 'None')
    errors.push(forbidden(path, 'may only be specified when mountPropagation is None or not specified'));
}

/** Follows ValidateVolumeDevices. */
export function checkVolumeDevices(container: Container, volumes: Volumes, path: string, errors: Errors): void {
  const paths = new Set<string>();
  const names = new Set<string>();
  const mounts = new Map(container.volumeMounts?.map((mount) => [mount.name, mount.mountPath]));
  container.volumeDevices?.forEach((device, i) => {
    checkDevice(device, volumes, `${path}[${i}]`, { paths, names, mounts }, errors);
  });
}

interface Seen {
  readonly paths: Set<string>;
  readonly names: Set<string>;
  readonly mounts: ReadonlyMap<string, string>;
}

function checkDevice(
  { name = '', devicePath = '' }: VolumeDevice,
  volumes: Volumes,
  at: string,
  seen: Seen,
  errors: Errors,
): void {
  const volume = volumes.get(name);
  if (name === '') errors.push(required(`${at}.name`));
  if (seen.names.has(name)) errors.push(invalid(`${at}.name`, name, 'must be unique'));
  if (volume !== undefined && !volume.persistentVolumeClaim && !volume.ephemeral)
    errors.push(
      invalid(
        `${at}.name`,
        name,
        'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode',
      ),
    );
  if (volume === undefined) errors.push(notFound(`${at}.name`, name));
  if (devicePath === '') errors.push(required(`${at}.devicePath`));
  if (seen.paths.has(devicePath)) errors.push(invalid(`${at}.devicePath`, devicePath, 'must be unique'));
  if (devicePath.split('/').includes('..'))
    errors.push(invalid(`${at}.devicePath`, devicePath, "can not contain backsteps ('..')"));
  else seen.paths.add(devicePath);
  if (seen.mounts.has(name)) errors.push(invalid(`${at}.name`, name, 'must not already exist in volumeMounts'));
  if ([...seen.mounts.values()].includes(devicePath))
    errors.push(invalid(`${at}.devicePath`, devicePath, 'must not already exist as a path in volumeMounts'));
  if (name !== '') seen.names.add(name);
}
