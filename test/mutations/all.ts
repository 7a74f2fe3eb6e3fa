import { ACCESS_MUTATIONS } from './access-rules.js';
import { NODE_MUTATIONS } from './node-rules.js';
import { OWNERSHIP_MUTATIONS } from './ownership-rules.js';
import { MUTATIONS, type Mutation } from './rules.js';
import { SCHEDULING_MUTATIONS } from './scheduling-rules.js';
import { SEARCH_MUTATIONS } from './search-rules.js';
import { STORAGE_MUTATIONS } from './storage-rules.js';

/** Every rule that is broken once. */
export const ALL_MUTATIONS: readonly Mutation[] = [
  ...MUTATIONS,
  ...SCHEDULING_MUTATIONS,
  ...NODE_MUTATIONS,
  ...SEARCH_MUTATIONS,
  ...STORAGE_MUTATIONS,
  ...ACCESS_MUTATIONS,
  ...OWNERSHIP_MUTATIONS,
];
