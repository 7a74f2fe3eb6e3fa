import { join } from 'node:path';
import { load } from './load.js';

/** The name of the script, which lies beside the bundle that this becomes a part of. */
declare const SCRIPT: string;

/** The command, compiled ahead. */
export const compiled = load<typeof import('./script.js')>(join(__dirname, SCRIPT));
