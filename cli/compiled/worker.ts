import type { ScenarioResult } from '../../conformance/runner/result.js';
import type { Batch } from '../worker.js';
import { compiled } from './compiled.js';

/** Runs a batch of scenarios in a thread of its own. Where there are threads, the command itself compiles next to nothing. */
export default async function runBatch(batch: Batch): Promise<readonly (readonly ScenarioResult[])[]> {
  const worker = await compiled.exports.worker();
  const results = await worker.default(batch);
  compiled.keep();
  return results;
}
