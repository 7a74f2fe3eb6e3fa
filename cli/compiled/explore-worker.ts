import { compiled } from './compiled.js';

const { default: searchPart } = await compiled.exports.exploreWorker();

/** Searches its part in a thread of its own. */
export default searchPart;
