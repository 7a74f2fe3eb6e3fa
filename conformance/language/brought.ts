import { isObject } from '../../engine/apimachinery/object.js';
import { customKindsOf } from './build/manifests.js';
import { isManifestFile, joinPath, type Files } from './files.js';
import { parseManifest } from './manifest-file.js';
import type { CustomKind } from './scene.js';

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

/** Keys whose texts name files, or hold commands that do. */
const FILE_KEYS: ReadonlySet<string> = new Set(['file', 'apply', 'create', 'replace', 'delete']);
const COMMAND_KEYS: ReadonlySet<string> = new Set(['kubectl', 'command']);

/** Looks through the value of a document. Problems of the files that it names are told when the steps are read. */
export function broughtBy(value: unknown, folder: string, files: Files, key = ''): Brought {
  if (typeof value === 'string') return byText(value, key, folder, files);
  if (Array.isArray(value)) return join(value.map((item) => broughtBy(item, folder, files, key)));
  if (!isObject(value)) return NOTHING;
  const inner = Object.entries(value).map(([name, field]) => broughtBy(field, folder, files, name));
  return join([byObject(value), ...inner]);
}

function byObject(value: object): Brought {
  const nodes =
    ('kind' in value && value.kind === 'Node') || ('node' in value && isObject(value.node) && 'add' in value.node);
  const customKinds = customKindsOf(value);
  return nodes || customKinds.length > 0 ? { customKinds, nodes } : NOTHING;
}

function byText(text: string, key: string, folder: string, files: Files): Brought {
  if (FILE_KEYS.has(key)) return inPath(text, folder, files);
  if (!COMMAND_KEYS.has(key)) return NOTHING;
  const named = [...text.matchAll(/(?:-f|--filename)[\s=]*(\S+)/g)].flatMap(([, paths = '']) => paths.split(','));
  return join(named.map((path) => inPath(path, folder, files)));
}

/** A manifest file, or a folder of them. */
function inPath(name: string, folder: string, files: Files): Brought {
  const path = joinPath(folder, name);
  if (!files.isInside(path)) return NOTHING;
  if (isManifestFile(name)) return inFile(path, files);
  return join((files.list(path) ?? []).filter(isManifestFile).map((file) => inFile(joinPath(path, file), files)));
}

function inFile(path: string, files: Files): Brought {
  const text = files.read(path);
  if (text === undefined || !/CustomResourceDefinition|kind:\s*["']?Node\b/.test(text)) return NOTHING;
  return join(
    parseManifest(path, text, files).documents.map(({ value }) => (isObject(value) ? byObject(value) : NOTHING)),
  );
}
