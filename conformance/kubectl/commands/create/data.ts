import { isConfigMapKey, isEnvVarName } from '../../../../engine/apimachinery/names.js';
import { quote } from '../../../../engine/apimachinery/quote.js';
import type { Files } from '../../effect.js';
import { fail, isFailure, type Failure } from '../../failure.js';
import { textOf, valuesOf, type Arguments, type Flag } from '../../flags.js';
import { isText, join, readText } from '../../resources/files.js';

/** Flags from which a ConfigMap or a Secret takes its data. */
export const DATA_FLAGS: readonly Flag[] = [
  { name: 'from-file', type: 'strings' },
  { name: 'from-literal', type: 'array' },
  { name: 'from-env-file', type: 'strings' },
  { name: 'append-hash', type: 'bool' },
];

/** What a ConfigMap and a Secret say differently. */
export interface DataKind {
  /** '"a b" is not a valid key name for a ConfigMap: …'. */
  invalidKey(key: string, problems: readonly string[]): string;
  duplicate(key: string): string;
  /** Of --from-env-file. */
  readonly envDirectory: string;
  readonly literalsFirst: boolean;
}

/** Key → text. */
export type Data = ReadonlyMap<string, string>;

/** What --from-file, --from-literal and --from-env-file give. */
export function readData(files: Files, args: Arguments, kind: DataKind): Data | Failure {
  const sources = {
    files: valuesOf(args, 'from-file'),
    literals: valuesOf(args, 'from-literal'),
    envFiles: valuesOf(args, 'from-env-file'),
  };
  if (sources.envFiles.length > 0 && (sources.files.length > 0 || sources.literals.length > 0))
    return fail('from-env-file cannot be combined with from-file or from-literal');
  const data = new DataBuilder(kind);
  const addFiles = (): Failure | undefined => first(sources.files, (source) => data.addFile(files, source));
  const addLiterals = (): Failure | undefined => first(sources.literals, (source) => data.addLiteral(source));
  const wrong = kind.literalsFirst ? (addLiterals() ?? addFiles()) : (addFiles() ?? addLiterals());
  return wrong ?? first(sources.envFiles, (path) => data.addEnvFile(files, path)) ?? data.data;
}

function first<T>(items: readonly T[], add: (item: T) => Failure | undefined): Failure | undefined {
  for (const item of items) {
    const wrong = add(item);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

class DataBuilder {
  readonly data = new Map<string, string>();

  constructor(private readonly kind: DataKind) {}

  private add(key: string, value: string): Failure | undefined {
    const problems = isConfigMapKey(key);
    if (problems.length > 0) return fail(this.kind.invalidKey(key, problems));
    if (this.data.has(key)) return fail(this.kind.duplicate(key));
    this.data.set(key, value);
    return undefined;
  }

  addLiteral(source: string): Failure | undefined {
    const equals = source.indexOf('=');
    if (equals <= 0) return fail(`invalid literal source ${source}, expected key=value`);
    return this.add(source.slice(0, equals), source.slice(equals + 1));
  }

  /** 'path', 'key=path', or a directory whose files are taken by their names. */
  addFile(files: Files, source: string): Failure | undefined {
    const parsed = parseFileSource(source);
    if (isFailure(parsed)) return parsed;
    const found = files.read(parsed.path);
    if (found === undefined) return fail(`error reading ${parsed.path}: no such file or directory`);
    if ('text' in found) return this.add(parsed.key, found.text);
    if (source.includes('=')) return fail('cannot give a key name for a directory path');
    return first(found.entries, (entry) => {
      const text = readText(files, join(parsed.path, entry));
      return isText(text) ? this.add(entry, text) : undefined;
    });
  }

  addEnvFile(files: Files, path: string): Failure | undefined {
    const found = files.read(path);
    if (found === undefined) return fail(`error reading ${path}: no such file or directory`);
    if (!('text' in found)) return fail(this.kind.envDirectory);
    return first(found.text.split('\n'), (line) => this.addEnvLine(line.replace(/\r$/, '').trimStart()));
  }

  /** A name alone takes its value from the environment, which is empty here. */
  private addEnvLine(line: string): Failure | undefined {
    if (line === '' || line.startsWith('#')) return undefined;
    const equals = line.indexOf('=');
    const key = equals < 0 ? line : line.slice(0, equals);
    const problems = isEnvVarName(key);
    if (problems.length > 0) return fail(`${quote(key)} is not a valid key name: ${problems.join(';')}`);
    return this.add(key, equals < 0 ? '' : line.slice(equals + 1));
  }
}

/** util.ParseFileSource. */
function parseFileSource(source: string): { readonly key: string; readonly path: string } | Failure {
  const [key = '', path = '', ...more] = source.split('=');
  if (!source.includes('=')) return { key: source.replace(/\/+$/, '').split('/').at(-1) ?? source, path: source };
  if (more.length > 0) return fail("key names or file paths cannot contain '='");
  if (key === '') return fail(`key name for file path ${path} missing`);
  return path === '' ? fail(`file path for key name ${key} missing`) : { key, path };
}

/** --append-hash is refused by name. */
export function hashRefusal(args: Arguments): Failure | undefined {
  return textOf(args, 'append-hash') === 'true' ? fail('--append-hash is not modelled (see limitations)') : undefined;
}
