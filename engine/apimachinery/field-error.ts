import { marshal } from './json-text.js';
import { quote } from './quote.js';

/** What is wrong with one field of an object: field.Error of apimachinery/pkg/util/validation/field. */
export interface FieldError {
  readonly type: FieldErrorType;
  /** 'spec.containers[0].name' */
  readonly field: string;
  /** Undefined: nothing is printed for it. */
  readonly badValue?: unknown;
  readonly detail: string;
}

export type FieldErrorType =
  | 'NotFound'
  | 'Required'
  | 'Duplicate'
  | 'Invalid'
  | 'NotSupported'
  | 'Forbidden'
  | 'TooLong'
  | 'TooMany'
  | 'InternalError'
  | 'TypeInvalid';

const TITLES: Readonly<Record<FieldErrorType, string>> = {
  NotFound: 'Not found',
  Required: 'Required value',
  Duplicate: 'Duplicate value',
  Invalid: 'Invalid value',
  NotSupported: 'Unsupported value',
  Forbidden: 'Forbidden',
  TooLong: 'Too long',
  TooMany: 'Too many',
  InternalError: 'Internal error',
  TypeInvalid: 'Invalid value',
};

const WITHOUT_VALUE: ReadonlySet<FieldErrorType> = new Set(['Required', 'Forbidden', 'TooLong', 'InternalError']);

export function required(field: string, detail = ''): FieldError {
  return { type: 'Required', field, badValue: '', detail };
}

export function invalid(field: string, badValue: unknown, detail: string): FieldError {
  return { type: 'Invalid', field, badValue, detail };
}

export function typeInvalid(field: string, badValue: unknown, detail: string): FieldError {
  return { type: 'TypeInvalid', field, badValue, detail };
}

/** `supported` is printed in the order given; callers sort it where upstream does. */
export function notSupported(field: string, badValue: unknown, supported: readonly string[]): FieldError {
  const detail = supported.length === 0 ? '' : `supported values: ${supported.map(quote).join(', ')}`;
  return { type: 'NotSupported', field, badValue, detail };
}

export function forbidden(field: string, detail: string): FieldError {
  return { type: 'Forbidden', field, badValue: '', detail };
}

export function duplicate(field: string, badValue: unknown): FieldError {
  return { type: 'Duplicate', field, badValue, detail: '' };
}

export function notFound(field: string, badValue: unknown): FieldError {
  return { type: 'NotFound', field, badValue, detail: '' };
}

/** `maxLength` in bytes; a negative one is not printed. */
export function tooLong(field: string, maxLength: number): FieldError {
  const detail =
    maxLength < 0 ? 'value is too long' : `may not be more than ${maxLength} ${maxLength === 1 ? 'byte' : 'bytes'}`;
  return { type: 'TooLong', field, badValue: '<value omitted>', detail };
}

/** A negative `actual` or `max` is not printed. */
export function tooMany(field: string, actual: number, max: number): FieldError {
  const detail = max < 0 ? 'has too many items' : `must have at most ${max} ${max === 1 ? 'item' : 'items'}`;
  return { type: 'TooMany', field, badValue: actual < 0 ? undefined : actual, detail };
}

export function internalError(field: string, message: string): FieldError {
  return { type: 'InternalError', field, badValue: null, detail: message };
}

/** 'Invalid value: "x": must be …', without the field, as field.Error.ErrorBody. */
export function fieldErrorBody({ type, badValue, detail }: FieldError): string {
  const title = TITLES[type];
  const head = badValue === undefined || WITHOUT_VALUE.has(type) ? title : `${title}: ${printed(badValue)}`;
  return detail === '' ? head : `${head}: ${detail}`;
}

function printed(value: unknown): string {
  return typeof value === 'string' ? quote(value) : marshal(value);
}

/** 'spec.replicas: Invalid value: -1: must be …', as field.Error.Error. */
export function fieldErrorMessage(error: FieldError): string {
  return `${error.field}: ${fieldErrorBody(error)}`;
}

/** All messages as one text: equal ones once, in brackets when several (ErrorList.ToAggregate().Error()). */
export function aggregateMessage(errors: readonly FieldError[]): string {
  return joinMessages(errors.map(fieldErrorMessage));
}

/** The text of utilerrors.NewAggregate(messages). */
export function joinMessages(messages: readonly string[]): string {
  const distinct = [...new Set(messages)];
  return distinct.length === 1 ? (distinct[0] ?? '') : distinct.length === 0 ? '' : `[${distinct.join(', ')}]`;
}

/** The `reason` of a Status cause: 'FieldValueInvalid'. */
export function causeReason({ type }: FieldError): string {
  return type === 'InternalError' ? type : `FieldValue${type}`;
}

/** child('spec', 'template', 'metadata') is 'spec.template.metadata'; an empty path is the root. */
export function child(path: string, ...names: readonly string[]): string {
  const name = names.length === 1 ? (names[0] ?? '') : names.join('.');
  return path === '' ? name : `${path}.${name}`;
}

/** index('spec.containers', 0) is 'spec.containers[0]'. */
export function index(path: string, position: number): string {
  return `${path}[${position}]`;
}

/** key('metadata.labels', 'app') is 'metadata.labels[app]'. */
export function key(path: string, name: string): string {
  return `${path}[${name}]`;
}
