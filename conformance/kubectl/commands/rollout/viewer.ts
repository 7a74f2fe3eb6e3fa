import type { DaemonSet, Deployment, StatefulSet } from '../../../../engine/apis/generated/apps.v1.js';
import type { JsonObject } from '../../../../engine/apimachinery/object.js';
import { ofKind } from '../../resources/info.js';

/** What rollout status says of an object: a line, and whether that is the end of it. */
export type RolloutState = { readonly line: string; readonly done: boolean } | { readonly error: string };

export const VIEWED_KINDS = ['Deployment.apps', 'DaemonSet.apps', 'StatefulSet.apps'];

/** What a status viewer says of a workload of {@link VIEWED_KINDS}. */
export function rolloutState(object: JsonObject, revision: number): RolloutState {
  switch (object['kind']) {
    case 'DaemonSet':
      return daemonSetState(ofKind(object));
    case 'StatefulSet':
      return statefulSetState(ofKind(object));
    default:
      return deploymentState(ofKind(object), revision);
  }
}

const waiting = (line: string): RolloutState => ({ line, done: false });
const done = (line: string): RolloutState => ({ line, done: true });

function deploymentState({ metadata, spec, status }: Deployment, revision: number): RolloutState {
  const running = Number(metadata.annotations?.['deployment.kubernetes.io/revision'] ?? '0');
  if (revision > 0 && revision !== running)
    return { error: `desired revision (${revision}) is different from the running revision (${running})` };
  if ((metadata.generation ?? 0) > (status.observedGeneration ?? 0))
    return waiting('Waiting for deployment spec update to be observed...');
  const progressing = (status.conditions ?? []).find(({ type }) => type === 'Progressing');
  const name = JSON.stringify(metadata.name);
  if (progressing?.reason === 'ProgressDeadlineExceeded')
    return { error: `deployment ${name} exceeded its progress deadline` };
  const { updatedReplicas = 0, replicas = 0, availableReplicas = 0 } = status;
  const wanted = spec.replicas ?? 0;
  const head = `Waiting for deployment ${name} rollout to finish:`;
  if (updatedReplicas < wanted)
    return waiting(`${head} ${updatedReplicas} out of ${wanted} new replicas have been updated...`);
  if (replicas > updatedReplicas)
    return waiting(`${head} ${replicas - updatedReplicas} old replicas are pending termination...`);
  if (availableReplicas < updatedReplicas)
    return waiting(`${head} ${availableReplicas} of ${updatedReplicas} updated replicas are available...`);
  return done(`deployment ${name} successfully rolled out`);
}

function daemonSetState({ metadata, spec, status }: DaemonSet): RolloutState {
  if (spec.updateStrategy.type !== 'RollingUpdate')
    return { error: 'rollout status is only available for RollingUpdate strategy type' };
  if ((metadata.generation ?? 0) > (status.observedGeneration ?? 0))
    return waiting('Waiting for daemon set spec update to be observed...');
  const { updatedNumberScheduled = 0, desiredNumberScheduled = 0, numberAvailable = 0 } = status;
  const head = `Waiting for daemon set ${JSON.stringify(metadata.name)} rollout to finish:`;
  if (updatedNumberScheduled < desiredNumberScheduled)
    return waiting(`${head} ${updatedNumberScheduled} out of ${desiredNumberScheduled} new pods have been updated...`);
  if (numberAvailable < desiredNumberScheduled)
    return waiting(`${head} ${numberAvailable} of ${desiredNumberScheduled} updated pods are available...`);
  return done(`daemon set ${JSON.stringify(metadata.name)} successfully rolled out`);
}

function statefulSetState({ metadata, spec, status }: StatefulSet): RolloutState {
  if (spec.updateStrategy.type !== 'RollingUpdate')
    return { error: 'rollout status is only available for RollingUpdate strategy type' };
  const { observedGeneration = 0, readyReplicas = 0, updatedReplicas = 0 } = status;
  if (observedGeneration === 0 || (metadata.generation ?? 0) > observedGeneration)
    return waiting('Waiting for statefulset spec update to be observed...');
  const wanted = spec.replicas ?? 0;
  if (readyReplicas < wanted) return waiting(`Waiting for ${wanted - readyReplicas} pods to be ready...`);
  const { rollingUpdate } = spec.updateStrategy;
  if (rollingUpdate !== undefined) {
    const partition = rollingUpdate.partition;
    if (spec.replicas !== undefined && partition !== undefined && updatedReplicas < wanted - partition)
      return waiting(
        `Waiting for partitioned roll out to finish: ${updatedReplicas} out of ${wanted - partition} new pods have been updated...`,
      );
    return done(`partitioned roll out complete: ${updatedReplicas} new pods have been updated...`);
  }
  if (status.updateRevision !== status.currentRevision)
    return waiting(
      `waiting for statefulset rolling update to complete ${updatedReplicas} pods at revision ${status.updateRevision}...`,
    );
  return done(
    `statefulset rolling update complete ${status.currentReplicas ?? 0} pods at revision ${status.currentRevision}...`,
  );
}
