import { printJsonPath, printJsonPathAsJson } from '../../../engine/apimachinery/jsonpath.js';
import { parseJsonPath } from '../../../engine/apimachinery/jsonpath.js';
import { goValue, quote } from '../../../engine/apimachinery/quote.js';
import type { JsonObject } from '../../../engine/apimachinery/object.js';
import { flagOf, isSet, textOf, type Arguments, type Flag } from '../flags.js';
import { fail, isFailure, type Failure } from '../failure.js';
import { isList, metadataOf, nameOfObject } from '../resources/info.js';
import { readText } from '../resources/files.js';
import { itemsOf } from '../resources/requests.js';
import type { Session } from '../session.js';
import { toJson, toJsonInOrder } from '../text/json-write.js';
import { toKyaml } from '../text/kyaml-write.js';
import { toYaml } from '../text/yaml-write.js';

/** Flags of commands that print objects. */
export const PRINT_FLAGS: readonly Flag[] = [
  { name: 'output', short: 'o', type: 'string' },
  { name: 'template', type: 'string' },
  { name: 'allow-missing-template-keys', type: 'bool' },
  { name: 'show-managed-fields', type: 'bool' },
];

/** Prints one object; or why it cannot. */
export type Print = (object: JsonObject) => Failure | undefined;

export interface PrintOptions {
  /** What was done, for the line that is printed without -o: 'created'. */
  readonly operation?: string;
  /** The object was made by kubectl itself: JSON keeps the order of its fields. */
  readonly typed?: boolean;
}

const TEMPLATES = ['go-template', 'go-template-file', 'template', 'templatefile'];
const JSON_PATHS = ['jsonpath', 'jsonpath-as-json', 'jsonpath-file'];
const FORMATS = [...TEMPLATES, ...JSON_PATHS, 'json', 'kyaml', 'name', 'yaml'].sort();

/** The printer that -o asks for (genericclioptions.PrintFlags.ToPrinter). */
export function printerFor(session: Session, args: Arguments, options: PrintOptions = {}): Print | Failure {
  const format = formatOf(args);
  return objectPrinter(session, args, format, options) ?? noPrinter(format, FORMATS);
}

/** The format that -o or --template asks for. */
export function formatOf(args: Arguments): string {
  const output = textOf(args, 'output');
  return output === '' && textOf(args, 'template') !== '' ? 'go-template' : output;
}

export function noPrinter(format: string, allowed: readonly string[]): Failure {
  return fail(
    `unable to match a printer suitable for the output format ${quote(format)}, allowed formats are: ${allowed.join(',')}`,
  );
}

/** Formats that every command knows; undefined: none of them. */
export function objectPrinter(
  session: Session,
  args: Arguments,
  format: string,
  options: PrintOptions,
): Print | Failure | undefined {
  switch (format) {
    case '':
      return options.operation === undefined ? undefined : namePrinter(session, ` ${options.operation}`);
    case 'name':
      return namePrinter(session, '');
    case 'json':
      return dataPrinter(session, args, options.typed === true ? toJsonInOrder : toJson, '');
    case 'kyaml':
      return dataPrinter(session, args, (object) => toKyaml(object, options.typed === true), '');
    case 'yaml':
      return dataPrinter(session, args, toYaml, '---\n');
    default:
      return templatePrinter(session, args, format);
  }
}

function namePrinter(session: Session, suffix: string): Print {
  const print = (object: JsonObject): Failure | undefined => {
    if (isList(object)) for (const item of itemsOf(object)) print(item);
    else session.print(nameOfObject(object) + suffix);
    return undefined;
  };
  return print;
}

function dataPrinter(
  session: Session,
  args: Arguments,
  write: (object: JsonObject) => string,
  separator: string,
): Print {
  let count = 0;
  return (object) => {
    session.write(
      (count++ > 0 ? separator : '') +
        write(isSet(args, 'show-managed-fields') ? object : withoutManagedFields(object)),
    );
    return undefined;
  };
}

/** printers.OmitManagedFieldsPrinter. */
export function withoutManagedFields(object: JsonObject): JsonObject {
  const { items } = object;
  if (Array.isArray(items)) return { ...object, items: itemsOf({ items }).map(withoutManagedFields) };
  const { managedFields, ...metadata } = metadataOf(object);
  return managedFields === undefined ? object : { ...object, metadata };
}

/** A template as -o or --template give it. */
interface Template {
  readonly format: string;
  readonly text: string;
}

/** 'jsonpath={.a}' as its format and template; --template has the last word. */
export function readTemplate(args: Arguments, format: string, formats: readonly string[]): Template | undefined {
  const given = textOf(args, 'template');
  const name = formats.find(
    (candidate) => format === candidate || (given === '' && format.startsWith(`${candidate}=`)),
  );
  return name === undefined ? undefined : { format: name, text: given === '' ? format.slice(name.length + 1) : given };
}

function templatePrinter(session: Session, args: Arguments, format: string): Print | Failure | undefined {
  if (readTemplate(args, format, TEMPLATES) !== undefined) return fail('go-template is not modelled (see limitations)');
  const template = readTemplate(args, format, JSON_PATHS);
  if (template === undefined) return undefined;
  if (template.text === '') return fail('template format specified but no template given');
  const text = template.format === 'jsonpath-file' ? readText(session.invocation.files, template.text) : template.text;
  if (isFailure(text)) return fail(`error reading --template ${template.text}, ${text.failed}`);
  const parsed = parseJsonPath(text);
  if (!parsed.ok) return fail(`error parsing jsonpath ${text}, ${parsed.error}`);
  return jsonPathPrinter(session, args, text, template.format === 'jsonpath-as-json');
}

function jsonPathPrinter(session: Session, args: Arguments, template: string, asJson: boolean): Print {
  const allowMissingKeys = isSet(args, 'allow-missing-template-keys', true);
  const write = asJson ? printJsonPathAsJson : printJsonPath;
  return (object) => {
    const text = write(template, object, { allowMissingKeys });
    if (text.ok) session.write(text.value);
    return text.ok ? undefined : jsonPathError(template, text.error, object);
  };
}

function jsonPathError(template: string, error: string, object: JsonObject): Failure {
  return fail(
    `error executing jsonpath ${quote(template)}: Error executing template: ${error}. Printing more information for debugging the template:\n` +
      `\ttemplate was:\n\t\t${template}\n\tobject given to jsonpath engine was:\n\t\t${goSyntax(object)}\n\n\n`,
  );
}

/** Go's %#v of unstructured data. */
function goSyntax(value: unknown): string {
  if (typeof value === 'string') return quote(value);
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(', ')}}`;
  if (typeof value !== 'object' || value === null) return value === null ? 'interface {}(nil)' : goValue(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `map[string]interface {}{${entries.map(([key, item]) => `${quote(key)}:${goSyntax(item)}`).join(', ')}}`;
}

/** Whether -o asks for the object itself, not for a line about it. */
export function asksForObject(args: Arguments): boolean {
  const output = flagOf(args, 'output') ?? '';
  return output !== '' && output !== 'name' && output !== 'wide';
}
