import { suggestion, type Cursor } from '../cursor.js';

/** Processes of a cluster besides the kubelets. */
const PROCESSES = [
  'kube-scheduler',
  'kube-controller-manager',
  'kube-apiserver',
  'kubelet',
  'metrics-server',
  'descheduler',
];

/** kube-controller-manager's controllers by the names that its --controllers takes (cmd/kube-controller-manager/names). */
const CONTROLLERS = [
  'bootstrap-signer-controller',
  'certificatesigningrequest-approving-controller',
  'certificatesigningrequest-cleaner-controller',
  'certificatesigningrequest-signing-controller',
  'clusterrole-aggregation-controller',
  'cronjob-controller',
  'daemonset-controller',
  'deployment-controller',
  'device-taint-eviction-controller',
  'disruption-controller',
  'endpoints-controller',
  'endpointslice-controller',
  'endpointslice-mirroring-controller',
  'ephemeral-volume-controller',
  'garbage-collector-controller',
  'horizontal-pod-autoscaler-controller',
  'job-controller',
  'kube-apiserver-serving-clustertrustbundle-publisher-controller',
  'legacy-serviceaccount-token-cleaner-controller',
  'namespace-controller',
  'node-ipam-controller',
  'node-lifecycle-controller',
  'persistentvolume-attach-detach-controller',
  'persistentvolume-binder-controller',
  'persistentvolume-expander-controller',
  'persistentvolume-protection-controller',
  'persistentvolumeclaim-protection-controller',
  'pod-garbage-collector-controller',
  'podcertificaterequest-cleaner-controller',
  'replicaset-controller',
  'replicationcontroller-controller',
  'resourceclaim-controller',
  'resourcequota-controller',
  'root-ca-certificate-publisher-controller',
  'selinux-warning-controller',
  'service-cidr-controller',
  'serviceaccount-controller',
  'serviceaccount-token-controller',
  'statefulset-controller',
  'storage-version-migrator-controller',
  'storageversion-garbage-collector-controller',
  'taint-eviction-controller',
  'token-cleaner-controller',
  'ttl-after-finished-controller',
  'ttl-controller',
  'validatingadmissionpolicy-status-controller',
  'volumeattributesclass-protection-controller',
];

export function controllerNames(): readonly string[] {
  return CONTROLLERS;
}

/** Whether a name is that of a process, of one kubelet ('kubelet/node-1') or of a controller; told of when not. */
export function checkComponent(name: string, cursor: Cursor): boolean {
  if (/^kubelet\/[a-z0-9]/.test(name) || PROCESSES.includes(name) || CONTROLLERS.includes(name)) return true;
  const known = [...PROCESSES, ...CONTROLLERS];
  cursor.report(`no component is called "${name}"`, suggestion(name, known));
  return false;
}
