import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { jsonSchema } from '../../conformance/language/json-schema.js';
import { withReference } from '../../conformance/language/reference.js';
import { EXIT, UsageError, type Terminal } from '../terminal.js';

/** Prints the JSON Schema of spec files, for editors; or writes the reference part of a Markdown page anew. */
export function schemaCommand(markdown: string | undefined, terminal: Terminal): number {
  if (markdown === undefined) {
    terminal.out(`${JSON.stringify(jsonSchema(), undefined, 2)}\n`);
    return EXIT.passed;
  }
  const path = resolve(terminal.cwd, markdown);
  writeFileSync(path, withReference(readPage(path, markdown)));
  terminal.out(`wrote ${markdown}\n`);
  return EXIT.passed;
}

function readPage(path: string, shown: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new UsageError(`--markdown ${shown}: there is no such file`);
  }
}
