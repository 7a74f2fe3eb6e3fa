import { imageReference } from './image-reference.js';
import type { ImageBehaviour } from './image-behaviour.js';
import { readProgram } from './program.js';

export type Images = Readonly<Record<string, ImageBehaviour>>;

/** What a container does, and how much of that is certain. */
export interface Behaved {
  readonly behaviour: ImageBehaviour;
  /** What had to be guessed: an unknown image, or a command line that was not understood. */
  readonly guessed?: string;
}

const MEGABYTE = 1_000_000;

/** Below the size from which the scheduler's ImageLocality counts. */
export const DEFAULT_SIZE_BYTES = 20 * MEGABYTE;

const SERVER: ImageBehaviour = { sigterm: { after: 0, code: 0 } };

/** Images whose containers do as their real ones do, by repository. */
const KNOWN: Readonly<Record<string, ImageBehaviour>> = {
  'docker.io/library/nginx': {
    ...SERVER,
    sizeBytes: 72 * MEGABYTE,
    listens: [80],
    answers: [
      { http: '/', status: 200 },
      { http: '/index.html', status: 200 },
      { http: '*', status: 404 },
    ],
  },
  'docker.io/library/redis': { ...SERVER, sizeBytes: 49 * MEGABYTE, listens: [6379] },
  'registry.k8s.io/pause': { ...SERVER, sizeBytes: 320_000, listens: [] },
  'registry.k8s.io/e2e-test-images/agnhost': { ...SERVER, sizeBytes: 52 * MEGABYTE },
  'docker.io/library/busybox': {
    sizeBytes: 2.2 * MEGABYTE,
    exits: [{ after: 0, code: 0 }],
    sigterm: 'ignore',
    listens: [],
  },
};

const RUNS_FOR_EVER: ImageBehaviour = {};

/**
 * The behaviour of a container: as declared for its image; else by the catalogue and its command line; an unknown image
 * runs for ever and is ready at once.
 */
export function behaviourOf(
  images: Images,
  image: string,
  command: readonly string[],
  args: readonly string[],
): Behaved {
  const declared = declaredFor(images, image);
  if (declared !== undefined) return { behaviour: declared };
  const reference = imageReference(image);
  const known = reference.ok ? KNOWN[reference.value.repository] : undefined;
  const argv = [...command, ...args];
  if (argv.length === 0)
    return known === undefined ? { behaviour: RUNS_FOR_EVER, guessed: image } : { behaviour: known };
  const commanded = command.length > 0 || known?.exits !== undefined;
  const program = commanded ? readProgram(argv) : undefined;
  if (program !== undefined) return { behaviour: programmed(known, program) };
  if (known === undefined) return { behaviour: RUNS_FOR_EVER, guessed: image };
  return known.exits === undefined
    ? { behaviour: known }
    : { behaviour: known, guessed: `${image} [${argv.join(' ')}]` };
}

function programmed(
  known: ImageBehaviour | undefined,
  program: NonNullable<ReturnType<typeof readProgram>>,
): ImageBehaviour {
  const { exits: _shell, ...image } = known ?? {};
  return {
    ...image,
    ...(program.end === undefined ? {} : { exits: [program.end] }),
    sigterm: program.onTerm === undefined ? 'ignore' : { after: 0, code: program.onTerm },
    logs: program.output,
  };
}

const indexes = new WeakMap<Images, ReadonlyMap<string, ImageBehaviour>>();

/** What a spec declares for an image, however either of them spells its name. */
export function declaredFor(images: Images, image: string): ImageBehaviour | undefined {
  const exact = images[image];
  if (exact !== undefined) return exact;
  const reference = imageReference(image);
  return reference.ok ? indexOf(images).get(reference.value.full) : undefined;
}

function indexOf(images: Images): ReadonlyMap<string, ImageBehaviour> {
  const known = indexes.get(images);
  if (known !== undefined) return known;
  const index = new Map<string, ImageBehaviour>();
  for (const [image, behaviour] of Object.entries(images)) {
    const reference = imageReference(image);
    if (reference.ok) index.set(reference.value.full, behaviour);
  }
  indexes.set(images, index);
  return index;
}

/** How an image is pulled: as declared, or at once. */
export function pulledAs(images: Images, image: string): ImageBehaviour {
  const declared = declaredFor(images, image);
  if (declared !== undefined) return declared;
  const reference = imageReference(image);
  return (reference.ok ? KNOWN[reference.value.repository] : undefined) ?? RUNS_FOR_EVER;
}
