/** The files that specs may name; given from outside, for the language does no I/O. */
export interface Files {
  /** Undefined: there is no such file. */
  read(path: string): string | undefined;
  /** Names in a folder, sorted; undefined: it is no folder. */
  list(path: string): readonly string[] | undefined;
  /** True when the path, links followed, lies in the folder that the run may read. */
  isInside(path: string): boolean;
}

/** 'specs/a' + '../web.yaml' → 'specs/web.yaml'. Leading '..' are kept. */
export function joinPath(folder: string, path: string): string {
  const whole = path.startsWith('/') || folder === '' ? path : `${folder}/${path}`;
  const parts: string[] = [];
  for (const part of whole.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else parts.push(part);
  }
  return `${whole.startsWith('/') ? '/' : ''}${parts.join('/')}` || '.';
}

/** 'specs/a/web.yaml' → 'specs/a'; '' for a bare name. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : slash === 0 ? '/' : path.slice(0, slash);
}

const YAML = /\.(?:ya?ml)$/i;
const MANIFEST = /\.(?:ya?ml|json)$/i;

export function isYamlFile(path: string): boolean {
  return YAML.test(path);
}

/** As kubectl -f takes a folder: its own YAML and JSON files, none of its folders'. */
export function isManifestFile(path: string): boolean {
  return MANIFEST.test(path);
}
