import { isKubeObject, type KubeObject } from '../../../apimachinery/object.js';
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

/** The object as it comes back from storage: fields in Go's order, empty lists and maps gone. */
export function settled(object: KubeObject): KubeObject {
  const schema = schemaOfObject(object);
  if (schema === undefined) return object;
  const { value } = decode(schema, schemas, object, { strict: false });
  return isKubeObject(value) ? value : object;
}
