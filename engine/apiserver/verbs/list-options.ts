import { forbidden, notSupported, type FieldError } from '../../apimachinery/field-error.js';
import { quote } from '../../apimachinery/quote.js';
import { badRequest, invalidObject, timeout } from '../../apimachinery/status.js';
import type { Served } from '../registry/catalogue.js';
import type { ResourceRequest } from '../request-info.js';
import { isRefusal, refuse, type Refusal, type Transaction } from '../transaction.js';
import { readSelectors, selectionOf, type Selection, type Selectors } from './selection.js';

type Query = Readonly<Record<string, string>>;

/** What a list wants. */
export interface ListOptions {
  /** 0: no limit. */
  readonly limit: number;
  readonly continue: string;
  readonly resourceVersion: string;
  /** The list is to show the state at resourceVersion itself, not a later one. */
  readonly exact: boolean;
  readonly selected: Selection;
}

const NUMBERS = ['limit', 'timeoutSeconds'];
const MATCHES = ['Exact', 'NotOlderThan'];
const INT64 = /^[+-]?\d{1,19}$/;

const NO_QUERY: Query = {};

/** What is wrong with the query of a list or a watch, whatever it lists. */
export function refusedQuery(transaction: Transaction, { verb }: ResourceRequest): Refusal | undefined {
  const { query } = transaction.request;
  if (query === undefined || (verb !== 'list' && verb !== 'watch')) return undefined;
  const selectors = readQuery(query, verb === 'list' ? refusedList : refusedWatch);
  return isRefusal(selectors) ? selectors : undefined;
}

/** Reads a list's query, or says what is wrong with it: ListOptions' conversion and ValidateListOptions. */
export function listOptions({ request, store }: Transaction, served: Served): ListOptions | Refusal {
  const { query = NO_QUERY } = request;
  const chosen = listSelection(served, query);
  if (isRefusal(chosen)) return chosen;
  const { resourceVersion = '', resourceVersionMatch, continue: token = '' } = query;
  if (!/^\d*$/.test(resourceVersion))
    return refuse(badRequest(`invalid resource version: ${notANumber(resourceVersion)}`));
  if (token !== '' && Number(resourceVersion) > 0) return refuse(badRequest(WITH_CONTINUE));
  if (Number(resourceVersion) > store.revision) return refuse(tooLarge(resourceVersion, store.revision));
  return {
    limit: Number(query['limit'] ?? '0'),
    continue: token,
    resourceVersion,
    exact: resourceVersionMatch === 'Exact',
    selected: chosen,
  };
}

const LIST_OPTIONS = { group: 'meta.k8s.io', kind: 'ListOptions' };

function unreadable(query: Query): string | undefined {
  for (const name of NUMBERS) {
    const unread = notInteger(query[name] ?? '');
    if (unread !== undefined) return unread;
  }
  return undefined;
}

/** What is said of a parameter that is no whole number; an empty one is none. */
export function notInteger(text: string): string | undefined {
  return text === '' || INT64.test(text) ? undefined : `strconv.ParseInt: parsing ${quote(text)}: invalid syntax`;
}

const WITH_CONTINUE = 'specifying resource version is not allowed when using continue';

/** The selectors of a query, if it reads and the rest of it is in order. */
function readQuery(query: Query, refused: (query: Query) => Refusal | undefined): Selectors | Refusal {
  const unread = unreadable(query);
  if (unread !== undefined) return refuse(badRequest(unread));
  const selectors = readSelectors(query);
  return isRefusal(selectors) ? selectors : (refused(query) ?? selectors);
}

/** What the query of a list selects of a collection. */
export function listSelection(served: Served, query: Query = NO_QUERY): Selection | Refusal {
  const selectors = readQuery(query, refusedList);
  return isRefusal(selectors) ? selectors : selectionOf(served, selectors);
}

function refusedList(query: Query): Refusal | undefined {
  const errors = matchErrors(query);
  if (query['sendInitialEvents'] !== undefined)
    errors.push(forbidden('sendInitialEvents', 'sendInitialEvents is forbidden for list'));
  return errors.length === 0 ? undefined : refuse(invalidObject(LIST_OPTIONS, '', errors));
}

function matchErrors(query: Query): FieldError[] {
  const { resourceVersionMatch: match = '', resourceVersion = '' } = query;
  const path = 'resourceVersionMatch';
  const errors: FieldError[] = [];
  if (match === '') return errors;
  if (resourceVersion === '')
    errors.push(forbidden(path, 'resourceVersionMatch is forbidden unless resourceVersion is provided'));
  if ((query['continue'] ?? '') !== '')
    errors.push(forbidden(path, 'resourceVersionMatch is forbidden when continue is provided'));
  if (!MATCHES.includes(match)) errors.push(notSupported(path, match, [...MATCHES, '']));
  if (match === 'Exact' && resourceVersion === '0')
    errors.push(forbidden(path, 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"'));
  return errors;
}

/** What is said of a resourceVersion that is none. */
export function notANumber(version: string): string {
  return `resourceVersion: Invalid value: ${quote(version)}: strconv.ParseUint: parsing ${quote(version)}: invalid syntax`;
}

/** storage.NewTooLargeResourceVersionError. */
export function tooLarge(version: string, current: number) {
  const causes = [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }];
  return timeout(`Too large resource version: ${version}, current: ${current}`, 1, causes);
}

/** What a watch is told of, or what is wrong with its query. */
export function watchSelection(served: Served, query: Query = NO_QUERY): Selection | Refusal {
  const selectors = readQuery(query, refusedWatch);
  return isRefusal(selectors) ? selectors : selectionOf(served, selectors);
}

/** Follows validateWatchOptions. */
function refusedWatch(query: Query): Refusal | undefined {
  const { resourceVersionMatch: match = '', sendInitialEvents } = query;
  const path = 'resourceVersionMatch';
  const errors: FieldError[] = [];
  if (sendInitialEvents !== undefined && match !== 'NotOlderThan')
    errors.push(forbidden(path, 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan'));
  if (match !== '') {
    if (sendInitialEvents === undefined)
      errors.push(forbidden(path, 'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided'));
    if (match !== 'NotOlderThan') errors.push(notSupported(path, match, ['NotOlderThan']));
    if ((query['continue'] ?? '') !== '')
      errors.push(forbidden(path, 'resourceVersionMatch is forbidden when continue is provided'));
  }
  return errors.length === 0 ? undefined : refuse(invalidObject(LIST_OPTIONS, '', errors));
}
