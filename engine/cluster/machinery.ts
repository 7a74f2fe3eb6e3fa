import { erase, type AnyComponent } from '../client/erase.js';
import { descheduler } from '../descheduler/descheduler.js';
import { controllers } from '../controllers/registry.js';
import { kubelet } from '../kubelet/kubelet.js';
import { metricsServer } from '../observability/metrics/metrics-server.js';
import { scheduler } from '../scheduling/scheduler.js';
import { defaultSettings, schedulerSettings, type SchedulerSettings } from '../scheduling/settings.js';
import type { ClusterConfig } from './config.js';

const KUBELET = 'kubelet/';
const SCHEDULER = 'kube-scheduler';
const METRICS_SERVER = 'metrics-server';
const DESCHEDULER = 'descheduler';
const CONTROLLER_MANAGER = 'kube-controller-manager';

/** The program behind a component's id. */
export function machinery(config: ClusterConfig, id: string): AnyComponent {
  const own = config.programs?.find(({ name }) => name === id);
  if (own !== undefined) return own;
  if (id === METRICS_SERVER) return erase(metricsServer);
  if (id === DESCHEDULER && config.descheduler !== undefined) return erase(descheduler(config.descheduler));
  if (id === SCHEDULER) return erase(scheduler(schedulerSettingsOf(config)));
  if (id.startsWith(KUBELET)) return erase(kubeletOf(config, id));
  const controller = controllers.find(({ name }) => name === id);
  if (controller === undefined) throw new Error(`no component is called ${id}`);
  return controller;
}

/** The kubelet behind a component's id. Throws when no such node is declared. */
export function kubeletOf({ nodes = [], images = {} }: ClusterConfig, id: string): ReturnType<typeof kubelet> {
  const index = nodes.findIndex(({ name }) => name === id.slice(KUBELET.length));
  const node = nodes[index];
  if (node === undefined) throw new Error(`no node is declared for ${id}`);
  return kubelet({ node, images, index });
}

/** What the cluster's kube-scheduler was configured with. Throws when that is no configuration: it is checked before. */
export function schedulerSettingsOf({ scheduler: configuration }: ClusterConfig): SchedulerSettings {
  if (configuration === undefined) return defaultSettings();
  const made = schedulerSettings(configuration);
  if (!made.ok) throw new Error(made.errors.map(({ message }) => message).join('\n'));
  return made.settings;
}

const OWN_PROCESSES: ReadonlySet<string> = new Set([SCHEDULER, METRICS_SERVER, DESCHEDULER]);

/** The process that a component lives in. */
export function hostOf(id: string): string {
  return OWN_PROCESSES.has(id) || id.startsWith(KUBELET) ? id : CONTROLLER_MANAGER;
}

/** Ids of everything that runs by a configuration, nodes aside, in the order in which it is started. */
export function controlPlane(config: ClusterConfig): readonly string[] {
  const without = new Set(config.without ?? []);
  const ids = controllers
    .map(({ name }) => name)
    .filter((name) => !without.has(name) && enabled(name, config.controllers));
  return [
    ...(without.has(CONTROLLER_MANAGER) ? [] : ids),
    ...(without.has(SCHEDULER) ? [] : [SCHEDULER]),
    ...(config.metricsServer === true ? [METRICS_SERVER] : []),
    ...(config.descheduler === undefined ? [] : [DESCHEDULER]),
  ];
}

/** As kube-controller-manager reads --controllers: 'name' switches on, '-name' off, '*' is all the others. */
function enabled(name: string, list: readonly string[] | undefined): boolean {
  if (list === undefined || list.length === 0) return true;
  if (list.includes(`-${name}`)) return false;
  return list.includes(name) || list.includes('*');
}

/** Ids of the kubelets that run. */
export function kubelets(config: ClusterConfig): readonly string[] {
  return config.without?.includes('kubelet') === true ? [] : (config.nodes ?? []).map(({ name }) => KUBELET + name);
}
