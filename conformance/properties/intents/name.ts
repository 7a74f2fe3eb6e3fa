import type { KubeObject } from '../../../engine/apimachinery/object.js';

/** As reports name an object: 'pod/web-1', 'deployment/web in shop'. */
export function nameOf({ kind = 'object', metadata }: KubeObject): string {
  const { namespace = '', name } = metadata;
  return `${kind.toLowerCase()}/${name}${namespace === '' || namespace === 'default' ? '' : ` in ${namespace}`}`;
}
