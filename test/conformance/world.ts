import type { KubeObject } from '../../engine/apimachinery/object.js';
import { resourceKey } from '../../engine/apis/resource.js';
import type { Resource } from '../../engine/apis/resource.js';
import type { World } from '../../conformance/expectations/world.js';

/** An object as a test writes it. */
export interface Sketch {
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

/** A world of the objects given, by 'pods', 'apps/deployments' and so on; namespaced ones are in default. */
export function worldOf(collections: Readonly<Record<string, readonly Sketch[]>>, now = 0): World {
  const objects = (resource: Resource): readonly KubeObject[] =>
    (collections[resourceKey(resource)] ?? []).map((sketch) => stored(sketch, resource.namespaced));
  return {
    now,
    list: (resource, namespace) =>
      objects(resource).filter(({ metadata }) => namespace === undefined || metadata.namespace === namespace),
    get: (resource, namespace, name) =>
      objects(resource).find(
        ({ metadata }) => metadata.name === name && (!resource.namespaced || metadata.namespace === namespace),
      ),
  };
}

const kept = new WeakMap<Sketch, KubeObject>();

function stored(sketch: Sketch, namespaced: boolean): KubeObject {
  const known = kept.get(sketch);
  if (known !== undefined) return known;
  const { name, namespace = 'default', labels } = sketch.metadata;
  const metadata = {
    name,
    uid: `uid-${name}`,
    resourceVersion: '1',
    creationTimestamp: '2026-01-01T00:00:00Z',
    ...(namespaced ? { namespace } : {}),
    ...(labels === undefined ? {} : { labels }),
  };
  const object: KubeObject = { ...sketch, metadata };
  kept.set(sketch, object);
  return object;
}

/** A pod called `name` with the label app, Ready or not. */
export function pod(name: string, app: string, ready: boolean, phase = 'Running'): Sketch {
  return {
    metadata: { name, labels: { app } },
    spec: {
      nodeName: 'node-1',
      containers: [{ name: 'main', image: 'nginx:1.27', resources: { requests: { cpu: '250m' } } }],
    },
    status: { phase, conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] },
  };
}
