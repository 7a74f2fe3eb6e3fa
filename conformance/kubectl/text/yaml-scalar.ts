/** How scalars are written: the rules of libyaml's emitter as go-yaml v2 uses it, lines folded after 80 columns. */

const WIDTH = 80;
const BREAK = /[\r\n\u0085\u2028\u2029]/;
const BLANK_OR_END = /^[ \t]?$/;

/** What yaml_emitter_analyze_scalar finds out about a text. */
interface Analysis {
  readonly plain: boolean;
  readonly singleQuoted: boolean;
  readonly block: boolean;
}

const isPrintable = (character: string): boolean => {
  const code = character.codePointAt(0) ?? 0;
  if (code === 0x0a || (code >= 0x20 && code <= 0x7e)) return true;
  return code >= 0xa0 && code < 0xfffe && !(code >= 0xd800 && code < 0xe000) && code !== 0xfeff;
};

function analyze(text: string): Analysis {
  if (text === '') return { plain: true, singleQuoted: true, block: false };
  const characters = [...text];
  const special = characters.some((character) => !isPrintable(character));
  const spaceBreak = / [\r\n\u0085\u2028\u2029]/.test(text);
  const breakSpace = /[\r\n\u0085\u2028\u2029] /.test(text);
  const edge = (at: string): boolean => at === ' ' || BREAK.test(at);
  const edges = edge(text.charAt(0)) || edge(text.charAt(text.length - 1));
  const odd = spaceBreak || special;
  return {
    plain: !edges && !breakSpace && !odd && !BREAK.test(text) && !hasIndicator(text),
    singleQuoted: !breakSpace && !odd,
    block: !text.endsWith(' ') && !odd,
  };
}

/** Characters that mean something to YAML where they stand. */
function hasIndicator(text: string): boolean {
  if (text.startsWith('---') || text.startsWith('...')) return true;
  const [first = '', second = ''] = text;
  if ('#,[]{}&*!|>\'"%@`'.includes(first)) return true;
  if ('?:-'.includes(first) && BLANK_OR_END.test(second)) return true;
  return /:([ \t]|$)/.test(text.slice(1)) || /[ \t]#/.test(text);
}

/** A text as YAML, at `column` of a line whose nested lines begin at `indent`. Keys never break. */
export function scalarText(text: string, isPlain: boolean, column: number, indent: number, isKey: boolean): string {
  const { plain, singleQuoted, block } = analyze(text);
  const breakable = !isKey;
  if (text.includes('\n'))
    return block && !isKey ? literal(text, indent) : doubleQuoted(text, column, indent, breakable);
  if (!isPlain) return doubleQuoted(text, column, indent, breakable);
  if (plain && !(text === '' && isKey)) return folded(text, column, indent, breakable);
  if (singleQuoted) return singleQuotedText(text, column, indent, breakable);
  return doubleQuoted(text, column, indent, breakable);
}

/** A line break in the place of a space after the width is reached. */
function folded(text: string, column: number, indent: number, breakable: boolean): string {
  let out = '';
  let at = column;
  let spaces = false;
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index);
    if (character !== ' ') {
      out += character;
      at += 1;
      spaces = false;
      continue;
    }
    if (breakable && !spaces && at > WIDTH && text.charAt(index + 1) !== ' ') {
      out += `\n${' '.repeat(indent)}`;
      at = indent;
    } else {
      out += ' ';
      at += 1;
    }
    spaces = true;
  }
  return out;
}

function singleQuotedText(text: string, column: number, indent: number, breakable: boolean): string {
  const inner = text.replaceAll("'", "''");
  const [, head = '', middle = '', tail = ''] = /^( ?)([^]*?)( ?)$/.exec(inner) ?? [];
  return `'${head}${folded(middle, column + 1 + head.length, indent, breakable)}${tail}'`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\0': '0',
  '\x07': 'a',
  '\b': 'b',
  '\t': 't',
  '\n': 'n',
  '\v': 'v',
  '\f': 'f',
  '\r': 'r',
  '\x1b': 'e',
  '"': '"',
  '\\': '\\',
  '\u0085': 'N',
  '\u00a0': '_',
  '\u2028': 'L',
  '\u2029': 'P',
};

function escaped(character: string): string {
  if (isPrintable(character) && !BREAK.test(character) && character !== '"' && character !== '\\') return character;
  const short = ESCAPES[character];
  if (short !== undefined) return `\\${short}`;
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16).toUpperCase();
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}

function doubleQuoted(text: string, column: number, indent: number, breakable: boolean): string {
  const characters = [...text];
  let out = '"';
  let at = column + 1;
  let spaces = false;
  characters.forEach((character, index) => {
    const inside = index > 0 && index < characters.length - 1;
    if (character === ' ' && breakable && !spaces && at > WIDTH && inside) {
      out += `\n${' '.repeat(indent)}${characters[index + 1] === ' ' ? '\\' : ''}`;
      at = indent;
    } else {
      const written = escaped(character);
      out += written;
      at += written.length;
    }
    spaces = character === ' ';
  });
  return `${out}"`;
}

/** '|' and the text's lines below it; the hints say how it begins and ends. */
function literal(text: string, indent: number): string {
  const indentHint = /^[ \r\n]/.test(text) ? '2' : '';
  const chomp = !text.endsWith('\n') ? '-' : text === '\n' || text.endsWith('\n\n') ? '+' : '';
  const body = (text.endsWith('\n') ? text.slice(0, -1) : text)
    .split('\n')
    .map((line) => (line === '' ? '' : ' '.repeat(indent) + line))
    .join('\n');
  return `|${indentHint}${chomp}\n${body}`;
}
