import { failed, ok, type Result } from './result.js';

/** A bound of a slice: `[start:end:step]`. */
export interface SliceBound {
  readonly value: number;
  readonly known: boolean;
  /** The end of `[n]`, which is n + 1. */
  readonly derived: boolean;
}

/** One node of a template: those of client-go's util/jsonpath. */
export type PathNode =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'list'; readonly nodes: readonly PathNode[] }
  | { readonly type: 'field'; readonly name: string }
  | { readonly type: 'array'; readonly start: SliceBound; readonly end: SliceBound; readonly step: SliceBound }
  | {
      readonly type: 'filter';
      readonly left: readonly PathNode[];
      readonly right: readonly PathNode[];
      readonly operator: string;
    }
  | { readonly type: 'number'; readonly value: number; readonly float: boolean }
  | { readonly type: 'bool'; readonly value: boolean }
  | { readonly type: 'wildcard' }
  | { readonly type: 'recursive' }
  | { readonly type: 'union'; readonly members: readonly (readonly PathNode[])[] }
  | { readonly type: 'identifier'; readonly name: string };

/** A template such as `{range .items[*]}{.metadata.name}{"\n"}{end}`, parsed; the errors are those of jsonpath.Parse. */
export function parseJsonPath(template: string): Result<readonly PathNode[]> {
  return new PathParser(template).parse();
}

const END_OF_INPUT = '';
const SLICE = /^(-?\d*)(:-?\d*)?(:-?\d*)?$/;
const COMPARISON = /^([^!<>=]+)([!<>=]+)(.+?)$/;

class PathParser {
  private position = 0;
  private start = 0;
  private readonly root: PathNode[] = [];

  constructor(private readonly input: string) {}

  /** Text up to each `{`, then what is inside the braces, one list node each. */
  parse(): Result<readonly PathNode[]> {
    while (this.position < this.input.length) {
      const open = this.input.indexOf('{', this.position);
      this.position = open < 0 ? this.input.length : open;
      if (this.position > this.start) this.root.push({ type: 'text', text: this.consume() });
      if (open < 0) break;
      this.skip(1);
      const nodes: PathNode[] = [];
      this.root.push({ type: 'list', nodes });
      const error = this.parseAction(nodes);
      if (error !== undefined) return failed(error);
    }
    return ok(this.root);
  }

  private consume(): string {
    const text = this.input.slice(this.start, this.position);
    this.start = this.position;
    return text;
  }

  private skip(length: number): void {
    this.position += length;
    this.start = this.position;
  }

  private peek(): string {
    const code = this.input.codePointAt(this.position);
    return code === undefined ? END_OF_INPUT : String.fromCodePoint(code);
  }

  private next(): string {
    const rune = this.peek();
    this.position += rune.length;
    return rune;
  }

  /** Up to and with the closing brace. */
  private parseAction(nodes: PathNode[]): string | undefined {
    while (!this.startsWith('}')) {
      const error = this.parseStep(nodes);
      if (error !== undefined) return error;
    }
    this.skip(1);
    return undefined;
  }

  private startsWith(text: string): boolean {
    return this.input.startsWith(text, this.position);
  }

  private parseStep(nodes: PathNode[]): string | undefined {
    if (this.startsWith('[?(')) return this.parseFilter(nodes);
    if (this.startsWith('..')) return this.parseRecursive(nodes);
    const rune = this.peek();
    if (rune === END_OF_INPUT || isEndOfLine(rune)) return 'unclosed action';
    if (rune === ' ' || rune === '@' || rune === '$') {
      this.position++;
      this.consume();
      return undefined;
    }
    if (rune === '[') return this.parseArray(nodes);
    if (rune === '"' || rune === "'") return this.parseQuote(nodes, rune);
    if (rune === '.') {
      this.skip(1);
      return this.parseField(nodes);
    }
    if (rune === '+' || rune === '-' || isDigit(rune)) return this.parseNumber(nodes);
    if (isAlphaNumeric(rune)) return this.parseIdentifier(nodes);
    return `unrecognized character in action: ${codePointName(rune)}`;
  }

  private parseIdentifier(nodes: PathNode[]): undefined {
    while (!isTerminator(this.peek())) this.next();
    const name = this.consume();
    if (name === 'true' || name === 'false') nodes.push({ type: 'bool', value: name === 'true' });
    else nodes.push({ type: 'identifier', name });
  }

  private parseRecursive(nodes: PathNode[]): string | undefined {
    if (nodes.at(-1)?.type === 'recursive') return 'invalid multiple recursive descent';
    this.skip(2);
    nodes.push({ type: 'recursive' });
    return isAlphaNumeric(this.peek()) ? this.parseField(nodes) : undefined;
  }

  private parseNumber(nodes: PathNode[]): string | undefined {
    if (this.startsWith('+') || this.startsWith('-')) this.position++;
    while (this.peek() === '.' || isDigit(this.peek())) this.next();
    const text = this.consume();
    const isInteger = /^[+-]?\d+$/.test(text);
    if (!isInteger && !/^[+-]?(\d+\.\d*|\.\d+)$/.test(text)) return `cannot parse number ${text}`;
    nodes.push({ type: 'number', value: Number(text), float: !isInteger });
    return undefined;
  }

  private parseField(nodes: PathNode[]): undefined {
    for (let rune = this.peek(); rune === '\\' || !isTerminator(rune); rune = this.peek())
      if (this.next() === '\\') this.next();
    const name = this.consume();
    nodes.push(name === '*' ? { type: 'wildcard' } : { type: 'field', name: name.replaceAll('\\', '') });
  }

  private parseQuote(nodes: PathNode[], delimiter: string): string | undefined {
    this.position++;
    for (;;) {
      const rune = this.next();
      if (rune === END_OF_INPUT || rune === '\n') return 'unterminated quoted string';
      if (rune === delimiter && this.input.charAt(this.position - 2) !== '\\') break;
    }
    const literal = this.consume();
    const text = unquote(literal);
    if (text === undefined) return `unquote string ${literal} error invalid syntax`;
    nodes.push({ type: 'text', text });
    return undefined;
  }

  private parseArray(nodes: PathNode[]): string | undefined {
    for (let rune = this.next(); rune !== ']'; rune = this.next())
      if (rune === END_OF_INPUT || rune === '\n') return 'unterminated array';
    const inner = this.consume().slice(1, -1);
    const text = inner === '*' ? ':' : inner;
    if (text.includes(',')) return this.addUnion(nodes, text.split(','));
    const key = /^'([^']*)'$/.exec(text)?.[1];
    if (key !== undefined) return inBraces(`.${key}`, (found) => nodes.push(...found));
    const bounds = sliceBounds(text);
    if (bounds === undefined) return `invalid array index ${text}`;
    if (typeof bounds === 'string') return bounds;
    nodes.push(bounds);
    return undefined;
  }

  private addUnion(nodes: PathNode[], members: readonly string[]): string | undefined {
    const union: (readonly PathNode[])[] = [];
    for (const member of members) {
      const error = inBraces(`[${member.replace(/^ +| +$/g, '')}]`, (found) => union.push(found));
      if (error !== undefined) return error;
    }
    nodes.push({ type: 'union', members: union });
    return undefined;
  }

  private parseFilter(nodes: PathNode[]): string | undefined {
    this.skip('[?('.length);
    const error = this.findFilterEnd();
    if (error !== undefined) return error;
    if (this.next() !== ']') return 'unclosed array expect ]';
    const text = this.consume().slice(0, -2);
    const [, left, operator = 'exists', right] = COMPARISON.exec(text) ?? [];
    let leftNodes: readonly PathNode[] = [];
    let rightNodes: readonly PathNode[] = [];
    const refused =
      inBraces(left ?? text, (found) => (leftNodes = found)) ??
      (right === undefined ? undefined : inBraces(right, (found) => (rightNodes = found)));
    if (refused !== undefined) return refused;
    nodes.push({ type: 'filter', left: leftNodes, right: rightNodes, operator });
    return undefined;
  }

  /** Reads past the `)` that is outside of quotes; upstream knows one pair of them. */
  private findFilterEnd(): string | undefined {
    let pair: string | undefined;
    let closed = false;
    for (;;) {
      const rune = this.next();
      if (rune === END_OF_INPUT || rune === '\n') return 'unterminated filter';
      if (rune === '"' || rune === "'") {
        if (pair === undefined) pair = rune;
        else if (rune === pair && this.input.charAt(this.position - 2) !== '\\') closed = true;
      } else if (rune === ')' && (pair !== undefined) === closed) return undefined;
    }
  }
}

/** Parses a text as if it stood in braces, and hands over the nodes of the first action. */
function inBraces(text: string, use: (nodes: readonly PathNode[]) => unknown): string | undefined {
  const parsed = parseJsonPath(`{${text}}`);
  if (!parsed.ok) return parsed.error;
  const [first] = parsed.value;
  use(first?.type === 'list' ? first.nodes : []);
  return undefined;
}

const UNKNOWN: SliceBound = { value: 0, known: false, derived: false };

function sliceBounds(text: string): PathNode | string | undefined {
  const [matched, first = '', second = '', third = ''] = SLICE.exec(text) ?? [];
  if (matched === undefined) return undefined;
  const lone = [first, second.slice(1), third.slice(1)].find((part) => part === '-');
  if (lone !== undefined) return `array index ${lone} is not a number`;
  const start = first === '' ? UNKNOWN : bound(first);
  const end = second === '' ? { value: start.value + 1, known: true, derived: true } : bound(second.slice(1));
  return { type: 'array', start, end, step: bound(third.slice(1)) };
}

function bound(text: string): SliceBound {
  return text === '' ? UNKNOWN : { value: Number(text), known: true, derived: false };
}

function isEndOfLine(rune: string): boolean {
  return rune === '\r' || rune === '\n';
}

function isTerminator(rune: string): boolean {
  return rune === END_OF_INPUT || ' \t\r\n.,[]$@{}'.includes(rune);
}

function isDigit(rune: string): boolean {
  return /^\p{Nd}$/u.test(rune);
}

function isAlphaNumeric(rune: string): boolean {
  return /^[_\p{L}\p{Nd}]$/u.test(rune);
}

function codePointName(rune: string): string {
  return `U+${(rune.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')} '${rune}'`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
};

const ESCAPE = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|([^]?))|(["'])/g;

/** A literal in single or double quotes without them, its escapes read; undefined when one is wrong (UnquoteExtend). */
function unquote(literal: string): string | undefined {
  const delimiter = literal.charAt(0);
  const inner = literal.slice(1, -1);
  let wrong = false;
  const text = inner.replace(ESCAPE, (matched: string, ...groups: (string | undefined)[]) => {
    const [byte, short, long, octal, single, bare] = groups;
    const hex = byte ?? short ?? long;
    const code = hex === undefined ? octal && parseInt(octal, 8) : parseInt(hex, 16);
    if (typeof code === 'number' && code <= 0x10ffff) return String.fromCodePoint(code);
    const known = single === delimiter ? delimiter : single === undefined ? undefined : ESCAPES[single];
    if (known !== undefined) return known;
    if (bare !== undefined && bare !== delimiter) return bare;
    wrong = true;
    return matched;
  });
  return wrong ? undefined : text;
}
