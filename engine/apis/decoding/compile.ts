import type { Schema, Schemas } from '../data.js';
import { goTypes } from '../generated/go-types.js';
import { bytes } from './bytes.js';
import { mapOf, pointerTo, sliceOf, type Codec } from './codec.js';
import { goName, type GoField } from './go-type.js';
import { scalarOf } from './scalars.js';
import { schemaOr, specialTypes } from './special.js';
import { struct, type Field } from './struct.js';

const JSON_SCHEMA = 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps';

/** Codecs by Go type, made when first asked for. Defaults come from the schemas. */
export class Codecs {
  private readonly made = new Map<string, Codec>();

  constructor(private readonly schemas: Schemas) {}

  /** Of a Go type as GoTypes writes it; undefined when it is not known. */
  of(type: string): Codec | undefined {
    const known = this.made.get(type);
    if (known !== undefined) return known;
    const codec = this.make(type);
    if (codec !== undefined) this.made.set(type, codec);
    return codec;
  }

  private make(type: string): Codec | undefined {
    if (type.startsWith('*')) return this.wrap(type.slice(1), pointerTo);
    if (type.startsWith('[]')) return this.wrap(type.slice(2), sliceOf);
    const [map, keyType = '', element = ''] = /^map\[([^\]]*)\](.*)$/.exec(type) ?? [];
    if (map !== undefined) return this.wrap(element, (codec) => mapOf(keyType, codec));
    if (type === 'bytes') return bytes;
    const rows = goTypes[type];
    if (rows === undefined) return scalarOf(type);
    const name = goName(type);
    if (rows === null)
      return specialTypes[name] ?? schemaOr(name, () => this.struct(JSON_SCHEMA, goTypes[JSON_SCHEMA] ?? []));
    return this.struct(type, rows);
  }

  private wrap(type: string, wrapped: (element: Codec) => Codec): Codec | undefined {
    const element = this.of(type);
    return element === undefined ? undefined : wrapped(element);
  }

  private struct(type: string, rows: readonly GoField[]): Codec {
    const known = this.made.get(type);
    if (known !== undefined) return known;
    const schema = this.schemas[type];
    const codec = struct(goName(type), () => rows.map((row) => this.field(type, row, schema?.properties?.[row[0]])));
    this.made.set(type, codec);
    return codec;
  }

  private field(type: string, [name, goType, flags, within = '']: GoField, schema: Schema | undefined): Field {
    const codec = this.of(goType);
    if (codec === undefined) throw new Error(`no codec for ${goType} of ${type}.${name}`);
    const owner = type.slice(type.lastIndexOf('.') + 1);
    const embedded = within === '' ? [] : within.split('.');
    return { name, owner, within: embedded, codec, absent: absentValue(codec, goType, flags, schema?.default) };
  }
}

/** A default of a pointer stands in for nil, one of a value for its zero; so a default that is zero says nothing. */
function absentValue(codec: Codec, goType: string, flags: string, standard: unknown): unknown {
  if (standard !== undefined && typeof standard !== 'object') {
    if (goType.startsWith('*') || standard !== codec.zero()) return standard;
  }
  if (flags.includes('z')) return undefined;
  return flags.includes('e') && codec.omittable ? undefined : codec.zero();
}
