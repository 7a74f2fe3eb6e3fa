import type { Codec } from './codec.js';
import type { GoKind } from './reader.js';

const text: (goType: string) => Codec = (goType) => ({
  goType,
  omittable: true,
  verbatim: true,
  zero: () => '',
  decode(value, reader) {
    if (typeof value === 'string') return value === '' ? undefined : value;
    if (value !== null) reader.wrongType(value, goType, 'string');
    return undefined;
  },
});

const bool: (goType: string) => Codec = (goType) => ({
  goType,
  omittable: true,
  verbatim: false,
  zero: () => false,
  decode(value, reader) {
    if (typeof value === 'boolean') return value || undefined;
    if (value !== null) reader.wrongType(value, goType, 'bool');
    return undefined;
  },
});

/** @param cut what Go's conversion leaves of an integer that is too large */
function integer(kind: GoKind, min: number, max: number, cut: (value: bigint) => bigint): (goType: string) => Codec {
  return (goType) => ({
    goType,
    omittable: true,
    verbatim: false,
    zero: () => 0,
    decode(value, reader) {
      if (typeof value !== 'number') {
        if (value !== null) reader.wrongType(value, goType, kind);
        return undefined;
      }
      if (Number.isInteger(value) && value >= min && value <= max) return value === 0 ? undefined : value;
      const left = reader.wrongNumber(value, goType, cut);
      return left === 0 ? undefined : left;
    },
  });
}

const float: (goType: string) => Codec = (goType) => ({
  goType,
  omittable: true,
  verbatim: false,
  zero: () => 0,
  decode(value, reader) {
    if (typeof value === 'number') return value === 0 ? undefined : value;
    if (value !== null) reader.wrongType(value, goType, 'float64');
    return undefined;
  },
});

export const INT32 = { min: -(2 ** 31), max: 2 ** 31 - 1 };

const KINDS: Readonly<Record<string, (goType: string) => Codec>> = {
  string: text,
  bool,
  int: integer('int', -(2 ** 63), 2 ** 63, (value) => BigInt.asIntN(64, value)),
  int32: integer('int32', INT32.min, INT32.max, (value) => BigInt.asIntN(32, value)),
  int64: integer('int64', -(2 ** 63), 2 ** 63, (value) => BigInt.asIntN(64, value)),
  uint32: integer('uint32', 0, 2 ** 32 - 1, (value) => BigInt.asUintN(32, value)),
  uint64: integer('uint64', 0, 2 ** 64, (value) => BigInt.asUintN(64, value)),
  float64: float,
};

/** The codec of 'string', 'int32' … or of a named one, 'string:v1.PullPolicy'; undefined for anything else. */
export function scalarOf(type: string): Codec | undefined {
  const colon = type.indexOf(':');
  const kind = colon < 0 ? type : type.slice(0, colon);
  return KINDS[kind]?.(colon < 0 ? type : type.slice(colon + 1));
}
