import type { Pod, PodSpec } from '../../apis/generated/core.v1.js';

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

/** All that a pod's spec requests, as it is written there. */
export function signRequests({ containers, initContainers, resources, overhead }: PodSpec): string {
  let text = `${textOfQuantities(resources?.requests)}|${textOfQuantities(overhead)}`;
  if (initContainers !== undefined) {
    for (const container of initContainers)
      text += `\ni${container.restartPolicy ?? ''} ${textOfQuantities(container.resources?.requests)}`;
  }
  for (const container of containers) text += `\nc${textOfQuantities(container.resources?.requests)}`;
  return text;
}

function textOfQuantities(list: Readonly<Record<string, string>> | undefined): string {
  let text = '';
  if (list !== undefined) for (const name in list) text += `${name}=${list[name]};`;
  return text;
}

/** Tolerations as text. Those that admission adds to nearly every pod come out the same for all of them. */
export function signTolerations(pod: Pod): string {
  return textOf(pod.spec.tolerations);
}
