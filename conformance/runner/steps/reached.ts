import { evaluateJsonPath } from '../../../engine/apimachinery/jsonpath.js';
import type { KubeObject } from '../../../engine/apimachinery/object.js';
import type { Deployment } from '../../../engine/apis/generated/apps.v1.js';
import type { WaitFor } from '../../language/plan.js';

interface WithConditions extends KubeObject {
  readonly status?: {
    readonly conditions?: readonly { readonly type: string; readonly status: string; readonly reason?: string }[];
    readonly observedGeneration?: number;
  };
}

/** Whether an object that is there has got where a `wait` wants it. */
export function isReached(until: WaitFor, object: KubeObject): boolean {
  switch (until.type) {
    case 'condition':
      return hasCondition(object, until.condition, until.value);
    case 'jsonpath':
      return hasValue(object, until.path, until.value);
    case 'create':
      return true;
    case 'delete':
      return false;
    case 'rollout':
      return isRolledOut(object);
  }
}

/** As kubectl wait: a condition that was judged for an older generation does not count. */
function hasCondition(object: WithConditions, type: string, value: string): boolean {
  const { conditions = [], observedGeneration } = object.status ?? {};
  if (observedGeneration !== undefined && observedGeneration < (object.metadata.generation ?? 0)) return false;
  const wanted = type.toLowerCase();
  return conditions.some(
    (condition) => condition.type.toLowerCase() === wanted && condition.status.toLowerCase() === value.toLowerCase(),
  );
}

function hasValue(object: KubeObject, path: string, value: string | undefined): boolean {
  const found = evaluateJsonPath(path, object);
  if (!found.ok || found.value.length === 0) return false;
  return value === undefined || found.value.some((item) => String(item) === value);
}

/** kubectl rollout status of a Deployment (polymorphichelpers.DeploymentStatusViewer). */
function isRolledOut(object: KubeObject): boolean {
  if (object.kind !== 'Deployment') return false;
  const { spec, status, metadata } = object as Deployment;
  if ((status.observedGeneration ?? 0) < (metadata.generation ?? 0)) return false;
  const { updatedReplicas = 0, replicas = 0, availableReplicas = 0 } = status;
  return updatedReplicas >= (spec.replicas ?? 1) && replicas <= updatedReplicas && availableReplicas >= updatedReplicas;
}

/** The rollout has failed for good, as kubectl rollout status sees it: its progress deadline is over. */
export function exceededDeadline({ status, metadata }: WithConditions): boolean {
  const { conditions = [], observedGeneration = 0 } = status ?? {};
  if (observedGeneration < (metadata.generation ?? 0)) return false;
  return conditions.some(({ type, reason }) => type === 'Progressing' && reason === 'ProgressDeadlineExceeded');
}
