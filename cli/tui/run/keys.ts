import type { KeyHelp } from '../step/keys.js';

/** What the keys of the screen of a run do. Letters as in vitest. */
export const RUN_KEYS: readonly KeyHelp[] = [
  { keys: 'a', does: 'run all again, without filters', short: 'all' },
  { keys: 'r', does: 'run again what ran last', short: 'rerun' },
  { keys: 'f', does: 'run only what failed', short: 'failed' },
  { keys: 'u', does: 'run what failed, and write its golden files anew', short: 'update' },
  { keys: 'p', does: 'run only files whose path has this in it; empty: all', short: 'file' },
  { keys: 't', does: 'run only scenarios whose name matches this; empty: all', short: 'name' },
  { keys: 'up down', does: 'select a scenario; on the story: scroll' },
  { keys: 'Enter', does: 'fold and unfold a file' },
  { keys: 's', does: 'step through the selected scenario', short: 'step' },
  { keys: 'Tab', does: 'from the tree to the story and back' },
  { keys: 'h', does: 'this help', short: 'help' },
  { keys: 'q', does: 'quit', short: 'quit' },
];
