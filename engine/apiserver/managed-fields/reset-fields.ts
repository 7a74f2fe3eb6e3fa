import { fieldSet, NO_FIELDS, type FieldSet } from '../../apimachinery/structured-merge/field-set.js';
import { fieldElement } from '../../apimachinery/structured-merge/path-element.js';
import { resourceKey } from '../../apis/resource.js';
import type { Served } from '../registry/catalogue.js';

const STATUS = fields('status');
const SPEC = fields('spec');
const SPEC_AND_METADATA = fields('spec', 'metadata');

/** Endpoints whose strategies reset something else than the spec or the status: 'collection/subresource' → what. */
const OTHERS: Readonly<Record<string, FieldSet>> = {
  'apps/deployments/status': fields('spec', 'metadata.labels'),
  'pods/status': fields('spec', 'metadata.deletionTimestamp', 'metadata.ownerReferences'),
  'certificates.k8s.io/certificatesigningrequests/': fields('spec', 'status'),
  'certificates.k8s.io/certificatesigningrequests/status': fields('spec', 'status.conditions'),
  'certificates.k8s.io/certificatesigningrequests/approval': fields('spec', 'status.certificate'),
  'namespaces/finalize': STATUS,
  'admissionregistration.k8s.io/validatingadmissionpolicies/status': SPEC_AND_METADATA,
  'apiextensions.k8s.io/customresourcedefinitions/status': SPEC_AND_METADATA,
  'apiregistration.k8s.io/apiservices/status': SPEC_AND_METADATA,
  'flowcontrol.apiserver.k8s.io/flowschemas/status': SPEC_AND_METADATA,
  'flowcontrol.apiserver.k8s.io/prioritylevelconfigurations/status': SPEC_AND_METADATA,
  'resource.k8s.io/resourceclaims/status': SPEC_AND_METADATA,
  'storage.k8s.io/volumeattachments/status': SPEC_AND_METADATA,
  // Upstream names a group that does not exist.
  'networking.k8s.io/servicecidrs/': NO_FIELDS,
  'networking.k8s.io/servicecidrs/status': NO_FIELDS,
};

function fields(...paths: readonly string[]): FieldSet {
  return fieldSet(...paths.map((path) => path.split('.').map(fieldElement)));
}

/** What an endpoint takes from the stored object, whatever is sent: GetResetFields of the strategies (pkg/registry). */
export function resetFields({ resource, subresources }: Served, subresource: string): FieldSet {
  const other = OTHERS[`${resourceKey(resource)}/${subresource}`];
  if (other !== undefined) return other;
  if (subresource === '') return subresources.has('status') ? STATUS : NO_FIELDS;
  return subresource === 'status' ? SPEC : NO_FIELDS;
}
