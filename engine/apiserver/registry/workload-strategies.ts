import { controllerRevisionStrategy } from './apps/controllerrevision/strategy.js';
import { daemonSetStrategy } from './apps/daemonset/strategy.js';
import { deploymentStrategy } from './apps/deployment/strategy.js';
import { replicaSetStrategy } from './apps/replicaset/strategy.js';
import { statefulSetStrategy } from './apps/statefulset/strategy.js';
import {
  horizontalPodAutoscalerStrategy,
  horizontalPodAutoscalerV1Strategy,
} from './autoscaling/horizontalpodautoscaler/strategy.js';
import { cronJobStrategy } from './batch/cronjob/strategy.js';
import { jobStrategy } from './batch/job/strategy.js';
import { podStrategy } from './core/pod/strategy.js';
import { podTemplateStrategy } from './core/podtemplate/strategy.js';
import { replicationControllerStrategy } from './core/replicationcontroller/strategy.js';
import type { Strategy } from './strategy.js';

/** The strategies of pods and of everything that makes pods. */
export const workloadStrategies: readonly Strategy[] = [
  podStrategy,
  podTemplateStrategy,
  replicationControllerStrategy,
  deploymentStrategy,
  replicaSetStrategy,
  statefulSetStrategy,
  daemonSetStrategy,
  controllerRevisionStrategy,
  jobStrategy,
  cronJobStrategy,
  horizontalPodAutoscalerStrategy,
  horizontalPodAutoscalerV1Strategy,
];
