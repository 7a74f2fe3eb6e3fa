import { canonicalQuantity } from '../../apimachinery/quantity.js';
import { sliceOf, type Codec } from './codec.js';
import { formatGoTime, isZeroTime, parseGoTime, RFC3339, RFC3339_MICRO } from './go-time.js';
import { INT32, scalarOf } from './scalars.js';

/** Types that read themselves (UnmarshalJSON): their errors end the decoding. */

const MEMO_LIMIT = 20_000;

function time(layout: typeof RFC3339 | typeof RFC3339_MICRO): Codec {
  const canonical = new Set<string>();
  return {
    goType: layout === RFC3339 ? 'v1.Time' : 'v1.MicroTime',
    omittable: false,
    verbatim: false,
    zero: () => null,
    decode(value, reader) {
      if (typeof value !== 'string') {
        if (value !== null) reader.failType(value, 'string');
        return undefined;
      }
      if (canonical.has(value)) return value;
      const parsed = parseGoTime(layout, value);
      if (!parsed.ok) return void reader.fail(parsed.error);
      if (isZeroTime(parsed.value)) return undefined;
      const text = formatGoTime(layout, parsed.value);
      if (canonical.size >= MEMO_LIMIT) canonical.clear();
      canonical.add(text);
      return text === value ? value : text;
    },
  };
}

function quantity(): Codec {
  const canonical = new Set<string>();
  return {
    goType: 'resource.Quantity',
    omittable: false,
    verbatim: false,
    zero: () => '0',
    decode(value, reader) {
      if (value === null) return undefined;
      const text = typeof value === 'string' ? value : JSON.stringify(value);
      if (canonical.has(text)) return text;
      const parsed = canonicalQuantity(text.trim());
      if (!parsed.ok) return void reader.fail(parsed.error);
      if (canonical.size >= MEMO_LIMIT) canonical.clear();
      canonical.add(parsed.value);
      return parsed.value;
    },
  };
}

const intOrString: Codec = {
  goType: 'intstr.IntOrString',
  omittable: false,
  verbatim: false,
  zero: () => 0,
  decode(value, reader) {
    if (typeof value === 'string') return value;
    if (value === null) return undefined;
    if (typeof value !== 'number') return void reader.failType(value, 'int32');
    if (Number.isInteger(value) && value >= INT32.min && value <= INT32.max) return value;
    return void reader.failNumber(value, 'int32');
  },
};

/** Any JSON, kept as it is. */
function raw(goType: string): Codec {
  return {
    goType,
    omittable: false,
    verbatim: false,
    zero: () => null,
    decode: (value) => (value === null ? undefined : value),
  };
}

const strings = sliceOf(scalarOf('string') ?? raw('string'));

/** The types of CustomResourceDefinitions that hold a schema or something else. */
export function schemaOr(goType: string, schema: () => Codec): Codec {
  const one = (value: unknown, reader: Parameters<Codec['decode']>[1]) =>
    reader.quietly(() => schema().decode(value, reader) ?? schema().zero());
  return {
    goType,
    omittable: false,
    verbatim: false,
    zero: () => (goType.endsWith('OrBool') ? false : null),
    decode(value, reader) {
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) return one(value, reader);
      if (goType.endsWith('OrBool')) {
        if (typeof value === 'boolean') return value;
        return void reader.fail('boolean or JSON schema expected');
      }
      if (!Array.isArray(value)) return undefined;
      if (goType.endsWith('OrStringArray')) return strings.decode(value, reader);
      return value.length === 0 ? undefined : value.map((item) => one(item, reader));
    },
  };
}

export const specialTypes: Readonly<Record<string, Codec>> = {
  'v1.Time': time(RFC3339),
  'v1.MicroTime': time(RFC3339_MICRO),
  'resource.Quantity': quantity(),
  'intstr.IntOrString': intOrString,
  'runtime.RawExtension': raw('runtime.RawExtension'),
  'v1.FieldsV1': raw('v1.FieldsV1'),
  'v1.JSON': raw('v1.JSON'),
};
