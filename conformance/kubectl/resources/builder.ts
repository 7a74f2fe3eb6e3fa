import { parseLabelSelector } from '../../../engine/apimachinery/labels.js';
import { quote } from '../../../engine/apimachinery/quote.js';
import type { Kubectl } from '../effect.js';
import { aggregate, fail, isFailure, type Failure } from '../failure.js';
import type { Session } from '../session.js';
import { filesAt, type SourceText } from './files.js';
import type { Info } from './info.js';
import type { Validation } from './manifests.js';
import type { Mapping } from './mapping.js';
import { Found } from './found.js';

/** What a command line chooses: the calls of resource.Builder, as data. */
export interface Choice {
  readonly filenames?: readonly string[];
  readonly recursive?: boolean;
  readonly kustomize?: string;
  /** The words that name types and objects. */
  readonly words?: readonly string[];
  /** 'pods' alone means all pods. */
  readonly allowEmptySelector?: boolean;
  /** Names of one type, without the type's word. */
  readonly names?: { readonly resource: string; readonly names: readonly string[] };
  readonly selector?: string;
  readonly fieldSelector?: string;
  readonly all?: boolean;
  readonly allNamespaces?: boolean;
  readonly subresource?: string;
  /** Objects in files must be in the session's namespace. */
  readonly enforceNamespace?: boolean;
  readonly continueOnError?: boolean;
  /** Lists become their items. */
  readonly flatten?: boolean;
  /** Objects of files are read from the server. */
  readonly latest?: boolean;
  /** Objects that are named are not read from the server. */
  readonly unread?: boolean;
  readonly singleResourceType?: boolean;
  readonly local?: boolean;
  readonly validation?: Validation;
  readonly limit?: number;
  /** Sent with every read. */
  readonly accept?: string;
  readonly query?: Readonly<Record<string, string>>;
}

/** Where objects come from, in the order they are visited. */
export type Source =
  | { readonly type: 'file'; readonly file: SourceText }
  | { readonly type: 'list'; readonly mapping: Mapping; readonly namespace: string }
  | { readonly type: 'object'; readonly info: Info };

export const MISSING_RESOURCE =
  'You must provide one or more resources by argument or filename.\nExample resource specifications include:\n' +
  "   '-f rsrc.yaml'\n   '--filename=rsrc.json'\n   '<resource> <name>'\n   '<resource>'";

export const MISSING_LOCAL =
  'error: you must specify resources by --filename when --local is set.\nExample resource specifications include:\n' +
  "   '-f rsrc.yaml'\n   '--filename=rsrc.json'";

/** Finds what a choice means: Builder.Do. A choice that makes no sense is found with its error. */
export function* find(session: Session, choice: Choice): Kubectl<Found> {
  const files = readFiles(session, choice);
  if (isFailure(files)) return Found.failed(files);
  const named = yield* readWords(session, choice);
  if (isFailure(named)) return Found.failed(named);
  const selecting = isSelecting(choice, named);
  if (files.length > 0) return fromFiles(session, choice, files, named);
  if (selecting) return yield* fromSelector(session, choice, named);
  if (named.pairs.length > 0) return yield* fromPairs(session, choice, named);
  if (named.names.length > 0) return yield* fromNames(session, choice, named);
  if (named.types.length === 0) return Found.failed(fail(choice.local === true ? MISSING_LOCAL : MISSING_RESOURCE));
  for (const type of named.types) {
    const mapping = yield* session.mapping(type);
    if (isFailure(mapping)) return Found.failed(mapping);
  }
  return Found.failed(fail('resource(s) were provided, but no name was specified'));
}

/** The texts of -f, with their names. */
function readFiles(
  session: Session,
  { filenames = [], recursive = false, kustomize = '' }: Choice,
): readonly SourceText[] | Failure {
  if (filenames.length > 0 && kustomize !== '') return fail('only one of -f or -k can be specified');
  if (kustomize !== '') return fail('kustomize (-k) is not modelled (see limitations)');
  const files: SourceText[] = [];
  const errors: Failure[] = [];
  for (const path of filenames) {
    if (/^https?:/.test(path))
      errors.push(fail(`unable to read URL ${quote(path)}: there is no network (see limitations)`));
    else if (path === '-' && files.some(({ source }) => source === 'STDIN'))
      errors.push(fail('standard input cannot be used for multiple arguments'));
    else if (path === '-') files.push({ source: 'STDIN', text: session.invocation.stdin ?? '' });
    else {
      const found = filesAt(session.invocation.files, path, recursive);
      if (isFailure(found)) errors.push(found);
      else files.push(...found);
    }
  }
  return aggregate(errors) ?? files;
}

interface Words {
  readonly types: readonly string[];
  readonly names: readonly string[];
  readonly pairs: readonly { readonly type: string; readonly name: string }[];
  /** A type stood alone, and that means all of them. */
  readonly everything: boolean;
}

/** 'pods', 'pods a b', 'pods,services a', 'pod/a service/b' (Builder.ResourceTypeOrNameArgs). */
function* readWords(
  session: Session,
  { words = [], names, allowEmptySelector = false }: Choice,
): Kubectl<Words | Failure> {
  const none: Words = { types: [], names: [], pairs: [], everything: false };
  if (names !== undefined) return resourceNames(none, names);
  const normal = normalize(words);
  const slashes = normal.filter((word) => word.includes('/')).length;
  if (slashes > 0) return slashes === normal.length ? splitPairs(none, normal) : fail(MIXED_FORMS);
  const [first, ...rest] = normal;
  if (first === undefined) return none;
  const types = [...new Set(yield* session.expandCategories(first.split(',')))];
  return { types, names: rest, pairs: [], everything: rest.length === 0 && allowEmptySelector };
}

const MIXED_FORMS =
  'there is no need to specify a resource type as a separate argument when passing arguments in resource/name form ' +
  "(e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'";

/** Several types with names are every pair of them. */
function normalize(words: readonly string[]): readonly string[] {
  const [first = '', ...names] = words;
  const types = [...new Set(first.split(','))];
  return names.length > 0 && types.length > 1 ? types.flatMap((type) => names.map((name) => `${type}/${name}`)) : words;
}

/** Whether a line's words name objects, not only their type (resource.HasNames). */
export function hasNames(words: readonly string[]): boolean {
  return normalize(words).some((word) => word.includes('/')) || words.length > 1;
}

function splitPairs(words: Words, pairs: readonly string[]): Words | Failure {
  const split: { type: string; name: string }[] = [];
  for (const pair of pairs) {
    const [type = '', name = '', ...more] = pair.split('/');
    if (more.length > 0) return fail('arguments in resource/name form may not have more than one slash');
    if (type === '' || name === '' || type.includes(','))
      return fail('arguments in resource/name form must have a single resource and name');
    split.push({ type, name });
  }
  return { ...words, pairs: split };
}

/** Builder.ResourceNames. */
function resourceNames(
  words: Words,
  { resource, names }: { resource: string; names: readonly string[] },
): Words | Failure {
  const unnamed = resource === '' ? names.find((name) => !name.includes('/')) : undefined;
  if (unnamed !== undefined) return fail(`the argument ${quote(unnamed)} must be RESOURCE/NAME`);
  return splitPairs(
    words,
    names.map((name) => (name.includes('/') ? name : `${resource}/${name}`)),
  );
}

function isSelecting({ selector = '', fieldSelector = '', all = false }: Choice, { everything }: Words): boolean {
  return selector.trim() !== '' || fieldSelector.trim() !== '' || all || everything;
}

function fromFiles(session: Session, choice: Choice, files: readonly SourceText[], words: Words): Found {
  if (words.types.length > 0)
    return Found.failed(
      fail('when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well'),
    );
  if (words.pairs.length > 0)
    return Found.failed(fail('resource/name arguments cannot be provided when a path is specified'));
  const { selector = '' } = choice;
  const parsed = parseLabelSelector(selector.trim());
  if (!parsed.ok) return Found.failed(fail(`the provided selector ${quote(selector)} is not valid: ${parsed.error}`));
  const sources = files.map((file): Source => ({ type: 'file', file }));
  const fromStdin = files.some(({ source }) => source === 'STDIN');
  return new Found(session, choice, sources, { single: files.length === 1 && !fromStdin, targetsSingleItems: true });
}

function* fromSelector(session: Session, choice: Choice, words: Words): Kubectl<Found> {
  const { selector = '', fieldSelector = '', all = false } = choice;
  const clash = all && (selector.trim() !== '' || fieldSelector.trim() !== '');
  if (clash) return Found.failed(fail("setting 'all' parameter but found a non empty selector. "));
  if (words.names.length > 0) return Found.failed(fail('name cannot be provided when a selector is specified'));
  if (words.pairs.length > 0)
    return Found.failed(fail('selectors and the all flag cannot be used when passing resource/name arguments'));
  if (words.types.length === 0) return Found.failed(fail('at least one resource must be specified to use a selector'));
  if ((choice.subresource ?? '') !== '')
    return Found.failed(fail('subresource cannot be used when bulk resources are specified'));
  const mappings = yield* mappingsOf(session, choice, words.types);
  if (isFailure(mappings)) return Found.failed(mappings);
  const scope = choice.allNamespaces === true ? '' : session.namespace;
  const sources = mappings.map((mapping): Source => ({
    type: 'list',
    mapping,
    namespace: mapping.resource.namespaced ? scope : '',
  }));
  return new Found(session, choice, sources, { single: false, targetsSingleItems: false });
}

/** The types' mappings, each once (Builder.resourceMappings). */
function* mappingsOf(
  session: Session,
  { singleResourceType }: Choice,
  types: readonly string[],
): Kubectl<readonly Mapping[] | Failure> {
  if (types.length > 1 && singleResourceType === true) return fail('you may only specify a single resource type');
  const mappings = new Set<Mapping>();
  for (const type of types) {
    const mapping = yield* session.mapping(type);
    if (isFailure(mapping)) return mapping;
    mappings.add(mapping);
  }
  return [...mappings];
}

function* fromPairs(session: Session, choice: Choice, { pairs }: Words): Kubectl<Found> {
  const infos: Info[] = [];
  for (const { type, name } of pairs) {
    const mapping = yield* session.mapping(type);
    if (isFailure(mapping)) return Found.failed(mapping);
    const info = place(session, choice, mapping, name);
    if (isFailure(info)) return Found.failed(info);
    infos.push(info);
  }
  const several = new Set(infos.map(({ mapping }) => mapping)).size > 1;
  if (several && choice.singleResourceType === true)
    return Found.failed(fail('you may only specify a single resource type'));
  return new Found(
    session,
    choice,
    infos.map((info): Source => ({ type: 'object', info })),
    { single: pairs.length === 1, targetsSingleItems: true },
  );
}

function* fromNames(session: Session, choice: Choice, { types, names }: Words): Kubectl<Found> {
  if (types.length > 1) return Found.failed(fail('you must specify only one resource'));
  const mappings = yield* mappingsOf(session, choice, types);
  if (isFailure(mappings)) return Found.failed(mappings);
  const [mapping] = mappings;
  if (mapping === undefined) return Found.failed(fail('you must provide a resource and a resource name together'));
  const infos: Info[] = [];
  for (const name of names) {
    const info = place(session, choice, mapping, name);
    if (isFailure(info)) return Found.failed(info);
    infos.push(info);
  }
  return new Found(
    session,
    choice,
    infos.map((info): Source => ({ type: 'object', info })),
    { single: names.length === 1, targetsSingleItems: true },
  );
}

function place(
  session: Session,
  { allNamespaces, subresource = '' }: Choice,
  mapping: Mapping,
  name: string,
): Info | Failure {
  if (!mapping.resource.namespaced) return { mapping, namespace: '', name, subresource, source: '' };
  if (allNamespaces === true) return fail('a resource cannot be retrieved by name across all namespaces');
  return { mapping, namespace: session.namespace, name, subresource, source: '' };
}
