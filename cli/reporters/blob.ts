import * as z from 'zod';
import type { ScenarioResult } from '../../conformance/runner/result.js';
import { wholeRun } from './json.js';
import type { Reporter, RunInfo, Sink, Summary } from './reporter.js';

/** All that a run has to say, for `kspec merge` to read. */
export interface Blob {
  readonly version: typeof BLOB_VERSION;
  readonly run: RunInfo;
  readonly summary: Summary;
  readonly scenarios: readonly ScenarioResult[];
}

const BLOB_VERSION = 'kspec.dev/blob.v1';

/** One line of JSON at the end. */
export function blob(sink: Sink): Reporter {
  return wholeRun(sink, BLOB_VERSION);
}

const count = z.number().int().nonnegative();

/** What reporters rely on; more is kept as it is. */
const scenario = z.looseObject({
  file: z.string(),
  line: count,
  name: z.string(),
  status: z.enum(['passed', 'failed', 'error', 'skipped']),
  failure: z
    .looseObject({ position: z.looseObject({ file: z.string(), line: count, column: count }), message: z.string() })
    .optional(),
  warnings: z.array(z.string()),
  seed: z.number(),
  virtualMillis: z.number(),
  wallMillis: z.number(),
});

const shape = z.looseObject({
  version: z.literal(BLOB_VERSION),
  run: z.looseObject({ scenarios: count, files: count, version: z.string(), kubernetes: z.string() }),
  summary: z.looseObject({ notRun: count, wallMillis: z.number(), interrupted: z.boolean() }),
  scenarios: z.array(scenario),
});

/** What a text says, when it is a blob of this version of the format; else why not. */
export function readBlob(text: string): Blob | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'it is no JSON: write it with --reporter blob=FILE';
  }
  return isBlob(value) ? value : `it is no report of ${BLOB_VERSION}: write it with --reporter blob=FILE`;
}

function isBlob(value: unknown): value is Blob {
  return shape.safeParse(value).success;
}
