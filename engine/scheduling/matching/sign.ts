import type { Pod } from '../../apis/generated/core.v1.js';

const texts = new WeakMap<object, string>();

/** A part of an object as text; equal texts mean equal parts. '' for a part that is not there. Memoised per object. */
export function textOf(part: object | undefined): string {
  if (part === undefined) return '';
  const known = texts.get(part);
  if (known !== undefined) return known;
  const text = JSON.stringify(part);
  texts.set(part, text);
  return text;
}

/** Tolerations as text. Those that admission adds to nearly every pod come out the same for all of them. */
export function signTolerations(pod: Pod): string {
  return textOf(pod.spec.tolerations);
}
