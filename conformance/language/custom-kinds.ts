import { isObject } from '../../engine/apimachinery/object.js';
import { customKindsOf } from './build/manifests.js';
import { isManifestFile, joinPath, type Files } from './files.js';
import { MAX_MANIFEST_BYTES } from './limits.js';
import type { CustomKind } from './scene.js';
import { parseYaml } from './yaml.js';

/**
 * The custom resources that a scenario defines anywhere, inline or in a file that it names: what its steps may speak of
 * although no API server has it from the start. Problems of the files are told when the steps are read.
 */
export function findCustomKinds(value: unknown, folder: string, files: Files): readonly CustomKind[] {
  if (typeof value === 'string') return inFiles(value, folder, files);
  if (Array.isArray(value)) return value.flatMap((item) => findCustomKinds(item, folder, files));
  if (!isObject(value)) return [];
  return [...customKindsOf(value), ...Object.values(value).flatMap((field) => findCustomKinds(field, folder, files))];
}

/** A text that is, or holds, the name of a manifest file or folder. */
function inFiles(text: string, folder: string, files: Files): readonly CustomKind[] {
  if (text.length > 1_000) return [];
  return text.split(/[\s=,]+/).flatMap((word) => {
    if (!/[./]/.test(word)) return [];
    const path = joinPath(folder, word);
    if (!files.isInside(path)) return [];
    if (isManifestFile(word)) return inFile(path, files);
    return (
      (word.endsWith('/') ? files.list(path) : undefined)
        ?.filter(isManifestFile)
        .flatMap((name) => inFile(joinPath(path, name), files)) ?? []
    );
  });
}

function inFile(path: string, files: Files): readonly CustomKind[] {
  const text = files.read(path);
  if (text?.includes('CustomResourceDefinition') !== true) return [];
  const { documents } = parseYaml(path, text, MAX_MANIFEST_BYTES);
  return documents.flatMap(({ value }) => customKindsOf(value));
}
