import type { Command } from './kubectl.js';
import { create } from './commands/create.js';
import { deleteCommand } from './commands/delete.js';
import { apply } from './commands/apply.js';
import { get } from './commands/get.js';
import { annotate, label } from './commands/metadata.js';
import { cordon, taint, uncordon } from './commands/node.js';
import { patch } from './commands/patch.js';
import { rolloutHistory, rolloutPause, rolloutRestart, rolloutResume, rolloutStatus, rolloutUndo } from './commands/rollout.js';
import { scale } from './commands/scale.js';
import { setImage } from './commands/set-image.js';

/** Every kubectl command that is modelled. */
export const commands: readonly Command[] = [
  annotate,
  apply,
  cordon,
  create,
  deleteCommand,
  get,
  label,
  patch,
  rolloutHistory,
  rolloutPause,
  rolloutRestart,
  rolloutResume,
  rolloutStatus,
  rolloutUndo,
  scale,
  setImage,
  taint,
  uncordon,
];
