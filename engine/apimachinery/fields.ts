import { failed, ok, type Result } from './result.js';

export interface FieldRequirement {
  readonly field: string;
  readonly operator: '=' | '!=';
  readonly value: string;
}

/** A field selector: fields.Selector. A field that is not there has the value ''. */
export interface FieldSelector {
  readonly requirements: readonly FieldRequirement[];
  matches(fields: Readonly<Record<string, string>>): boolean;
}

/** 'metadata.name=x,status.phase!=Running' as a selector; the errors are those of fields.ParseSelector. */
export function parseFieldSelector(text: string): Result<FieldSelector> {
  const requirements: FieldRequirement[] = [];
  for (const term of splitTerms(text).sort()) {
    if (term === '') continue;
    const requirement = parseTerm(term, text);
    if (!requirement.ok) return requirement;
    const { field, value } = requirement.value;
    if (field !== '' || value !== '') requirements.push(requirement.value);
  }
  const matches = (fields: Readonly<Record<string, string>>): boolean =>
    requirements.every(({ field, operator, value }) => ((fields[field] ?? '') === value) === (operator === '='));
  return ok({ requirements, matches });
}

/** At commas that no backslash precedes. */
function splitTerms(text: string): string[] {
  return text.match(/(?:\\[^]|[^\\,])+\\?|\\/g) ?? [];
}

function parseTerm(term: string, selector: string): Result<FieldRequirement> {
  const [operator] = /!=|==|=/.exec(term) ?? [];
  if (operator === undefined) return failed(`invalid selector: '${selector}'; can't understand '${term}'`);
  const at = term.indexOf(operator);
  const value = unescapeValue(term.slice(at + operator.length));
  if (!value.ok) return value;
  return ok({ field: term.slice(0, at), operator: operator === '!=' ? '!=' : '=', value: value.value });
}

function unescapeValue(text: string): Result<string> {
  let value = '';
  let escaped = false;
  for (const character of text) {
    const special = character === '\\' || character === ',' || character === '=';
    if (escaped && !special) return failed(`invalid field selector: invalid escape sequence: \\${character}`);
    if (!escaped && special && character !== '\\')
      return failed(`invalid field selector: unescaped character in value: ${character.codePointAt(0)}`);
    if (escaped || !special) value += character;
    escaped = !escaped && character === '\\';
  }
  return escaped ? failed('invalid field selector: invalid escape sequence: \\') : ok(value);
}

/** 'status.phase!=Running', sorted as it was parsed (fields.Selector.String). */
export function formatFieldSelector({ requirements }: FieldSelector): string {
  return requirements
    .map(
      ({ field, operator, value }) => `${field}${operator}${value.replace(/[\\,=]/g, (character) => `\\${character}`)}`,
    )
    .join(',');
}
