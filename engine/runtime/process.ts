import { fnv32a } from '../apimachinery/hash.js';
import type { ContainerRun } from './container.js';
import { imageReference } from './image-reference.js';

const FIRST_PID = 1000;
const PIDS = 30_000;
/** TASK_COMM_LEN of the kernel, without the zero at the end. */
const NAME_LENGTH = 15;

/** The number that the main process of a run has on its node; inside its own namespace it is 1. */
export function pidOf({ id }: ContainerRun): number {
  return FIRST_PID + (fnv32a(id) % PIDS);
}

/** What the kernel calls it: its command, or, when the image's own is run, the name of the image. */
export function processName({ image }: ContainerRun, command: readonly string[]): string {
  const reference = imageReference(image);
  const path = command[0] ?? (reference.ok ? reference.value.repository : image);
  return (path.split('/').at(-1) ?? path).slice(0, NAME_LENGTH);
}
