import { isKubeObject, isObject, type JsonObject, type KubeObject } from '../apimachinery/object.js';
import { uid } from '../apimachinery/hash.js';
import { timestamp } from '../apimachinery/time.js';
import { decode } from '../apis/decoding/decode.js';
import { bootstrap } from '../apis/generated/bootstrap.js';
import { schemas } from '../apis/generated/schemas.js';
import { groupVersion } from '../apis/resource.js';
import { SYSTEM_DESCRIPTIONS } from '../apis/scheduling/priority-class.js';
import { requestInfo } from '../apiserver/request-info.js';
import { findServed, type Served } from '../apiserver/registry/catalogue.js';
import { EMPTY_STORE, put, type Store } from '../apiserver/store.js';
import { Dice, seeded } from '../core/rng.js';

let built: Store | undefined;

/** The store of an API server that has just started: system namespaces, priority classes, RBAC defaults. Built once. */
export function bootstrapStore(): Store {
  built ??= build();
  return built;
}

function build(): Store {
  const dice = new Dice(seeded(0));
  let store = EMPTY_STORE;
  for (const [path, objects] of Object.entries(bootstrap)) {
    const info = requestInfo({ type: 'request', method: 'GET', path });
    if (info.type !== 'resource') throw new Error(`${path} is not served`);
    const served = findServed(info.served.resource.group, info.served.resource.version, info.served.resource.plural);
    if (served === undefined) throw new Error(`${path} is not served`);
    for (const object of objects) store = put(store, served.resource, complete(served, object, dice)).store;
  }
  return store;
}

/** What the system's priority classes say of themselves; the generated data has no descriptions. */
const DESCRIPTIONS: Readonly<Record<string, string>> = {
  'system-cluster-critical':
    'Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.',
  'system-node-critical': 'Used for system critical pods that must not be moved from their current node.',
};

function complete({ resource, schema, strategy }: Served, object: JsonObject, dice: Dice): KubeObject {
  const meta = isObject(object['metadata']) ? object['metadata'] : {};
  const typed = {
    ...object,
    apiVersion: groupVersion(resource),
    kind: resource.kind,
    metadata: { ...meta, uid: uid(dice), creationTimestamp: timestamp(0) },
    // Filled by the controller that aggregates.
    ...(object['aggregationRule'] === undefined ? {} : { rules: null }),
    ...(resource.plural === 'priorityclasses' ? { description: DESCRIPTIONS[String(meta['name'])] } : {}),
    ...(resource.plural === 'namespaces' ? { status: { phase: 'Active' } } : {}),
    ...(resource.plural === 'priorityclasses' ? { description: SYSTEM_DESCRIPTIONS.get(String(meta['name'])) } : {}),
  };
  if (schema === undefined) throw new Error(`${resource.kind} has no schema`);
  const decoded = decode(schema, schemas, typed, { strict: false }).value;
  if (!isKubeObject(decoded)) throw new Error(`${resource.kind} has no metadata`);
  return strategy.defaults?.(decoded) ?? decoded;
}
