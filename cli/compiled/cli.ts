import { EXIT, type Terminal } from '../terminal.js';
import { compiled } from './compiled.js';

/** Runs a command line. */
export async function cli(argv: readonly string[], terminal: Terminal): Promise<number> {
  const command = await compiled.exports.command();
  const code = await command.cli(argv, terminal);
  if (argv[0] === 'run' && code !== EXIT.usage) compiled.keep();
  return code;
}
