import { forbidden, notSupported, type FieldError } from '../../apimachinery/field-error.js';
import { quote } from '../../apimachinery/quote.js';
import { badRequest, invalidObject, timeout } from '../../apimachinery/status.js';
import { refuse, type Refusal, type Transaction } from '../transaction.js';

/** What a list wants besides its selectors. */
export interface ListOptions {
  /** 0: no limit. */
  readonly limit: number;
  readonly continue: string;
  readonly resourceVersion: string;
  /** The list is to show the state at resourceVersion itself, not a later one. */
  readonly exact: boolean;
}

const NUMBERS = ['limit', 'timeoutSeconds'];
const MATCHES = ['Exact', 'NotOlderThan'];
const INT64 = /^[+-]?\d{1,19}$/;

/** Reads a list's query, or says what is wrong with it: ListOptions' conversion and ValidateListOptions. */
export function listOptions({ request, store }: Transaction): ListOptions | Refusal {
  const { query = {} } = request;
  const unread = unreadable(query);
  if (unread !== undefined) return refuse(badRequest(unread));
  const errors = matchErrors(query);
  if (query['sendInitialEvents'] !== undefined)
    errors.push(forbidden('sendInitialEvents', 'sendInitialEvents is forbidden for list'));
  if (errors.length > 0) return refuse(invalidObject(LIST_OPTIONS, '', errors));
  const { resourceVersion = '', resourceVersionMatch } = query;
  if (!/^\d*$/.test(resourceVersion))
    return refuse(badRequest(`invalid resource version: ${notANumber(resourceVersion)}`));
  if (Number(resourceVersion) > store.revision) return refuse(tooLarge(resourceVersion, store.revision));
  return {
    limit: Number(query['limit'] ?? '0'),
    continue: query['continue'] ?? '',
    resourceVersion,
    exact: resourceVersionMatch === 'Exact',
  };
}

const LIST_OPTIONS = { group: 'meta.k8s.io', kind: 'ListOptions' };

function unreadable(query: Readonly<Record<string, string>>): string | undefined {
  const bad = NUMBERS.map((name) => query[name] ?? '').find((text) => text !== '' && !INT64.test(text));
  return bad === undefined ? undefined : `strconv.ParseInt: parsing ${quote(bad)}: invalid syntax`;
}

function matchErrors(query: Readonly<Record<string, string>>): FieldError[] {
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
function tooLarge(version: string, current: number) {
  const causes = [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }];
  return timeout(`Too large resource version: ${version}, current: ${current}`, 1, causes);
}

/** What is wrong with a watch's query: validateWatchOptions. */
export function refusedWatch({ request: { query = {} } }: Transaction): Refusal | undefined {
  const unread = unreadable(query);
  if (unread !== undefined) return refuse(badRequest(unread));
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
