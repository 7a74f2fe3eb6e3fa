import type { JsonObject, KubeObject } from '../../../../engine/apimachinery/object.js';
import { fieldErrorBody, type FieldError } from '../../../../engine/apimachinery/field-error.js';
import { decode } from '../../../../engine/apis/decoding/decode.js';
import { schemas } from '../../../../engine/apis/generated/schemas.js';
import { validateObjectMetaUpdate } from '../../../../engine/apis/meta/object-meta.js';
import { ADMIN } from '../../../../engine/apiserver/request.js';
import { served, type Served } from '../../../../engine/apiserver/registry/catalogue.js';
import type { RequestContext } from '../../../../engine/apiserver/registry/strategy.js';
import { EMPTY_STORE } from '../../../../engine/apiserver/store.js';
import { StoreView } from '../../../../engine/apiserver/store-view.js';
import { Dice, seeded } from '../../../../engine/core/rng.js';

/** The strategies of collections by themselves, without admission, storage or transport. */

const UID = '11111111-1111-1111-1111-111111111111';
const CREATED = '2024-01-01T00:00:00Z';

export interface Judged {
  readonly object: KubeObject;
  readonly errors: readonly FieldError[];
  readonly warnings: readonly string[];
}

function context(): RequestContext {
  return { now: 0, user: ADMIN, dice: new Dice(seeded(1)), dryRun: false, store: new StoreView(EMPTY_STORE) };
}

function servedFor({ apiVersion, kind }: JsonObject): Served {
  const found = served.find(({ resource: { group, version, ...resource } }) => {
    return resource.kind === kind && apiVersion === (group === '' ? version : `${group}/${version}`);
  });
  if (found === undefined) throw new Error(`${String(kind)} is not served`);
  return found;
}

/** Read and defaulted. */
export function decoded(body: JsonObject): KubeObject {
  const { schema, strategy } = servedFor(body);
  if (schema === undefined) throw new Error('no schema');
  const { value, errors } = decode(schema, schemas, body, { strict: false });
  if (errors[0] !== undefined) throw new Error(errors[0]);
  // Decoding checked it.
  const object = value as unknown as KubeObject;
  return strategy.defaults?.(object) ?? object;
}

/** What a POST makes of a body. */
export function created(body: JsonObject): Judged {
  const { strategy } = servedFor(body);
  const object = decoded(body);
  const metadata = { ...object.metadata, namespace: 'default', uid: UID, creationTimestamp: CREATED };
  const filled = { ...object, metadata };
  const prepared = strategy.prepareForCreate?.(filled, context()) ?? filled;
  const errors = strategy.validate?.(prepared, context()) ?? [];
  return {
    object: prepared,
    errors,
    warnings: errors.length > 0 ? [] : (strategy.warnings?.(prepared, undefined) ?? []),
  };
}

/** What a PUT makes of a body, to the object or one of its subresources. */
export function updated(body: JsonObject, old: KubeObject, subresource = ''): Judged {
  const { strategy } = servedFor(body);
  const object = decoded(body);
  const { generation, uid, creationTimestamp } = old.metadata;
  const metadata = { ...object.metadata, generation };
  const sub = strategy.subresources?.[subresource];
  const sent = { ...object, metadata };
  const prepared = (sub ?? strategy).prepareForUpdate?.(sent, old, context()) ?? sent;
  const kept = {
    ...prepared,
    metadata: { ...prepared.metadata, uid: prepared.metadata.uid ?? uid, creationTimestamp },
  };
  const validating = sub?.validateUpdate === undefined ? strategy : sub;
  const errors = [
    ...validateObjectMetaUpdate(kept.metadata, old.metadata),
    ...(validating.validateUpdate?.(kept, old, context(), old) ?? []),
  ];
  return { object: kept, errors, warnings: errors.length > 0 ? [] : (strategy.warnings?.(kept, old) ?? []) };
}

/** 'spec.x: Invalid value: 1: must …', as the causes of a Status. */
export function messages({ errors }: Judged): readonly string[] {
  return errors.map((error) => `${error.field}: ${fieldErrorBody(error)}`);
}
