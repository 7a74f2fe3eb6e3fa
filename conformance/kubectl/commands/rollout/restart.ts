import { timestamp } from '../../../../engine/apimachinery/time.js';
import type { Deployment } from '../../../../engine/apis/generated/apps.v1.js';
import { fail } from '../../failure.js';
import { ofKind } from '../../resources/info.js';
import { changing } from './change.js';
import { groupKind } from './revisions.js';

const RESTARTED_AT = 'kubectl.kubernetes.io/restartedAt';
const KINDS = ['Deployment.apps', 'DaemonSet.apps', 'StatefulSet.apps'];

/** `kubectl rollout restart`: an annotation of the template with the time. */
export const rolloutRestart = changing('restart', 'restarted', ({ mapping, name, object = {} }, { now }) => {
  if (!KINDS.includes(groupKind(mapping))) return 'restarting is not supported';
  const { paused, template } = ofKind<Deployment>(object).spec;
  if (paused === true) return "can't restart paused deployment (run rollout resume first)";
  const restartedAt = timestamp(now);
  if (template.metadata.annotations?.[RESTARTED_AT] === restartedAt)
    return fail(
      `failed to create patch for ${name}: if restart has already been triggered within the past second, please wait before attempting to trigger another`,
    );
  return { patch: { spec: { template: { metadata: { annotations: { [RESTARTED_AT]: restartedAt } } } } } };
});
