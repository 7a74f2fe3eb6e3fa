import { asJson, isObject, type KubeObject } from '../../apimachinery/object.js';
import { formatLabelSelector } from '../../apimachinery/labels.js';
import { invalidObject, notFound } from '../../apimachinery/status.js';
import { invalid } from '../../apimachinery/field-error.js';
import type { Scale } from '../../apis/generated/autoscaling.v1.js';
import type { LabelSelector } from '../../apis/generated/meta.v1.js';
import { extended } from '../../core/extended.js';
import { decodeObject, readDocument } from '../body.js';
import { uidConflict, updateObject } from '../registry/generic/update.js';
import type { ResourceRequest } from '../request-info.js';
import { storageKey } from '../store.js';
import { isRefusal, refuse, type Refusal, type Transaction } from '../transaction.js';
import { inPlace } from '../verbs/in-place.js';
import { patchedObject, unsupportedPatch } from '../verbs/patch.js';
import { postedKind } from './posted-kind.js';

const SCALE = postedKind('autoscaling', 'v1', 'Scale');

/** Kinds with a scale endpoint, as far as that endpoint reads them. */
interface Scalable extends KubeObject {
  readonly spec: { readonly replicas?: number; readonly selector?: LabelSelector | Readonly<Record<string, string>> };
  readonly status?: { readonly replicas?: number };
}

/** GET, PUT and PATCH of /scale: pkg/registry/apps/deployment/storage ScaleREST and its siblings. */
export function scale(transaction: Transaction, request: ResourceRequest): Scale | Refusal {
  const { served, namespace, name } = request;
  const sent = request.verb === 'update' ? sentScale(transaction, request) : undefined;
  if (sent !== undefined && isRefusal(sent)) return sent;
  const unsupported =
    request.verb === 'patch' ? unsupportedPatch(transaction, { ...request, served: SCALE }) : undefined;
  if (unsupported !== undefined) return unsupported;
  const existing = transaction.store.objects.get(storageKey(served.resource, namespace, name));
  if (existing === undefined) return refuse(notFound(served.resource, name));
  const current = scaleOf(existing as Scalable);
  if (request.verb === 'get') return current;
  const wanted = sent ?? patchedObject(transaction, { ...request, served: SCALE }, asJson(current));
  if (isRefusal(wanted)) return wanted;
  const replicas = replicasOf(wanted);
  if (replicas < 0)
    return refuse(
      invalidObject({ group: 'autoscaling', kind: 'Scale' }, name, [
        invalid('spec.replicas', replicas, 'must be greater than or equal to 0'),
      ]),
    );
  const conflicting = uidConflict(served, wanted, existing, transaction.dryRun);
  if (conflicting !== undefined) return conflicting;
  const updated = updateObject(transaction, { ...request, subresource: '' }, (object) => {
    const scalable = object as Scalable;
    const { metadata } = scalable;
    const resourceVersion = wanted.metadata.resourceVersion || metadata.resourceVersion;
    const versioned = resourceVersion === metadata.resourceVersion ? metadata : extended(metadata, { resourceVersion });
    const scaled = { ...scalable, metadata: versioned, spec: { ...scalable.spec, replicas } } as KubeObject;
    return { object: scaled, managedBy: 'scale' };
  });
  return isRefusal(updated) ? updated : scaleOf(updated.object as Scalable);
}

function scaleOf(object: Scalable): Scale {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const selector = selectorText(object.spec.selector);
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: specOf(object.spec.replicas ?? 0),
    status: { replicas: object.status?.replicas ?? 0, ...(selector === '' ? {} : { selector }) },
  };
}

/** None is left out, as Go does; readers take nothing for 0. */
function specOf(replicas: number): Scale['spec'] {
  const spec = { replicas: replicas === 0 ? undefined : replicas };
  return spec as Scale['spec'];
}

function selectorText(selector: Scalable['spec']['selector']): string {
  if (selector === undefined) return '';
  const structured = 'matchLabels' in selector || 'matchExpressions' in selector;
  return formatLabelSelector(structured ? selector : { matchLabels: selector as Readonly<Record<string, string>> });
}

/** The body of a PUT. */
function sentScale(transaction: Transaction, request: ResourceRequest): KubeObject | Refusal {
  const document = readDocument(transaction, SCALE.resource.kind);
  if (isRefusal(document)) return document;
  const decoded = decodeObject(transaction, SCALE, document);
  return isRefusal(decoded) ? decoded : inPlace(decoded, request);
}

function replicasOf(scale: KubeObject): number {
  const { spec } = asJson(scale);
  const replicas = isObject(spec) ? spec['replicas'] : 0;
  return typeof replicas === 'number' ? replicas : 0;
}
