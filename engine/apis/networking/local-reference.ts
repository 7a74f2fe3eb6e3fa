import { required } from '../../apimachinery/field-error.js';
import { isDNS1123Subdomain } from '../../apimachinery/names.js';
import { report, type Errors } from '../core/pod/validation/checks.js';
import { pathSegmentName } from '../meta/object-meta.js';

/** What names an object of any kind beside another one. */
export interface LocalReference {
  /** Null when it is left out: it is always written. */
  readonly apiGroup?: string | null;
  readonly kind: string;
  readonly name: string;
}

/** Follows validateIngressTypedLocalObjectReference. */
export function checkLocalReference({ apiGroup, kind, name }: LocalReference, path: string, errors: Errors): void {
  if (apiGroup !== undefined && apiGroup !== null)
    report(errors, `${path}.apiGroup`, apiGroup, isDNS1123Subdomain(apiGroup));
  if (kind === '') errors.push(required(`${path}.kind`));
  else report(errors, `${path}.kind`, kind, pathSegmentName(kind, false));
  if (name === '') errors.push(required(`${path}.name`));
  else report(errors, `${path}.name`, name, pathSegmentName(name, false));
}
