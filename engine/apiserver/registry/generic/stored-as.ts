import { asJson, isKubeObject, type KubeObject } from '../../../apimachinery/object.js';
import { decode } from '../../../apis/decoding/decode.js';
import { schemas } from '../../../apis/generated/schemas.js';
import type { Resource } from '../../../apis/resource.js';
import { schemaOfObject } from '../catalogue.js';

/** The kind that refusals name: that of the stored object, which may be of another group than the one asked in. */
export function storedAs(resource: Resource, { apiVersion = '' }: KubeObject): Resource {
  const slash = apiVersion.indexOf('/');
  const group = slash < 0 ? '' : apiVersion.slice(0, slash);
  return group === resource.group ? resource : { ...resource, group };
}

/**
 * The object as it comes back from storage: fields in Go's order, empty lists and maps gone. `read` is an object that is
 * like that already, if there is one that shares fields with it.
 */
export function settled(object: KubeObject, read: KubeObject | undefined): KubeObject {
  const schema = schemaOfObject(object);
  if (schema === undefined) return object;
  const sameType = read !== undefined && read.kind === object.kind && read.apiVersion === object.apiVersion;
  const known = sameType ? asJson(read) : undefined;
  const { value } = decode(schema, schemas, object, { strict: false, known });
  return isKubeObject(value) ? value : object;
}
