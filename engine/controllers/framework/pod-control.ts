import { nameIsDNSSubdomain } from '../../apimachinery/names.js';
import type { KubeObject, New } from '../../apimachinery/object.js';
import type { Pod, PodTemplateSpec } from '../../apis/generated/core.v1.js';
import type { OwnerReference } from '../../apis/generated/meta.v1.js';
import { pods } from '../../apis/generated/resources.js';
import { groupVersion, type Resource } from '../../apis/resource.js';
import { create, recordEvent, remove, type Reconcile, type Result } from '../../client/reconcile.js';
import { isNamespaceTerminating, isNotFound, refusalText } from './refusal.js';

/** The reference by which `owner` controls its dependents (metav1.NewControllerRef). */
export function newControllerRef<T extends KubeObject>(resource: Resource<T>, owner: T): OwnerReference {
  return {
    apiVersion: groupVersion(resource),
    kind: resource.kind,
    name: owner.metadata.name,
    uid: owner.metadata.uid,
    controller: true,
    blockOwnerDeletion: true,
  };
}

/** The pod that a template asks for, named after its owner (GetPodFromTemplate). */
export function podFromTemplate<T extends KubeObject>(
  resource: Resource<T>,
  owner: T,
  template: PodTemplateSpec,
): New<Pod> {
  const { labels, annotations, finalizers } = template.metadata;
  return {
    metadata: {
      namespace: owner.metadata.namespace,
      generateName: podsPrefix(owner.metadata.name),
      ...(labels === undefined ? {} : { labels }),
      ...(annotations === undefined ? {} : { annotations }),
      ...(finalizers === undefined ? {} : { finalizers }),
      ownerReferences: [newControllerRef(resource, owner)],
    },
    spec: template.spec,
  };
}

/** '<owner>-', or the bare name when that is too long to be a prefix. */
function podsPrefix(name: string): string {
  const prefix = `${name}-`;
  return nameIsDNSSubdomain(prefix, true).length === 0 ? prefix : name;
}

/** Creates a pod for its owner and says so in an event about the owner (RealPodControl.createPods). */
export function* createPod<T extends KubeObject>(
  resource: Resource<T>,
  owner: T,
  pod: New<Pod>,
): Reconcile<Result<Pod>> {
  const made = yield* create(pods, pod);
  if (made.ok) {
    yield* recordEvent(resource, owner, 'Normal', 'SuccessfulCreate', `Created pod: ${made.object.metadata.name}`);
  } else if (!isNamespaceTerminating(made)) {
    yield* recordEvent(resource, owner, 'Warning', 'FailedCreate', `Error creating: ${refusalText(made)}`);
  }
  return made;
}

/** Deletes a pod of its owner and says so in an event about the owner (RealPodControl.DeletePod). */
export function* deletePod<T extends KubeObject>(
  resource: Resource<T>,
  owner: T,
  pod: Pod,
): Reconcile<Result<unknown>> {
  const { namespace, name } = pod.metadata;
  const gone = yield* remove(pods, { namespace, name });
  if (gone.ok) {
    yield* recordEvent(resource, owner, 'Normal', 'SuccessfulDelete', `Deleted pod: ${name}`);
  } else if (!isNotFound(gone)) {
    yield* recordEvent(resource, owner, 'Warning', 'FailedDelete', `Error deleting: ${refusalText(gone)}`);
  }
  return gone;
}
