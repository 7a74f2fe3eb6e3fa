import type { Command } from './kubectl.js';
import { create } from './commands/create.js';
import { createKinds } from './commands/create-kinds.js';
import { deleteCommand } from './commands/delete.js';
import { apply } from './commands/apply.js';
import { drain } from './commands/drain.js';
import { expose } from './commands/expose.js';
import { get } from './commands/get.js';
import { annotate, label } from './commands/metadata.js';
import { cordon, taint, uncordon } from './commands/node.js';
import { patch } from './commands/patch.js';
import {
  rolloutHistory,
  rolloutPause,
  rolloutRestart,
  rolloutResume,
  rolloutStatus,
  rolloutUndo,
} from './commands/rollout.js';
import { run } from './commands/run.js';
import { scale } from './commands/scale.js';
import { setEnv, setResources } from './commands/set-env.js';
import { setImage } from './commands/set-image.js';
import { wait } from './commands/wait.js';

/** Every kubectl command that is modelled. */
export const commands: readonly Command[] = [
  annotate,
  apply,
  cordon,
  create,
  ...createKinds,
  deleteCommand,
  drain,
  expose,
  get,
  label,
  patch,
  rolloutHistory,
  rolloutPause,
  rolloutRestart,
  rolloutResume,
  rolloutStatus,
  rolloutUndo,
  run,
  scale,
  setEnv,
  setImage,
  setResources,
  taint,
  uncordon,
  wait,
];
