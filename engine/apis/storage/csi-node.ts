import { deepEqual } from '../../apimachinery/equality.js';
import { duplicate, invalid, required, tooLong, type FieldError } from '../../apimachinery/field-error.js';
import { isDNS1123Subdomain, nameIsDNSSubdomain } from '../../apimachinery/names.js';
import { without } from '../core/pod/fill.js';
import { checkNonnegative, checkQualifiedName, report, type Errors } from '../core/pod/validation/checks.js';
import type { CSINode, CSINodeDriver } from '../generated/storage.v1.js';
import { validateKubeMeta } from '../meta/kube-meta.js';

const MAX_NODE_ID = 256;

/** Follows ValidateCSINode. */
export function validateCSINode({ metadata, spec }: CSINode): readonly FieldError[] {
  const errors: FieldError[] = [...validateKubeMeta(metadata, false, nameIsDNSSubdomain)];
  const names = new Set<string>();
  (spec.drivers ?? []).forEach((driver, i) => checkNodeDriver(driver, names, `spec.drivers[${i}]`, errors));
  return errors;
}

/** Follows ValidateCSINodeUpdate, whose rules of a new one upstream applies twice. */
export function validateCSINodeUpdate(node: CSINode, old: CSINode): readonly FieldError[] {
  const errors: FieldError[] = [...validateCSINode(node), ...validateCSINode(node)];
  for (const before of old.spec.drivers ?? [])
    for (const driver of node.spec.drivers ?? []) {
      if (driver.name !== before.name || deepEqual(without(driver, 'allocatable'), without(before, 'allocatable')))
        continue;
      const { name: Name, nodeID: NodeID, topologyKeys } = driver;
      errors.push(
        invalid(
          'spec.drivers',
          { Name, NodeID, TopologyKeys: topologyKeys ?? null, Allocatable: null },
          'field is immutable',
        ),
      );
    }
  return errors;
}

/** Follows ValidateCSIDriverName. */
export function checkCSIDriverName(name: string, path: string, errors: Errors): void {
  if (name === '') {
    errors.push(required(path));
    return;
  }
  if (name.length > 63) errors.push(tooLong(path, 63));
  report(errors, path, name, isDNS1123Subdomain(name.toLowerCase()));
}

function checkNodeDriver(
  { name, nodeID, allocatable, topologyKeys: keys }: CSINodeDriver,
  names: Set<string>,
  path: string,
  errors: Errors,
): void {
  const topologyKeys = keys ?? [];
  checkCSIDriverName(name, `${path}.name`, errors);
  if (nodeID === '') errors.push(required(`${path}.nodeID`));
  if (nodeID.length > MAX_NODE_ID)
    errors.push(invalid(`${path}.nodeID`, nodeID, `must be ${MAX_NODE_ID} characters or less`));
  checkNonnegative(allocatable?.count, `${path}.allocatable.count`, errors);
  if (names.has(name)) errors.push(duplicate(`${path}.name`, name));
  names.add(name);
  topologyKeys.forEach((key, i) => {
    if (key === '') errors.push(required(path));
    if (topologyKeys.indexOf(key) < i) errors.push(duplicate(path, key));
    checkQualifiedName(key, path, errors);
  });
}
