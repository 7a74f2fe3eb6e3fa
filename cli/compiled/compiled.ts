import { fileURLToPath } from 'node:url';
import { load } from './load.js';

/** The name of the script, which lies beside the bundle that this becomes a part of. */
declare const SCRIPT: string;

/** The command, compiled ahead. */
export const compiled = load<typeof import('./script.js')>(fileURLToPath(new URL(SCRIPT, import.meta.url)));
