import type { JsonObject } from '../../../engine/apimachinery/object.js';
import { decode } from '../../../engine/apis/decoding/decode.js';
import { schemas } from '../../../engine/apis/generated/schemas.js';
import { schemaOf } from '../../../engine/apiserver/registry/catalogue.js';
import { kindOf } from '../resources/info.js';

/** An object as kubectl prints it once it has gone through the Go struct of its kind: fields that are always written come. */
export function goForm(object: JsonObject): JsonObject {
  const { group, version, kind } = kindOf(object);
  const schema = schemaOf(group, version, kind);
  if (schema === undefined) return object;
  const { value, errors } = decode(schema, schemas, object, { strict: false });
  return errors.length > 0 ? object : value;
}
