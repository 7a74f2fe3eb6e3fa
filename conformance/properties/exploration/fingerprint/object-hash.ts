import type { KubeObject } from '../../../../engine/apimachinery/object.js';
import { Structure, type Hash, type Rules } from './hash.js';

/**
 * Fields of objects that say in which order things came about, not how they stand: resourceVersion counts the writes of
 * everybody, managedFields tells who wrote when. Uids and names stay: they are drawn for what they are for, in whatever
 * order, and owner references go by them.
 */
const ORDER_ONLY: ReadonlySet<string> = new Set(['resourceVersion', 'managedFields']);

const rules: Rules = {
  special: ORDER_ONLY,
  rule: (_name, _value, owner) => ('uid' in owner || 'creationTimestamp' in owner ? 'skip' : undefined),
};

const PASSING: ReadonlySet<string> = new Set(['metadata', 'status']);

/** Hashes API objects by what they say, without the order in which they came to say it. */
export function hasherOfObjects(structure: (rules: Rules) => Structure): (object: KubeObject) => Hash {
  // Parts that stay when an object is written, and parts of which there is a new one with nearly every write.
  const lasting = structure(rules);
  const passing = structure({ ...rules, remembers: false });
  const whole = structure({
    rule: (name, value) =>
      value === undefined ? undefined : PASSING.has(name) ? passing.hash(value) : lasting.hash(value),
  });
  const known = new WeakMap<KubeObject, Hash>();
  return (object) => {
    let hash = known.get(object);
    if (hash === undefined) known.set(object, (hash = whole.fresh(object)));
    return hash;
  };
}

/** What an API object says, without the order in which it came to say it. */
export const hashObject = hasherOfObjects((given) => new Structure(given));

/** Whether a value is an API object of a cluster: only those have a uid in their metadata. */
export function isStored(value: object): value is KubeObject {
  if (!('metadata' in value)) return false;
  const { metadata } = value;
  return typeof metadata === 'object' && metadata !== null && 'uid' in metadata;
}
