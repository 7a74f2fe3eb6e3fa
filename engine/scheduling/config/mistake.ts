import { child, fieldErrorMessage, type FieldError } from '../../apimachinery/field-error.js';
import { isObject } from '../../apimachinery/object.js';

/** Something wrong with one object of a configuration, before it is known where that object stands. */
export type Mistake =
  | { readonly type: 'invalid'; readonly error: FieldError }
  /** A field error of which only the text is known: 'values: Invalid value: …'. */
  | { readonly type: 'worded'; readonly field: string; readonly text: string }
  /** What the JSON decoder says of a value of another type. */
  | { readonly type: 'json'; readonly field: string; readonly text: string }
  | { readonly type: 'unknown'; readonly field: string; readonly choice: Choice };

/** A word that is none of those there are. */
export interface Choice {
  readonly word: string;
  readonly known: readonly string[];
}

/** Something wrong with a configuration. */
export interface ConfigError {
  /** 'profiles[0].plugins.filter.enabled[0]'; '' is the whole. */
  readonly field: string;
  /** As kube-scheduler words it when it refuses to start, with the field in it where it has one. */
  readonly message: string;
  /** When it is a name that does not exist. */
  readonly choice?: Choice;
}

/** A mistake in the configuration itself. */
export function configError(mistake: Mistake): ConfigError {
  switch (mistake.type) {
    case 'invalid':
      return { field: mistake.error.field, message: fieldErrorMessage(mistake.error) };
    case 'worded':
      return { field: mistake.field, message: `${mistake.field}: ${mistake.text}` };
    case 'json':
      return { field: mistake.field, message: mistake.text };
    case 'unknown':
      return {
        field: mistake.field,
        message: `${STRICT} unknown field "${mistake.field}"`,
        choice: mistake.choice,
      };
  }
}

const STRICT = 'strict decoding error:';

/** Where a plugin's arguments stand. */
export interface ArgsPlace {
  readonly plugin: string;
  readonly schedulerName: string;
  /** 'profiles[0].pluginConfig[1]' */
  readonly entry: string;
}

/** Plugins whose arguments are only looked at when the plugin is made: their errors do not name the whole path. */
const CHECKED_LATE: ReadonlySet<string> = new Set(['NodeResourcesFit']);

/** A mistake in the arguments of a plugin. */
export function argsError(mistake: Mistake, { plugin, schedulerName, entry }: ArgsPlace): ConfigError {
  const args = child(entry, 'args');
  const place = (field: string) => (field === '' ? args : child(args, field));
  const decoding = `decoding .${entry}:`;
  switch (mistake.type) {
    case 'invalid': {
      const { error } = mistake;
      const field = place(error.field);
      if (!CHECKED_LATE.has(plugin)) return { field, message: fieldErrorMessage({ ...error, field }) };
      const message = `initializing plugin "${plugin}": ${fieldErrorMessage(error)}`;
      return { field, message: profileMessage(schedulerName, message) };
    }
    case 'worded':
      return configError({ ...mistake, field: place(mistake.field) });
    case 'json':
      return {
        field: place(mistake.field),
        message: `${decoding} decoding args for plugin ${plugin}: ${mistake.text}`,
      };
    case 'unknown': {
      const what = `${STRICT} decoding args for plugin ${plugin}: ${STRICT} unknown field "${mistake.field}"`;
      return { field: place(mistake.field), message: `${STRICT} ${decoding} ${what}`, choice: mistake.choice };
    }
  }
}

/** What is wrong with a profile only shows when its framework is made. */
export function profileMessage(schedulerName: string, text: string): string {
  return `initializing profiles: creating profile for scheduler name ${schedulerName}: ${text}`;
}

/** 'string', 'number 1.5', … as encoding/json names what it found. */
export function jsonTypeOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (isObject(value)) return 'object';
  if (typeof value === 'boolean') return 'bool';
  return typeof value === 'number' && !Number.isInteger(value) ? `number ${value}` : typeof value;
}
