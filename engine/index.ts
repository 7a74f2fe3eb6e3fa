export { executeInContainer, executeOnNode } from './cluster/exec.js';
export { createCluster } from './cluster/create.js';
export { withImages } from './cluster/images.js';
export { seedOf, withSeed } from './cluster/seed.js';
export type { Cluster } from './cluster/cluster.js';
export {
  containerCpus,
  containerLogs,
  devicePlugin,
  guessedImagesOf,
  runtimeCalls,
  usageOfNode,
  usageOfPod,
} from './cluster/inspect.js';
export { explainScheduling } from './cluster/explain.js';
export type { Explanation } from './scheduling/explain/explain.js';
export type { Remedy } from './scheduling/explain/changes/search.js';
export type { ClusterConfig, NodeConfig } from './cluster/config.js';
export type { Fault, RequestMatch } from './cluster/fault.js';
export { advance, nextStep, reduce, request, turnOf } from './cluster/reduce.js';
export { follow, NO_CHAINS, type Chains } from './cluster/chain.js';
export { beginHistory, keep, replay, stateAfter, take, type History } from './cluster/history.js';
export { brokenInvariant, changesOf } from './cluster/invariants/invariants.js';
export type { Broken } from './cluster/invariants/broken.js';
export { pendingWork, type Pending } from './cluster/pending.js';
export { dueAt, isSettled, nextDue } from './cluster/schedule.js';
export type { Change, Refused, Step, StepRecord, Twist } from './cluster/step.js';
export type { Request, Response, User } from './apiserver/request.js';
export { StoreView } from './apiserver/store-view.js';
export type { View } from './apiserver/view.js';
export { KUBERNETES_VERSION } from './apiserver/discovery.js';
