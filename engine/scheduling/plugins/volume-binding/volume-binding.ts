import type { Cycle, NodeFilter, Plugin, PluginFactory } from '../../framework.js';
import { volumeLister } from '../../volumes/assumed-volumes.js';
import { claimsOf } from '../../../apis/core/volume/pod-claims.js';
import { volumeBindingArgs, type VolumeBindingArgs } from './args.js';
import { checkBindings, volumesToBind, writeVolumes } from './bind-pod-volumes.js';
import { findPodVolumes } from './find-pod-volumes.js';
import { VOLUME_EVENTS } from './hints.js';
import { podVolumeClaims, type PodVolumeClaims } from './pod-volume-claims.js';

/** Claims must have volumes that their nodes can reach; those that wait for a pod get theirs when it is placed. */
export const volumeBinding: PluginFactory = (input) => {
  const args = volumeBindingArgs(input);
  return args.ok ? { ok: true, plugin: pluginWith(args.value) } : args;
};

function pluginWith({ bindTimeout }: VolumeBindingArgs): Plugin {
  return {
    name: 'VolumeBinding',
    extends: { preScore: true, score: true },
    events: VOLUME_EVENTS,
    filter(pod, cycle) {
      if (claimsOf(pod).length === 0) return { type: 'skip' };
      const claims = podVolumeClaims(pod, volumeLister(cycle.view, cycle.volumes));
      if (claims === undefined) return { type: 'skip' };
      return 'code' in claims
        ? { type: 'rejected', status: claims }
        : { type: 'filter', filter: filterWith(claims, cycle) };
    },
    reserve(pod, { name, node }, cycle) {
      if (claimsOf(pod).length === 0) return {};
      const lister = volumeLister(cycle.view, cycle.volumes);
      const claims = podVolumeClaims(pod, lister);
      if (claims === undefined) return {};
      if ('code' in claims) return { status: claims };
      const found = findPodVolumes(claims, node, lister);
      return 'code' in found ? { status: found } : { toBind: volumesToBind(found, name) };
    },
    preBindNeeded: (_pod, _node, { toBind }) =>
      toBind !== undefined && toBind.bindings.length + toBind.provisions.length > 0,
    *preBind(_pod, _node, { toBind }) {
      if (toBind === undefined) return undefined;
      const written = yield* writeVolumes(toBind);
      return typeof written === 'number' ? { type: 'wait', timeout: bindTimeout, revision: written } : written;
    },
    preBindDone: (pod, node, toBind, { view }) => checkBindings(pod, node, toBind, view),
  };
}

function filterWith(claims: PodVolumeClaims, cycle: Cycle): NodeFilter {
  const lister = volumeLister(cycle.view, cycle.volumes);
  return {
    check({ node }) {
      const found = findPodVolumes(claims, node, lister);
      return 'code' in found ? found : undefined;
    },
  };
}
