import { isObject } from '../../engine/apimachinery/object.js';
import { customKindsOf } from './build/manifests.js';
import { isManifestFile, joinPath, type Files } from './files.js';
import { MAX_MANIFEST_BYTES } from './limits.js';
import type { CustomKind } from './scene.js';
import { parseYaml } from './yaml.js';

/** What a scenario brings in by its objects, wherever they stand: inline, or in files that it names. */
export interface Brought {
  /** Custom resources, of which its steps may speak although no API server has them from the start. */
  readonly customKinds: readonly CustomKind[];
  /** It may make nodes that its cluster does not list. */
  readonly nodes: boolean;
}

const NOTHING: Brought = { customKinds: [], nodes: false };

function join(all: readonly Brought[]): Brought {
  const some = all.filter((brought) => brought !== NOTHING);
  if (some.length === 0) return NOTHING;
  return { customKinds: some.flatMap(({ customKinds }) => customKinds), nodes: some.some(({ nodes }) => nodes) };
}

/** Looks through the value of a document. Problems of the files that it names are told when the steps are read. */
export function broughtBy(value: unknown, folder: string, files: Files): Brought {
  if (typeof value === 'string') return inFiles(value, folder, files);
  if (Array.isArray(value)) return join(value.map((item) => broughtBy(item, folder, files)));
  if (!isObject(value)) return NOTHING;
  return join([byObject(value), ...Object.values(value).map((field) => broughtBy(field, folder, files))]);
}

function byObject(value: object): Brought {
  const nodes =
    ('kind' in value && value.kind === 'Node') || ('node' in value && isObject(value.node) && 'add' in value.node);
  const customKinds = customKindsOf(value);
  return nodes || customKinds.length > 0 ? { customKinds, nodes } : NOTHING;
}

/** A text that is, or holds, the name of a manifest file or folder. */
function inFiles(text: string, folder: string, files: Files): Brought {
  if (text.length > 1_000 || !/[./]/.test(text)) return NOTHING;
  return join(
    text.split(/[\s=,]+/).map((word) => {
      const path = joinPath(folder, word);
      if (!/[./]/.test(word) || !files.isInside(path)) return NOTHING;
      if (isManifestFile(word)) return inFile(path, files);
      const names = word.endsWith('/') ? (files.list(path) ?? []) : [];
      return join(names.filter(isManifestFile).map((name) => inFile(joinPath(path, name), files)));
    }),
  );
}

function inFile(path: string, files: Files): Brought {
  const text = files.read(path);
  if (text === undefined || !/CustomResourceDefinition|kind:\s*["']?Node\b/.test(text)) return NOTHING;
  return join(
    parseYaml(path, text, MAX_MANIFEST_BYTES).documents.map(({ value }) =>
      isObject(value) ? byObject(value) : NOTHING,
    ),
  );
}
