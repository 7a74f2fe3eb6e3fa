import { failed, ok, type Result } from '../../apimachinery/result.js';

/** A piece of a word: text, the value of a variable, or the output of a command. */
export interface Part {
  readonly type: 'text' | 'variable' | 'command';
  readonly value: string;
  readonly quoted: boolean;
}

export type Token =
  { readonly type: 'word'; readonly parts: readonly Part[] } | { readonly type: 'operator'; readonly value: Operator };

const OPERATORS = ['&&', '||', '2>&1', '>&2', '1>&2', '2>>', '2>', '>>', '>', '<', '|', ';', '\n'] as const;

export type Operator = (typeof OPERATORS)[number];

/** Splits a script as a POSIX shell does. Control structures and what else is not modelled is told of by name. */
export function tokensOf(script: string): Result<readonly Token[]> {
  const reader = new Reader(script);
  return reader.wrong === undefined ? ok(reader.tokens) : failed(reader.wrong);
}

class Reader {
  readonly tokens: Token[] = [];
  wrong: string | undefined;
  private at = 0;
  private parts: Part[] | undefined;

  constructor(private readonly script: string) {
    while (this.at < script.length && this.wrong === undefined) this.step();
    this.endWord();
  }

  private step(): void {
    const operator = this.parts === undefined || !/^\d/.test(this.rest) ? this.operatorHere() : undefined;
    const character = this.script.charAt(this.at);
    if (operator !== undefined) {
      this.endWord();
      this.tokens.push({ type: 'operator', value: operator });
      this.at += operator.length;
    } else if (/\s/.test(character)) {
      this.endWord();
      this.at += 1;
    } else if (character === '#' && this.parts === undefined) this.skipComment();
    else if (/[&()`]/.test(character)) this.refuse(character);
    else this.piece(character);
  }

  private get rest(): string {
    return this.script.slice(this.at);
  }

  private operatorHere(): Operator | undefined {
    const { rest } = this;
    return OPERATORS.find((operator) => rest.startsWith(operator));
  }

  private skipComment(): void {
    const end = this.script.indexOf('\n', this.at);
    this.at = end < 0 ? this.script.length : end;
  }

  private refuse(what: string): void {
    this.wrong = `"${what}" in shell scripts`;
  }

  private piece(character: string): void {
    if (character === "'") return this.single();
    if (character === '"') return this.double();
    if (character === '$') return this.dollar(false);
    if (character === '\\') {
      this.add('text', this.script.charAt(this.at + 1), true);
      this.at += 2;
      return;
    }
    this.add('text', character, false);
    this.at += 1;
  }

  private single(): void {
    const end = this.script.indexOf("'", this.at + 1);
    if (end < 0) return this.refuse("'");
    this.add('text', this.script.slice(this.at + 1, end), true);
    this.at = end + 1;
  }

  private double(): void {
    this.at += 1;
    this.add('text', '', true);
    while (this.at < this.script.length && this.script.charAt(this.at) !== '"' && this.wrong === undefined) {
      const character = this.script.charAt(this.at);
      if (character === '$') this.dollar(true);
      else if (character === '\\' && /["\\$`]/.test(this.script.charAt(this.at + 1))) {
        this.add('text', this.script.charAt(this.at + 1), true);
        this.at += 2;
      } else {
        this.add('text', character, true);
        this.at += 1;
      }
    }
    if (this.at >= this.script.length && this.wrong === undefined) return this.refuse('"');
    this.at += 1;
  }

  private dollar(quoted: boolean): void {
    const { rest } = this;
    if (rest.startsWith('$((')) return this.refuse('$((');
    if (rest.startsWith('$(')) return this.substitution(quoted);
    const [whole, plain, braced] = /^\$(?:([A-Za-z_]\w*|[?$])|\{([A-Za-z_]\w*)\})/.exec(rest) ?? [];
    const name = plain ?? braced;
    if (whole === undefined || name === undefined) {
      if (rest.startsWith('${')) return this.refuse('${');
      this.add('text', '$', quoted);
      this.at += 1;
      return;
    }
    this.add('variable', name, quoted);
    this.at += whole.length;
  }

  private substitution(quoted: boolean): void {
    let depth = 1;
    let end = this.at + 2;
    for (; end < this.script.length && depth > 0; end++) {
      const character = this.script.charAt(end);
      if (character === '(') depth += 1;
      if (character === ')') depth -= 1;
    }
    if (depth > 0) return this.refuse('$(');
    this.add('command', this.script.slice(this.at + 2, end - 1), quoted);
    this.at = end;
  }

  private add(type: Part['type'], value: string, quoted: boolean): void {
    const last = this.parts?.at(-1);
    if (type === 'text' && last?.type === 'text' && last.quoted === quoted)
      this.parts?.splice(-1, 1, { type, value: last.value + value, quoted });
    else this.parts = [...(this.parts ?? []), { type, value, quoted }];
  }

  private endWord(): void {
    if (this.parts !== undefined) this.tokens.push({ type: 'word', parts: this.parts });
    this.parts = undefined;
  }
}
