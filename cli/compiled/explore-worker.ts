import type { Search } from '../../conformance/properties/exploration/explore.js';
import type { Part } from '../explore-worker.js';
import { compiled } from './compiled.js';

/** Searches its part in a thread of its own. */
export default async function searchPart(part: Part): Promise<Search> {
  const worker = await compiled.exports.exploreWorker();
  return worker.default(part);
}
