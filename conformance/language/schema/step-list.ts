import * as z from 'zod';

/** Read step by step, each by its own schema; the mark tells the JSON Schema. */
export const stepList = z.array(z.unknown()).meta({ kspec: 'steps' });
