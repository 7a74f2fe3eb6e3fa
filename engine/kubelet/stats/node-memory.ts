import type { Millis } from '../../core/time.js';
import type { Runtime } from '../../runtime/runtime.js';
import { usedByPod } from '../../runtime/usage/container-usage.js';

/** Bytes of working set on the whole machine. */
export function nodeMemory(runtime: Runtime, now: Millis): number {
  let bytes = runtime.system.memory;
  for (const [, pod] of runtime.pods) bytes += usedByPod(runtime, pod, now).memory;
  return bytes;
}
