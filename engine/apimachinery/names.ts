/*
 * Formats of names and keys, each a function from the text to what is wrong with it (nothing: an empty list). The
 * messages are those of apimachinery's pkg/util/validation and pkg/api/validate/content, whose limits read "characters"
 * and "bytes" respectively.
 */

import { isDotted, isQualified } from './name-shapes.js';

const NONE: readonly string[] = [];

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const SUBDOMAIN = `${LABEL}(\\.${LABEL})*`;
const LABEL_UNDERSCORE = '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
const SUBDOMAIN_UNDERSCORE = `${LABEL_UNDERSCORE}(\\.${LABEL_UNDERSCORE})*`;
const LABEL_1035 = '[a-z]([-a-z0-9]*[a-z0-9])?';
const WILDCARD = `\\*\\.${SUBDOMAIN}`;
const QUALIFIED = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const LABEL_VALUE = `(${QUALIFIED})?`;
const C_IDENTIFIER = '[A-Za-z_][A-Za-z0-9_]*';
const PERCENT = '[0-9]+%';
const HTTP_HEADER = '[-A-Za-z0-9]+';
const ENV_VAR = '[-._a-zA-Z][-._a-zA-Z0-9]*';
const CONFIG_KEY = '[-._a-zA-Z0-9]+';

const whole = (pattern: string): RegExp => new RegExp(`^(?:${pattern})$`);

const subdomainUnderscoreRegexp = whole(SUBDOMAIN_UNDERSCORE);
const label1035Regexp = whole(LABEL_1035);
const wildcardRegexp = whole(WILDCARD);
const cIdentifierRegexp = whole(C_IDENTIFIER);
const percentRegexp = whole(PERCENT);
const httpHeaderRegexp = whole(HTTP_HEADER);
const envVarRegexp = whole(ENV_VAR);
const configKeyRegexp = whole(CONFIG_KEY);

const LABEL_MESSAGE =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character";
const SUBDOMAIN_MESSAGE =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";
const SUBDOMAIN_UNDERSCORE_MESSAGE =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character";
const LABEL_1035_MESSAGE =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character";
const WILDCARD_MESSAGE =
  "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character";
const QUALIFIED_MESSAGE =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
const LABEL_VALUE_MESSAGE =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";

export const EMPTY = 'must be non-empty';
export const NOT_NEGATIVE = 'must be greater than or equal to 0';

/** validation.MaxLenError. */
export function tooManyCharacters(limit: number): string {
  return `must be no more than ${limit} characters`;
}

/** content.MaxLenError. */
export function tooManyBytes(limit: number): string {
  return `must be no more than ${limit} bytes`;
}

/** validation.InclusiveRangeError. */
export function outOfRange(low: number, high: number): string {
  return `must be between ${low} and ${high}, inclusive`;
}

/** validation.RegexError: `(e.g. 'a',  or 'b', regex used for validation is '…')`. */
export function regexMessage(message: string, pattern: string, ...examples: readonly string[]): string {
  const regex = `regex used for validation is '${pattern}')`;
  if (examples.length === 0) return `${message} (${regex}`;
  return `${message} (e.g. ${examples.map((example) => `'${example}', `).join(' or ')}${regex}`;
}

/** Length in UTF-8, as Go's len. */
export function byteLength(text: string): number {
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    const surrogate = unit >= 0xd800 && unit <= 0xdbff;
    if (surrogate) i++;
    length += unit < 0x80 ? 1 : unit < 0x800 ? 2 : surrogate ? 4 : 3;
  }
  return length;
}

function isTooLong(text: string, limit: number): boolean {
  return text.length > limit || (text.length * 3 > limit && byteLength(text) > limit);
}

type Limit = (limit: number) => string;

function label1123(text: string, limit: Limit): readonly string[] {
  const isLabel = isDotted(text, false);
  if (text.length <= 63 && isLabel) return NONE;
  const errors = isTooLong(text, 63) ? [limit(63)] : [];
  if (isLabel) return errors;
  if (isDotted(text, true)) return [...errors, 'must not contain dots'];
  return [...errors, regexMessage(LABEL_MESSAGE, LABEL, 'my-name', '123-abc')];
}

function subdomain1123(text: string, limit: Limit): readonly string[] {
  return judge(text, 253, limit, isDotted(text, true), () => regexMessage(SUBDOMAIN_MESSAGE, SUBDOMAIN, 'example.com'));
}

function check(text: string, max: number, limit: Limit, regexp: RegExp, message: () => string): readonly string[] {
  return judge(text, max, limit, regexp.test(text), message);
}

function judge(text: string, max: number, limit: Limit, fits: boolean, message: () => string): readonly string[] {
  const long = isTooLong(text, max);
  if (fits) return long ? [limit(max)] : NONE;
  return long ? [limit(max), message()] : [message()];
}

/** A DNS label (validation.IsDNS1123Label). */
export function isDNS1123Label(text: string): readonly string[] {
  return label1123(text, tooManyCharacters);
}

/** A DNS subdomain (validation.IsDNS1123Subdomain). */
export function isDNS1123Subdomain(text: string): readonly string[] {
  return subdomain1123(text, tooManyCharacters);
}

/** validation.IsDNS1123SubdomainWithUnderscore. */
export function isDNS1123SubdomainWithUnderscore(text: string): readonly string[] {
  return check(text, 253, tooManyCharacters, subdomainUnderscoreRegexp, () =>
    regexMessage(SUBDOMAIN_UNDERSCORE_MESSAGE, SUBDOMAIN_UNDERSCORE, 'example.com'),
  );
}

/** A DNS label that starts with a letter (validation.IsDNS1035Label). */
export function isDNS1035Label(text: string): readonly string[] {
  return check(text, 63, tooManyCharacters, label1035Regexp, () =>
    regexMessage(LABEL_1035_MESSAGE, LABEL_1035, 'my-name', 'abc-123'),
  );
}

/** validation.IsWildcardDNS1123Subdomain. */
export function isWildcardDNS1123Subdomain(text: string): readonly string[] {
  return check(text, 253, tooManyCharacters, wildcardRegexp, () =>
    regexMessage(WILDCARD_MESSAGE, WILDCARD, '*.example.com'),
  );
}

/** A label key, which is also a qualified name: [prefix/]name (content.IsLabelKey, validation.IsQualifiedName). */
export function isQualifiedName(text: string): readonly string[] {
  if (isPlainlyQualified(text)) return NONE;
  const parts = text.split('/');
  const name = parts.at(-1) ?? '';
  const regex = regexMessage(QUALIFIED_MESSAGE, QUALIFIED, 'MyName', 'my.name', '123-abc');
  if (parts.length > 2)
    return [`a valid label key ${regex} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
  const errors = parts.length === 2 ? [...prefixErrors(parts[0] ?? '')] : [];
  if (name === '') errors.push(`name part ${EMPTY}`);
  else if (isTooLong(name, 63)) errors.push(`name part ${tooManyBytes(63)}`);
  if (!isQualified(name)) errors.push(`name part ${regex}`);
  return errors;
}

function isPlainlyQualified(text: string): boolean {
  const slash = text.indexOf('/');
  if (slash < 0) return text.length <= 63 && isQualified(text);
  const name = text.slice(slash + 1);
  return name.length <= 63 && isQualified(name) && slash <= 253 && isDotted(text.slice(0, slash), true);
}

function prefixErrors(prefix: string): readonly string[] {
  if (prefix === '') return [`prefix part ${EMPTY}`];
  return subdomain1123(prefix, tooManyBytes).map((message) => `prefix part ${message}`);
}

/** A label's value (content.IsLabelValue). */
export function isValidLabelValue(text: string): readonly string[] {
  return judge(text, 63, tooManyBytes, text === '' || isQualified(text), () =>
    regexMessage(LABEL_VALUE_MESSAGE, LABEL_VALUE, 'MyValue', 'my_value', '12345'),
  );
}

/** content.IsCIdentifier; the length is not checked. */
export function isCIdentifier(text: string): readonly string[] {
  if (cIdentifierRegexp.test(text)) return NONE;
  const message =
    "a valid C identifier must start with alphabetic character or '_', followed by a string of alphanumeric characters or '_'";
  return [regexMessage(message, C_IDENTIFIER, 'my_name', 'MY_NAME', 'MyName')];
}

/** 1 to 65535 (validation.IsValidPortNum). */
export function isValidPortNum(port: number): readonly string[] {
  return isInRange(port, 1, 65_535);
}

/** validation.IsInRange. */
export function isInRange(value: number, low: number, high: number): readonly string[] {
  return value >= low && value <= high ? NONE : [outOfRange(low, high)];
}

/** A Unix uid or gid (validation.IsValidUserID, IsValidGroupID). */
export function isValidUserId(id: number): readonly string[] {
  return isInRange(id, 0, 2_147_483_647);
}

/** A named port: at most 15 of a-z, 0-9 and '-' with a letter (validation.IsValidPortName). */
export function isValidPortName(name: string): readonly string[] {
  const errors: string[] = [];
  if (isTooLong(name, 15)) errors.push(tooManyCharacters(15));
  if (!/^[-a-z0-9]+$/.test(name)) errors.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  if (!/[a-z]/.test(name)) errors.push('must contain at least one letter (a-z)');
  if (name.includes('--')) errors.push('must not contain consecutive hyphens');
  if (name.startsWith('-') || name.endsWith('-')) errors.push('must not begin or end with a hyphen');
  return errors;
}

/** '25%' (validation.IsValidPercent). */
export function isValidPercent(text: string): readonly string[] {
  if (percentRegexp.test(text)) return NONE;
  const message = "a valid percent string must be a numeric string followed by an ending '%'";
  return [regexMessage(message, PERCENT, '1%', '93%')];
}

/** validation.IsHTTPHeaderName. */
export function isHTTPHeaderName(text: string): readonly string[] {
  if (httpHeaderRegexp.test(text)) return NONE;
  return [
    regexMessage("a valid HTTP header must consist of alphanumeric characters or '-'", HTTP_HEADER, 'X-Header-Name'),
  ];
}

/** A strict environment variable name (validation.IsEnvVarName). */
export function isEnvVarName(text: string): readonly string[] {
  const message =
    "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit";
  const errors = envVarRegexp.test(text)
    ? []
    : [regexMessage(message, ENV_VAR, 'my.env-name', 'MY_ENV.NAME', 'MyEnvName1')];
  return [...errors, ...directoryErrors(text)];
}

/** Any printable ASCII but '=' (validation.IsRelaxedEnvVarName): what pods are held to. */
export function isRelaxedEnvVarName(text: string): readonly string[] {
  const errors = text === '' ? [`environment variable name ${EMPTY}`] : [];
  if (!/^[ -<>-~]*$/.test(text))
    errors.push("a valid environment variable name must consist only of printable ASCII characters other than '='");
  return errors;
}

/** A key of a ConfigMap or Secret (validation.IsConfigMapKey). */
export function isConfigMapKey(text: string): readonly string[] {
  const message = "a valid config key must consist of alphanumeric characters, '-', '_' or '.'";
  return [
    ...check(text, 253, tooManyCharacters, configKeyRegexp, () =>
      regexMessage(message, CONFIG_KEY, 'key.name', 'KEY_NAME', 'key-name'),
    ),
    ...directoryErrors(text),
  ];
}

function directoryErrors(text: string): readonly string[] {
  if (text === '.') return ["must not be '.'"];
  if (text === '..') return ["must not be '..'"];
  return text.startsWith('..') ? ["must not start with '..'"] : NONE;
}

/** Upstream takes two characters off a prefix that ends in a dash and adds one: what is checked is not what was sent. */
export function maskTrailingDash(name: string): string {
  return name.length > 1 && name.endsWith('-') ? `${name.slice(0, -2)}a` : name;
}

/** Names of most kinds; `prefix` marks a generateName, which may end in a dash (apivalidation.NameIsDNSSubdomain). */
export function nameIsDNSSubdomain(name: string, prefix: boolean): readonly string[] {
  return isDNS1123Subdomain(prefix ? maskTrailingDash(name) : name);
}

/** Names of namespaces (apivalidation.NameIsDNSLabel). */
export function nameIsDNSLabel(name: string, prefix: boolean): readonly string[] {
  return isDNS1123Label(prefix ? maskTrailingDash(name) : name);
}

/** Names of services (apivalidation.NameIsDNS1035Label). */
export function nameIsDNS1035Label(name: string, prefix: boolean): readonly string[] {
  return isDNS1035Label(prefix ? maskTrailingDash(name) : name);
}
