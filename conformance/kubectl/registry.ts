import type { Command } from './command.js';
import { apply } from './commands/apply/apply.js';
import { setLastApplied, viewLastApplied } from './commands/apply/last-applied.js';
import { canI } from './commands/auth/can-i.js';
import { whoami } from './commands/auth/whoami.js';
import { autoscale } from './commands/autoscale.js';
import { approve, deny } from './commands/certificate.js';
import { createConfigMap } from './commands/create/configmap.js';
import { create } from './commands/create/create.js';
import { createIngress } from './commands/create/ingress.js';
import {
  createNamespace,
  createPodDisruptionBudget,
  createPriorityClass,
  createQuota,
  createServiceAccount,
} from './commands/create/plain.js';
import { createClusterRole, createClusterRoleBinding, createRole, createRoleBinding } from './commands/create/rbac.js';
import { createSecretDockerRegistry, createSecretGeneric, createSecretTls } from './commands/create/secret.js';
import { createClusterIp, createExternalName, createLoadBalancer, createNodePort } from './commands/create/service.js';
import { createToken } from './commands/create/token.js';
import { createCronJob, createDeployment, createJob } from './commands/create/workloads.js';
import { deleteCommand } from './commands/delete/delete.js';
import { diff } from './commands/diff/diff.js';
import { describe } from './commands/describe.js';
import { edit } from './commands/edit.js';
import { events } from './commands/events.js';
import { exec } from './commands/exec.js';
import { expose } from './commands/expose.js';
import { get } from './commands/get.js';
import { annotate, label } from './commands/metadata.js';
import { cordon, uncordon } from './commands/node/cordon.js';
import { drain } from './commands/node/drain.js';
import { taint } from './commands/node/taint.js';
import { patch } from './commands/patch.js';
import { replace } from './commands/replace.js';
import { rolloutHistory } from './commands/rollout/history.js';
import { rolloutPause, rolloutResume } from './commands/rollout/pause-resume.js';
import { rolloutRestart } from './commands/rollout/restart.js';
import { rolloutStatus } from './commands/rollout/status.js';
import { rolloutUndo } from './commands/rollout/undo.js';
import { run } from './commands/run.js';
import { scale } from './commands/scale.js';
import { apiResources } from './commands/server/api-resources.js';
import { apiVersions } from './commands/server/api-versions.js';
import { clusterInfo } from './commands/server/cluster-info.js';
import { version } from './commands/server/version.js';
import { setEnv } from './commands/set/env.js';
import { setImage } from './commands/set/image.js';
import { setResources } from './commands/set/resources.js';
import { setSelector } from './commands/set/selector.js';
import { setServiceAccount } from './commands/set/serviceaccount.js';
import { setSubject } from './commands/set/subject.js';
import { topNodes } from './commands/top/nodes.js';
import { topPods } from './commands/top/pods.js';
import { wait } from './commands/wait.js';

const creating: readonly Command[] = [
  create,
  createClusterRole,
  createClusterRoleBinding,
  createConfigMap,
  createCronJob,
  createDeployment,
  createIngress,
  createJob,
  createNamespace,
  createPodDisruptionBudget,
  createPriorityClass,
  createQuota,
  createRole,
  createRoleBinding,
  createSecretDockerRegistry,
  createSecretGeneric,
  createSecretTls,
  createClusterIp,
  createNodePort,
  createLoadBalancer,
  createExternalName,
  createServiceAccount,
  createToken,
];

const rollouts: readonly Command[] = [
  rolloutHistory,
  rolloutPause,
  rolloutRestart,
  rolloutResume,
  rolloutStatus,
  rolloutUndo,
];

const settings: readonly Command[] = [setEnv, setImage, setResources, setSelector, setServiceAccount, setSubject];

/** Every kubectl command that is modelled. */
export const commands: readonly Command[] = [
  ...creating,
  ...rollouts,
  ...settings,
  annotate,
  apiResources,
  apiVersions,
  apply,
  approve,
  autoscale,
  canI,
  clusterInfo,
  cordon,
  deleteCommand,
  deny,
  describe,
  diff,
  drain,
  edit,
  events,
  exec,
  expose,
  get,
  label,
  patch,
  replace,
  run,
  scale,
  setLastApplied,
  taint,
  topNodes,
  topPods,
  uncordon,
  version,
  viewLastApplied,
  wait,
  whoami,
];
