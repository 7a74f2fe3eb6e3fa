import type { CriCall } from '../runtime/cri-call.js';
import type { KubeletMemory } from './memory.js';

/** Whether something is the memory of a kubelet, for those who hold components of all kinds. */
export function isKubeletMemory(memory: unknown): memory is KubeletMemory {
  return typeof memory === 'object' && memory !== null && 'type' in memory && memory.type === 'kubelet';
}

/** The latest calls to the container runtime, oldest first. */
export function criCalls({ runtime }: KubeletMemory): readonly CriCall[] {
  return runtime.calls.values();
}

/** Images that nobody describes, and command lines that were not understood: what their containers do is a guess. */
export function guessedImages({ runtime }: KubeletMemory): readonly string[] {
  return runtime.guessed;
}
