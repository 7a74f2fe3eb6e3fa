/**
 * Looks at JSON as text for what JSON.parse does not tell: Go's words for a syntax error, and fields that occur twice.
 * Follows encoding/json's scanner.
 */

export interface JsonText {
  /** "invalid character 'x' looking for beginning of value"; undefined when the text is well-formed. */
  readonly error: string | undefined;
  /** 'metadata.labels.a', 'spec.containers[0].name': every further occurrence, in order, without repeats. */
  readonly duplicates: readonly string[];
}

class Syntax extends Error {}

class Scanner {
  readonly duplicates = new Set<string>();
  private at = 0;

  constructor(private readonly text: string) {}

  document(): void {
    this.value('');
    this.blanks();
    if (this.at < this.text.length) this.fail('after top-level value');
  }

  private fail(context: string): never {
    const char = this.text.charAt(this.at);
    if (char === '') throw new Syntax('unexpected end of JSON input');
    throw new Syntax(`invalid character ${quoteChar(char)} ${context}`);
  }

  private blanks(): void {
    while (' \t\r\n'.includes(this.text.charAt(this.at)) && this.at < this.text.length) this.at += 1;
  }

  private peek(): string {
    this.blanks();
    return this.text.charAt(this.at);
  }

  private value(path: string): void {
    const char = this.peek();
    if (char === '{') return this.object(path);
    if (char === '[') return this.array(path);
    if (char === '"') return void this.string();
    if (char === 't') return this.literal('true');
    if (char === 'f') return this.literal('false');
    if (char === 'n') return this.literal('null');
    if (char === '-' || isDigit(char)) return this.number();
    this.fail('looking for beginning of value');
  }

  private object(path: string): void {
    this.at += 1;
    const seen = new Set<string>();
    if (this.peek() === '}') return void (this.at += 1);
    for (;;) {
      if (this.peek() !== '"') this.fail('looking for beginning of object key string');
      const key = this.string();
      const field = path === '' ? key : `${path}.${key}`;
      if (seen.has(key)) this.duplicates.add(field);
      seen.add(key);
      if (this.peek() !== ':') this.fail('after object key');
      this.at += 1;
      this.value(field);
      if (this.next('}', 'after object key:value pair')) return;
    }
  }

  private array(path: string): void {
    this.at += 1;
    if (this.peek() === ']') return void (this.at += 1);
    for (let i = 0; ; i++) {
      this.value(`${path}[${i}]`);
      if (this.next(']', 'after array element')) return;
    }
  }

  /** Past the end, or past a comma. */
  private next(end: string, context: string): boolean {
    const char = this.peek();
    if (char !== end && char !== ',') this.fail(context);
    this.at += 1;
    return char === end;
  }

  private string(): string {
    const start = this.at;
    for (this.at += 1; ; this.at += 1) {
      const char = this.text.charAt(this.at);
      if (char === '' || char < ' ') this.fail('in string literal');
      if (char === '\\') this.escape();
      if (char === '"') break;
    }
    this.at += 1;
    return String(JSON.parse(this.text.slice(start, this.at)));
  }

  private escape(): void {
    this.at += 1;
    const char = this.text.charAt(this.at);
    if (char === '' || !'bfnrt\\/"u'.includes(char)) this.fail('in string escape code');
    for (let i = 0; char === 'u' && i < 4; i++) {
      this.at += 1;
      if (!/[0-9a-fA-F]/.test(this.text.charAt(this.at))) this.fail('in \\u hexadecimal character escape');
    }
  }

  private literal(word: string): void {
    for (const expected of word) {
      if (this.text.charAt(this.at) !== expected) this.fail(`in literal ${word} (expecting '${expected}')`);
      this.at += 1;
    }
  }

  private number(): void {
    if (this.text.charAt(this.at) === '-') this.at += 1;
    if (!isDigit(this.text.charAt(this.at))) this.fail('in numeric literal');
    if (this.text.charAt(this.at) === '0') this.at += 1;
    else this.digits();
    if (this.text.charAt(this.at) === '.') {
      this.at += 1;
      if (!isDigit(this.text.charAt(this.at))) this.fail('after decimal point in numeric literal');
      this.digits();
    }
    if (!'eE'.includes(this.text.charAt(this.at)) || this.at >= this.text.length) return;
    this.at += 1;
    if ('+-'.includes(this.text.charAt(this.at)) && this.at < this.text.length) this.at += 1;
    if (!isDigit(this.text.charAt(this.at))) this.fail('in exponent of numeric literal');
    this.digits();
  }

  private digits(): void {
    while (isDigit(this.text.charAt(this.at))) this.at += 1;
  }
}

function isDigit(char: string): boolean {
  return char >= '0' && char <= '9' && char !== '';
}

function quoteChar(char: string): string {
  if (char === "'") return `'\\''`;
  return char === '"' ? `'"'` : `'${JSON.stringify(char).slice(1, -1)}'`;
}

/** Scans a JSON text; `duplicates` are those before the error, if there is one. */
export function scanJson(text: string): JsonText {
  const scanner = new Scanner(text);
  try {
    scanner.document();
    return { error: undefined, duplicates: [...scanner.duplicates] };
  } catch (error) {
    if (error instanceof Syntax) return { error: error.message, duplicates: [...scanner.duplicates] };
    throw error;
  }
}
