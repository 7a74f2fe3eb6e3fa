import type { StorageClass } from '../generated/storage.v1.js';
import { newest } from '../meta/newest.js';

const ANNOTATIONS = ['storageclass.kubernetes.io/is-default-class', 'storageclass.beta.kubernetes.io/is-default-class'];

/** The class of claims that name none (GetDefaultClass, pkg/volume/util). */
export function defaultClass(classes: readonly StorageClass[]): StorageClass | undefined {
  return newest(classes.filter(({ metadata }) => ANNOTATIONS.some((name) => metadata.annotations?.[name] === 'true')));
}
