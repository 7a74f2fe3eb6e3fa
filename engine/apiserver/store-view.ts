import type { KubeObject } from '../apimachinery/object.js';
import { controllerOf } from '../apimachinery/object.js';
import type { Pod } from '../apis/generated/core.v1.js';
import { pods } from '../apis/generated/resources.js';
import { resourceKey, type Resource } from '../apis/resource.js';
import { labelTerm, nodeTerm, orphanTerm, ownerTerm } from './indexes.js';
import { keysByTerm, objectsOf, storageKey, type Store } from './store.js';
import type { View } from './view.js';

/**
 * A view of a store as it stands. Objects are typed by their collection: only the API server writes to a store, and it
 * decodes by the collection's schema.
 */
export class StoreView implements View {
  constructor(private readonly store: Store) {}

  get revision(): number {
    return this.store.revision;
  }

  get<T extends KubeObject>(resource: Resource<T>, namespace: string, name: string): T | undefined {
    return this.store.objects.get(storageKey(resource, namespace, name)) as T | undefined;
  }

  list<T extends KubeObject>(resource: Resource<T>, namespace?: string): readonly T[] {
    return objectsOf(this.store, resource, namespace) as readonly T[];
  }

  podsOnNode(node: string): readonly Pod[] {
    return this.byTerm(pods, nodeTerm(node));
  }

  controlledBy<T extends KubeObject>(resource: Resource<T>, uid: string): readonly T[] {
    return this.byTerm(resource, ownerTerm(uid)).filter((object) => controllerOf(object)?.uid === uid);
  }

  orphans<T extends KubeObject>(resource: Resource<T>, namespace: string): readonly T[] {
    return this.byTerm(resource, orphanTerm(resourceKey(resource), namespace));
  }

  dependents(uid: string): readonly KubeObject[] {
    return this.objects(keysByTerm(this.store, ownerTerm(uid)));
  }

  labelled<T extends KubeObject>(resource: Resource<T>, namespace: string, key: string, value: string): readonly T[] {
    if (resourceKey(resource) === 'pods') return this.byTerm(resource, labelTerm(namespace, key, value));
    return this.list(resource, namespace).filter((object) => object.metadata.labels?.[key] === value);
  }

  private byTerm<T extends KubeObject>(resource: Resource<T>, term: string): readonly T[] {
    const prefix = `${resourceKey(resource)}/`;
    return this.objects(keysByTerm(this.store, term), prefix) as readonly T[];
  }

  private objects(keys: readonly string[], prefix = ''): readonly KubeObject[] {
    const found: KubeObject[] = [];
    for (const key of keys) {
      if (!key.startsWith(prefix)) continue;
      const object = this.store.objects.get(key);
      if (object !== undefined) found.push(object);
    }
    return found;
  }
}
