import { semanticEqual } from '../../apimachinery/equality.js';
import { forbidden, invalid, required, tooLong, type FieldError } from '../../apimachinery/field-error.js';
import { byteLength, nameIsDNSSubdomain } from '../../apimachinery/names.js';
import { checkPersistentVolumeSpec } from '../core/persistentvolume/validation.js';
import { report, type Errors } from '../core/pod/validation/checks.js';
import { internalForm } from '../core/pod/internal-form.js';
import type { VolumeAttachment, VolumeAttachmentSpec, VolumeError } from '../generated/storage.v1.js';
import { validateKubeMeta } from '../meta/kube-meta.js';
import { checkCSIDriverName } from './csi-node.js';

const ONE = 'must specify exactly one of inlineVolumeSpec and persistentVolumeName';
const MAX_METADATA = 256 * 1024;
const MAX_MESSAGE = 1024;

/** Follows ValidateVolumeAttachment with ValidateVolumeAttachmentV1. */
export function validateVolumeAttachment(attachment: VolumeAttachment): readonly FieldError[] {
  const errors = errorsOf(attachment);
  const { attacher, source } = attachment.spec;
  checkCSIDriverName(attacher, 'spec.attacher', errors);
  const name = source.persistentVolumeName;
  if (name !== undefined) report(errors, 'spec.source.persistentVolumeName', name, nameIsDNSSubdomain(name, false));
  return errors;
}

/** Follows ValidateVolumeAttachmentUpdate. */
export function validateVolumeAttachmentUpdate(
  attachment: VolumeAttachment,
  old: VolumeAttachment,
): readonly FieldError[] {
  const errors = errorsOf(attachment);
  if (!semanticEqual(attachment.spec, old.spec))
    errors.push(invalid('spec', printed(attachment.spec), 'field is immutable'));
  return errors;
}

function errorsOf({ metadata, spec, status }: VolumeAttachment): Errors {
  const errors: FieldError[] = [...validateKubeMeta(metadata, false, nameIsDNSSubdomain)];
  if (spec.attacher === '') errors.push(required('spec.attacher'));
  checkSource(spec, errors);
  report(errors, 'spec.nodeName', spec.nodeName, nameIsDNSSubdomain(spec.nodeName, false));
  const bytes = Object.entries(status?.attachmentMetadata ?? {}).reduce(
    (sum, [key, value]) => sum + byteLength(key) + byteLength(value),
    0,
  );
  if (bytes > MAX_METADATA) errors.push(tooLong('status.attachmentMetadata', MAX_METADATA));
  checkError(status?.attachError, 'status.attachError', errors);
  checkError(status?.detachError, 'status.detachError', errors);
  return errors;
}

function checkSource({ source }: VolumeAttachmentSpec, errors: Errors): void {
  const { inlineVolumeSpec: inline, persistentVolumeName: name } = source;
  const path = 'spec.source';
  if (inline === undefined && name === undefined) errors.push(required(path, ONE));
  else if (inline !== undefined && name !== undefined) errors.push(forbidden(path, ONE));
  else if (name === '')
    errors.push(required(`${path}.persistentVolumeName`, 'must specify non empty persistentVolumeName'));
  else if (inline !== undefined) checkPersistentVolumeSpec(inline, `${path}.inlineVolumeSpec`, true, errors);
}

function checkError(error: VolumeError | undefined, path: string, errors: Errors): void {
  if (error === undefined) return;
  if ((error.message ?? '').length > MAX_MESSAGE) errors.push(tooLong(`${path}.message`, MAX_METADATA));
  if (error.errorCode !== undefined && error.errorCode < 0)
    errors.push(invalid(`${path}.errorCode`, error.errorCode, 'must be between 0 and 2147483647, inclusive'));
}

function printed({ attacher, source, nodeName }: VolumeAttachmentSpec): unknown {
  const { persistentVolumeName, inlineVolumeSpec } = source;
  return {
    Attacher: attacher,
    Source: {
      PersistentVolumeName: persistentVolumeName ?? null,
      InlineVolumeSpec: internalForm('*PersistentVolumeSpec', inlineVolumeSpec),
    },
    NodeName: nodeName,
  };
}
