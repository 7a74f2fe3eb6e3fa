import { isSet, textOf, valuesOf, type Arguments, type Flag } from './flags.js';
import type { Choice } from './resources/builder.js';
import type { Session } from './session.js';

/** -f, -k and -R. */
export const FILENAME_FLAGS: readonly Flag[] = [
  { name: 'filename', short: 'f', type: 'strings' },
  { name: 'kustomize', short: 'k', type: 'string' },
  { name: 'recursive', short: 'R', type: 'bool' },
];

export const SELECTOR_FLAG: Flag = { name: 'selector', short: 'l', type: 'string' };
export const FIELD_SELECTOR_FLAG: Flag = { name: 'field-selector', type: 'string' };
export const ALL_FLAG: Flag = { name: 'all', type: 'bool' };
export const ALL_NAMESPACES_FLAG: Flag = { name: 'all-namespaces', short: 'A', type: 'bool' };
export const CHUNK_FLAG: Flag = { name: 'chunk-size', type: 'int' };
export const LOCAL_FLAG: Flag = { name: 'local', type: 'bool' };

/** Flags by which most commands choose objects. */
export const CHOOSING_FLAGS: readonly Flag[] = [...FILENAME_FLAGS, SELECTOR_FLAG];

/** What a line's flags choose; `words` are those that name types and objects. */
export function choiceOf(session: Session, args: Arguments, words: readonly string[] = args.positional): Choice {
  return {
    filenames: valuesOf(args, 'filename'),
    kustomize: textOf(args, 'kustomize'),
    recursive: isSet(args, 'recursive'),
    words,
    selector: textOf(args, 'selector'),
    fieldSelector: textOf(args, 'field-selector'),
    all: isSet(args, 'all'),
    allNamespaces: isSet(args, 'all-namespaces'),
    enforceNamespace: session.invocation.explicitNamespace === true,
    local: isSet(args, 'local'),
    continueOnError: true,
    flatten: true,
  };
}

/** Whether neither -f nor -k is on the line. */
export function isWithoutFiles(args: Arguments): boolean {
  return valuesOf(args, 'filename').length === 0 && textOf(args, 'kustomize') === '';
}
