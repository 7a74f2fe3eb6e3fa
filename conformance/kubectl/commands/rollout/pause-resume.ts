import type { Deployment } from '../../../../engine/apis/generated/apps.v1.js';
import type { Command } from '../../command.js';
import { ofKind, type Info } from '../../resources/info.js';
import { changing } from './change.js';
import { groupKind } from './revisions.js';

/** `kubectl rollout pause`. */
export const rolloutPause = pausing('pause', true);

/** `kubectl rollout resume`. */
export const rolloutResume = pausing('resume', false);

function pausing(name: 'pause' | 'resume', paused: boolean): Command {
  const [gerund, done, already] = paused
    ? ['pausing', 'paused', 'is already paused']
    : ['resuming', 'resumed', 'is not paused'];
  return changing(name, done, ({ mapping, object = {} }: Info) => {
    if (groupKind(mapping) !== 'Deployment.apps') return `${gerund} is not supported`;
    const isPaused = ofKind<Deployment>(object).spec.paused === true;
    return isPaused === paused ? already : { patch: { spec: { paused: paused ? true : null } } };
  });
}
