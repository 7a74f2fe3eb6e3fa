import type { Command } from './kubectl.js';
import { create } from './commands/create.js';
import { deleteCommand } from './commands/delete.js';
import { scale } from './commands/scale.js';
import { setImage } from './commands/set-image.js';

/** Every kubectl command that is modelled. */
export const commands: readonly Command[] = [create, deleteCommand, scale, setImage];
