import { formatDuration } from '../../apimachinery/duration.js';
import type { Container } from '../../apis/generated/core.v1.js';
import type { Millis } from '../../core/time.js';
import { pulledAs, DEFAULT_SIZE_BYTES } from '../../runtime/catalogue.js';
import { hex64 } from '../../runtime/identity.js';
import { imageReference, type ImageReference } from '../../runtime/image-reference.js';
import { nextBackoff } from '../backoff.js';
import type { Action, Performed } from '../pod/action.js';
import type { PodSync } from '../pod/pod-sync.js';
import { pullError } from './pull-error.js';

/** The image is on the node, or its pull takes a while, or it cannot be had. */
export type ImageOutcome =
  | { readonly type: 'present' }
  | { readonly type: 'pulling'; readonly performed: Performed }
  | { readonly type: 'failed'; readonly reason: string; readonly message: string; readonly first: boolean };

/** Sees to it that a container's image is there. Follows EnsureImageExists (pkg/kubelet/images/image_manager.go). */
export function ensureImageExists(sync: PodSync, container: Container): ImageOutcome {
  const { image = '', imagePullPolicy: policy } = container;
  const reference = imageReference(image);
  if (!reference.ok) {
    const message = `Failed to apply default image tag "${image}": ${reference.error}`;
    sync.event('Warning', 'InspectFailed', message, container);
    return failure(sync, container, 'InvalidImageName', message);
  }
  if (policy !== 'Always' && isPresent(sync, reference.value)) {
    const message = `Container image "${image}" already present on machine and can be accessed by the pod`;
    sync.event('Normal', 'Pulled', message, container);
    return { type: 'present' };
  }
  if (policy === 'Never') {
    const message = `Container image "${image}" is not present with pull policy of Never`;
    sync.event('Warning', 'ErrImageNeverPull', message, container);
    return failure(sync, container, 'ErrImageNeverPull', message);
  }
  return pull(sync, container, reference.value);
}

function isPresent(sync: PodSync, { full }: ImageReference): boolean {
  const known = sync.runtime.images.get(full);
  return known !== undefined && known.presentFrom <= sync.now;
}

/** An error of startContainer: told as an event, too. */
function failure(sync: PodSync, container: Container, reason: string, message: string): ImageOutcome {
  sync.event('Warning', 'Failed', `Error: ${reason}`, container);
  return { type: 'failed', reason, message, first: sync.worker.reasons[container.name]?.reason !== reason };
}

function pull(sync: PodSync, container: Container, reference: ImageReference): ImageOutcome {
  const { image = '' } = container;
  const backoff = sync.worker.pulls[image];
  if (backoff !== undefined && sync.now - backoff.updatedAt < backoff.delay) {
    const message = `Back-off pulling image "${image}"`;
    sync.event('Normal', 'BackOff', message, container);
    sync.event('Warning', 'Failed', 'Error: ImagePullBackOff', container);
    return {
      type: 'failed',
      reason: 'ImagePullBackOff',
      message: `${message}: ErrImagePull: ${backoff.error}`,
      first: backoff.failures === 1,
    };
  }
  sync.event('Normal', 'Pulling', `Pulling image "${image}"`, container);
  return { type: 'pulling', performed: beginPull(sync, container, reference) };
}

/** Pulls wait for one another; one that is there already, or fails, takes no time. */
function beginPull(sync: PodSync, container: Container, reference: ImageReference): Performed {
  const { image = '' } = container;
  const { images, pulling } = sync.runtime;
  const behaviour = pulledAs(sync.env.images, image);
  const begins = Math.max(sync.now, pulling);
  const error = failureOf(sync, reference, behaviour.pullFailure, behaviour.pullFailures);
  const known = images.get(reference.full);
  const took =
    error !== undefined || (known !== undefined && known.presentFrom <= begins) ? 0 : (behaviour.pullTime ?? 0);
  const ends = begins + took;
  const present = known !== undefined && known.presentFrom <= ends;
  const digest = `sha256:${hex64(reference.full)}`;
  const arrived = { digest, sizeBytes: behaviour.sizeBytes ?? DEFAULT_SIZE_BYTES, presentFrom: ends };
  const kept = error !== undefined || present ? images : images.set(reference.full, arrived);
  sync.runtime.images = kept;
  sync.runtime.pulling = ends;
  sync.call({ call: 'PullImage', image: reference.full, ...(error === undefined ? {} : { error }) }, begins);
  const done: Action = {
    type: 'pulled',
    container: container.name,
    image,
    askedAt: sync.now,
    took,
    ...(error === undefined ? {} : { error }),
  };
  return { then: [done], until: ends };
}

function failureOf(
  sync: PodSync,
  reference: ImageReference,
  declared: Parameters<typeof pullError>[1] | undefined,
  times = Infinity,
): string | undefined {
  if (!sync.env.registryUp) return pullError(reference, 'RegistryUnavailable');
  if (declared === undefined) return undefined;
  const { failedPulls } = sync.runtime;
  const failed = failedPulls[reference.full] ?? 0;
  if (failed >= times) return undefined;
  sync.runtime.failedPulls = { ...failedPulls, [reference.full]: failed + 1 };
  return pullError(reference, declared);
}

/** The end of a pull: told as an event; a failure starts or doubles the back-off. */
export function endPull(
  sync: PodSync,
  container: Container,
  pulled: Extract<Action, { type: 'pulled' }>,
): ImageOutcome {
  const { image, error, took, askedAt } = pulled;
  if (error === undefined) {
    sync.event('Normal', 'Pulled', pulledMessage(sync, image, took, sync.now - askedAt), container);
    return { type: 'present' };
  }
  sync.event('Warning', 'Failed', `Failed to pull image "${image}": ${error}`, container);
  const { pulls } = sync.worker;
  const before = pulls[image];
  const failures = (before?.failures ?? 0) + 1;
  sync.worker.pulls = { ...pulls, [image]: { ...nextBackoff(before, sync.now, sync.now), error, failures } };
  sync.event('Warning', 'Failed', 'Error: ErrImagePull', container);
  return { type: 'failed', reason: 'ErrImagePull', message: error, first: failures === 1 };
}

function pulledMessage(sync: PodSync, image: string, took: Millis, waited: Millis): string {
  const reference = imageReference(image);
  const size = reference.ok ? (sync.runtime.images.get(reference.value.full)?.sizeBytes ?? 0) : 0;
  const times = `${formatDuration(took)} (${formatDuration(waited)} including waiting)`;
  return `Successfully pulled image "${image}" in ${times}. Image size: ${size} bytes.`;
}
