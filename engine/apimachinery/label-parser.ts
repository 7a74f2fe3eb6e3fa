import { fieldErrorMessage, invalid } from './field-error.js';
import { BINARY_OPERATORS, newRequirement, type Operator, type Requirement } from './label-requirement.js';
import { selectorOf, type Selector } from './selector.js';
import { isQualifiedName } from './names.js';
import { failed, ok, type Result } from './result.js';

type TokenType =
  ')' | ',' | '!' | '==' | '=' | '>' | 'in' | '<' | '!=' | 'notin' | '(' | 'identifier' | 'end' | 'error';

interface Token {
  readonly type: TokenType;
  readonly text: string;
}

const SYMBOLS: ReadonlySet<string> = new Set(['=', '!', '(', ')', ',', '>', '<']);
const OPERATOR_TOKENS: ReadonlySet<string> = new Set([')', ',', '!', '==', '=', '>', '<', '!=', '(']);
const END: Token = { type: 'end', text: '' };

function scan(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let position = 0;
  while (position < text.length) {
    const character = text.charAt(position);
    if (/[ \t\r\n]/.test(character)) position++;
    else if (character === '\0') break;
    else {
      const token = SYMBOLS.has(character) ? scanSymbol(text, position) : scanWord(text, position);
      position += token.length;
      tokens.push(token.token);
    }
  }
  return [...tokens, END];
}

interface Scanned {
  readonly token: Token;
  readonly length: number;
}

function scanWord(text: string, start: number): Scanned {
  const word = /^[^=!(),>< \t\r\n\0]+/.exec(text.slice(start))?.[0] ?? '';
  return { token: { type: word === 'in' || word === 'notin' ? word : 'identifier', text: word }, length: word.length };
}

/** The longest operator that starts here. */
function scanSymbol(text: string, start: number): Scanned {
  const two = text.slice(start, start + 2);
  const symbol = OPERATOR_TOKENS.has(two) ? two : text.charAt(start);
  return { token: { type: symbol as TokenType, text: symbol }, length: symbol.length };
}

/** The reading position of labels.Parser; 'in' and 'notin' are names unless an operator is due. */
class Tokens {
  private position = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  peek(): Token {
    const token = this.raw();
    return token.type === 'in' || token.type === 'notin' ? { type: 'identifier', text: token.text } : token;
  }

  next(): Token {
    const token = this.peek();
    this.position++;
    return token;
  }

  nextOperator(): Token {
    const token = this.raw();
    this.position++;
    return token;
  }

  private raw(): Token {
    return this.tokens[this.position] ?? END;
  }
}

/**
 * 'app=web,tier in (a,b),!x' as a selector, '' as one for everything; the errors are those of labels.Parse.
 */
export function parseLabelSelector(text: string): Result<Selector> {
  let parsed = known.get(text);
  if (parsed === undefined) {
    const requirements = parseToRequirements(text);
    parsed = requirements.ok ? ok(selectorOf(requirements.value)) : requirements;
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(text, parsed);
  }
  return parsed;
}

/** Expectations ask for the same few selectors at every step. */
const known = new Map<string, Result<Selector>>();
const MOST_KNOWN = 1_000;

/** labels.ParseToRequirements, in the order they are written. */
export function parseToRequirements(text: string): Result<readonly Requirement[]> {
  const tokens = new Tokens(scan(text));
  const requirements: Requirement[] = [];
  for (;;) {
    const { type, text: found } = tokens.peek();
    if (type === 'end') return ok(requirements);
    if (type !== 'identifier' && type !== '!')
      return failed(`found '${found}', expected: !, identifier, or 'end of string'`);
    const requirement = parseRequirement(tokens);
    if (!requirement.ok) return failed(`unable to parse requirement: ${requirement.error}`);
    requirements.push(requirement.value);
    const separator = tokens.next();
    if (separator.type === 'end') return ok(requirements);
    if (separator.type !== ',') return failed(`found '${separator.text}', expected: ',' or 'end of string'`);
    const following = tokens.peek();
    if (following.type !== 'identifier' && following.type !== '!')
      return failed(`found '${following.text}', expected: identifier after ','`);
  }
}

function parseRequirement(tokens: Tokens): Result<Requirement> {
  const first = tokens.next();
  const negated = first.type === '!';
  const { type, text: key } = negated ? tokens.next() : first;
  if (type !== 'identifier') return failed(`found '${key}', expected: identifier`);
  const keyErrors = isQualifiedName(key);
  if (keyErrors.length > 0) return failed(fieldErrorMessage(invalid('<nil>', key, keyErrors.join('; '))));
  if (negated) return newRequirement(key, '!', []);
  const following = tokens.peek().type;
  if (following === 'end' || following === ',') return newRequirement(key, 'exists', []);
  const operator = parseOperator(tokens);
  if (!operator.ok) return operator;
  const values = operator.value === 'in' || operator.value === 'notin' ? parseValues(tokens) : parseExactValue(tokens);
  return values.ok ? newRequirement(key, operator.value, [...new Set(values.value)].sort()) : values;
}

function parseOperator(tokens: Tokens): Result<Operator> {
  const { type, text } = tokens.nextOperator();
  switch (type) {
    case 'in':
    case 'notin':
    case '=':
    case '==':
    case '!=':
      return ok(type);
    case '>':
      return ok('gt');
    case '<':
      return ok('lt');
    default:
      return failed(`found '${text}', expected: ${BINARY_OPERATORS.join(', ')}`);
  }
}

function parseValues(tokens: Tokens): Result<readonly string[]> {
  const open = tokens.next();
  if (open.type !== '(') return failed(`found '${open.text}' expected: '('`);
  const { type, text } = tokens.peek();
  if (type === ')') {
    tokens.next();
    return ok(['']);
  }
  if (type !== 'identifier' && type !== ',') return failed(`found '${text}', expected: ',', ')' or identifier`);
  const values = parseIdentifiers(tokens);
  if (!values.ok) return values;
  return tokens.next().type === ')' ? values : failed(`found '${text}', expected: ')'`);
}

/** A list between parentheses; a gap between commas is an empty value. Stops before the closing one. */
function parseIdentifiers(tokens: Tokens): Result<readonly string[]> {
  const values: string[] = [];
  for (;;) {
    const { type, text } = tokens.next();
    const following = tokens.peek();
    if (type === 'identifier') {
      values.push(text);
      if (following.type === ')') return ok(values);
      if (following.type !== ',') return failed(`found '${following.text}', expected: ',' or ')'`);
    } else if (type === ',') {
      if (values.length === 0) values.push('');
      if (following.type === ')' || following.type === ',') values.push('');
      if (following.type === ')') return ok(values);
    } else return failed(`found '${text}', expected: ',', or identifier`);
  }
}

function parseExactValue(tokens: Tokens): Result<readonly string[]> {
  const { type } = tokens.peek();
  if (type === 'end' || type === ',') return ok(['']);
  const value = tokens.next();
  return value.type === 'identifier' ? ok([value.text]) : failed(`found '${value.text}', expected: identifier`);
}
