import { failed, ok, type Result } from '../../apimachinery/result.js';
import type { Scale } from '../../apis/generated/autoscaling.v1.js';
import type { HorizontalPodAutoscaler } from '../../apis/generated/autoscaling.v2.js';
import { resourcePath } from '../../apis/resource.js';
import { call, type Reconcile } from '../../client/reconcile.js';
import { preferredResources } from '../../client/resource-mapping.js';
import type { View } from '../../client/view.js';
import { isConflict, refusalText } from '../framework/refusal.js';

/** Tries of an update that loses against somebody else's (retry.DefaultRetry). */
const UPDATE_TRIES = 5;

/** The scale subresource of what an autoscaler scales, and where it is. */
export interface ScaleTarget {
  readonly path: string;
  readonly scale: Scale;
}

/** Follows scaleForResourceMappings; the version that the reference gives does not matter, as upstream. */
export function* readScale({ metadata, spec }: HorizontalPodAutoscaler, view: View): Reconcile<Result<ScaleTarget>> {
  const { apiVersion = '', kind, name } = spec.scaleTargetRef;
  const slashes = apiVersion.split('/').length - 1;
  if (slashes > 1) return failed(`unexpected GroupVersion string: ${apiVersion}`);
  const group = slashes === 0 ? '' : apiVersion.slice(0, apiVersion.indexOf('/'));
  const resource = preferredResources(view).find((known) => known.group === group && known.kind === kind);
  if (resource === undefined) return failed(`no matches for kind "${kind}" in group "${group}"`);
  const path = resourcePath(resource, metadata.namespace, name, 'scale');
  const found = yield* call<Scale>({ method: 'GET', path });
  return found.ok ? ok({ path, scale: found.object }) : failed(refusalText(found));
}

/** Sets the replicas of a target, again with what is there now when somebody else wrote first. */
export function* writeScale({ path, scale }: ScaleTarget, replicas: number): Reconcile<Result<void>> {
  let current = scale;
  for (let tries = 1; ; tries++) {
    const body: Scale = { ...current, spec: { ...current.spec, replicas } };
    const written = yield* call<Scale>({ method: 'PUT', path, body });
    if (written.ok) return ok(undefined);
    if (!isConflict(written) || tries === UPDATE_TRIES) return failed(refusalText(written));
    const fresh = yield* call<Scale>({ method: 'GET', path });
    if (fresh.ok) current = fresh.object;
  }
}
