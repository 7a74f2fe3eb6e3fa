import type { KubeObject } from '../../apimachinery/object.js';
import { isDNS1123Label } from '../../apimachinery/names.js';

/** Of objects whose pods are named after them. */
export function nameWarnings({ metadata }: KubeObject): readonly string[] {
  const messages = isDNS1123Label(metadata.name);
  if (messages.length === 0) return [];
  const advice = 'this is used in Pod names and hostnames, which can result in surprising behavior';
  return [`metadata.name: ${advice}; a DNS label is recommended: [${messages.join(' ')}]`];
}
