import { extended } from '../../../core/extended.js';
/** The object with the fields it lacks (undefined or null); the same object when it lacks none. */
export function filled<T extends object>(object: T, defaults: Partial<T>): T {
  let result: T | undefined;
  for (const name in defaults) {
    const value = object[name];
    if (value === undefined || value === null) result = extended(result ?? object, { [name]: defaults[name] });
  }
  return result ?? object;
}

/** As {@link filled}, for fields whose '' or 0 means unset. */
export function filledZero<T extends object>(object: T, defaults: Partial<T>): T {
  let result: T | undefined;
  for (const name in defaults) {
    const value: unknown = object[name];
    if (value === undefined || value === null || value === '' || value === 0)
      result = extended(result ?? object, { [name]: defaults[name] });
  }
  return result ?? object;
}

/** The object with one field set; the same object when it has that very value. */
export function withField<T extends object, K extends keyof T>(object: T, name: K, value: T[K]): T {
  if (object[name] === value) return object;
  return extended(object, { [name]: value });
}

/** The object without the field; the same object when it has none. */
export function without<T extends object, K extends keyof T>(object: T, name: K): T {
  if (object[name] === undefined) return object;
  const copy: T = { ...object };
  Reflect.deleteProperty(copy, name);
  return copy;
}

/** The list with every item replaced; the same list when no item changed. */
export function mapped<T>(list: readonly T[], change: (item: T) => T): readonly T[] {
  let result: T[] | undefined;
  let position = 0;
  for (const item of list) {
    const changed = change(item);
    if (changed !== item) {
      result ??= [...list];
      result[position] = changed;
    }
    position += 1;
  }
  return result ?? list;
}

/** Replaces one optional field by a function of it; absent stays absent. */
export function changed<T extends object, K extends keyof T>(
  object: T,
  name: K,
  change: (value: NonNullable<T[K]>) => T[K],
): T {
  const value = object[name];
  return value === undefined || value === null ? object : withField(object, name, change(value));
}

type ItemOf<L> = NonNullable<L> extends readonly (infer I)[] ? I : never;

/** Replaces the items of one optional list field. */
export function changedItems<T extends object, K extends keyof T>(
  object: T,
  name: K,
  change: (item: ItemOf<T[K]>) => ItemOf<T[K]>,
): T {
  const list: unknown = object[name];
  if (!Array.isArray(list)) return object;
  const result: unknown = mapped<ItemOf<T[K]>>(list, change);
  return result === list ? object : extended(object, { [name]: result });
}

/** A function of an object, computed once for each object. */
export function memoised<A extends object, B>(compute: (argument: A) => B): (argument: A) => B {
  const known = new WeakMap<A, { readonly value: B }>();
  return (argument) => {
    const found = known.get(argument);
    if (found !== undefined) return found.value;
    const value = compute(argument);
    known.set(argument, { value });
    return value;
  };
}
