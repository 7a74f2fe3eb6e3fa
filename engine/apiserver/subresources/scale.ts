import { asJson, isObject, type JsonObject, type KubeObject } from '../../apimachinery/object.js';
import { formatLabelSelector } from '../../apimachinery/labels.js';
import { applyMergePatch } from '../../apimachinery/patch/merge-patch.js';
import { applyJsonPatch } from '../../apimachinery/patch/json-patch.js';
import { badRequest, conflict, invalidObject, notFound } from '../../apimachinery/status.js';
import { invalid } from '../../apimachinery/field-error.js';
import type { Scale } from '../../apis/generated/autoscaling.v1.js';
import type { LabelSelector } from '../../apis/generated/meta.v1.js';
import { readBody } from '../body.js';
import { updateObject } from '../registry/generic/update.js';
import type { ResourceRequest } from '../request-info.js';
import { storageKey } from '../store.js';
import { isRefusal, refuse, type Refusal, type Transaction } from '../transaction.js';

/** Kinds with a scale endpoint, as far as that endpoint reads them. */
interface Scalable extends KubeObject {
  readonly spec: { readonly replicas?: number; readonly selector?: LabelSelector | Readonly<Record<string, string>> };
  readonly status?: { readonly replicas?: number };
}

/** GET, PUT and PATCH of /scale: pkg/registry/apps/deployment/storage ScaleREST and its siblings. */
export function scale(transaction: Transaction, request: ResourceRequest): Scale | Refusal {
  const { served, namespace, name } = request;
  const existing = transaction.store.objects.get(storageKey(served.resource, namespace, name));
  if (existing === undefined) return refuse(notFound(served.resource, name));
  const current = scaleOf(existing as Scalable);
  if (request.verb === 'get') return current;
  const wanted = wantedScale(transaction, current);
  if (isRefusal(wanted)) return wanted;
  const sent = isObject(wanted['metadata']) ? wanted['metadata']['name'] : undefined;
  if (typeof sent === 'string' && sent !== '' && sent !== name)
    return refuse(badRequest(`the name of the object (${sent}) does not match the name on the URL (${name})`));
  const replicas = replicasOf(wanted);
  if (replicas < 0)
    return refuse(
      invalidObject({ group: 'autoscaling', kind: 'Scale' }, name, [
        invalid('spec.replicas', replicas, 'must be greater than or equal to 0'),
      ]),
    );
  const version = versionOf(wanted);
  if (version !== '' && version !== current.metadata.resourceVersion)
    return refuse(
      conflict(
        served.resource,
        name,
        'the object has been modified; please apply your changes to the latest version and try again',
      ),
    );
  const updated = updateObject(transaction, { ...request, subresource: '' }, (object) => {
    const scalable = object as Scalable;
    return { ...scalable, spec: { ...scalable.spec, replicas } } as KubeObject;
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

function wantedScale(transaction: Transaction, current: Scale): JsonObject | Refusal {
  const body = transaction.request.body;
  if (transaction.request.method === 'PUT') return readBody(transaction);
  const json = asJson(current);
  const patched =
    transaction.request.contentType === 'application/json-patch+json'
      ? applyJsonPatch(json, body)
      : applyMergePatch(json, body);
  if (!patched.ok) return refuse(patched.status);
  return isObject(patched.value) ? patched.value : refuse(badRequest('the patched object is not a JSON object'));
}

function replicasOf({ spec }: JsonObject): number {
  const replicas = isObject(spec) ? spec['replicas'] : 0;
  return typeof replicas === 'number' ? replicas : 0;
}

function versionOf({ metadata }: JsonObject): string {
  const version = isObject(metadata) ? metadata['resourceVersion'] : '';
  return typeof version === 'string' ? version : '';
}
