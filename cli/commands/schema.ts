import { jsonSchema } from '../../conformance/language/json-schema.js';
import { EXIT, type Terminal } from '../terminal.js';

/** Prints the JSON Schema of spec files, for editors. */
export function schemaCommand(terminal: Terminal): number {
  terminal.out(`${JSON.stringify(jsonSchema(), undefined, 2)}\n`);
  return EXIT.passed;
}
