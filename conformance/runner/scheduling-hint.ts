import { explainScheduling } from '../../engine/index.js';
import type { Pod } from '../../engine/apis/generated/core.v1.js';
import { pods } from '../../engine/apis/generated/resources.js';
import { remedyTitle } from './explanation-text.js';
import type { Run } from './run.js';

const REMEDIES_SHOWN = 4;

/**
 * Why the pod that a failure is about, or the first of the pods that are named after its object, waits for a node.
 * Undefined: none does.
 * @param nearest as a report names it: 'deployment/web', 'pod/web-1 in shop'
 */
export function schedulingHint(run: Run, nearest: string | undefined): readonly string[] | undefined {
  const pod = waitingPod(run, nearest);
  const explanation = pod === undefined ? undefined : explainScheduling(run.cluster, pod);
  if (pod === undefined || explanation === undefined) return undefined;
  const { handled, gate, message, remedies } = explanation;
  const said = handled ? (gate?.reason ?? message) : 'it asks for a scheduler that does not run';
  if (said === '') return undefined;
  return [
    `pod/${pod.metadata.name}: ${said}`,
    ...remedies.slice(0, REMEDIES_SHOWN).map((remedy) => `would do: ${remedyTitle(remedy)}`),
  ];
}

function waitingPod(run: Run, nearest: string | undefined): Pod | undefined {
  const [, kind, name = '', namespace] = /^([^/ ]+)\/(\S+)(?: in (\S+))?/.exec(nearest ?? '') ?? [];
  if (kind === undefined) return undefined;
  // The collection of pods holds nothing but pods.
  const all = run.world.list(pods, namespace) as readonly Pod[];
  return all.find(
    ({ metadata, spec, status }) =>
      !spec.nodeName &&
      metadata.deletionTimestamp === undefined &&
      (status?.phase ?? 'Pending') === 'Pending' &&
      (kind === 'pod' ? metadata.name === name : metadata.name.startsWith(`${name}-`)),
  );
}
