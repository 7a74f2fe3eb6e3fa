import type { Mutation } from './rules.js';

const BINDER = 'engine/controllers/persistentvolume-binder';
const MATCH = 'engine/apis/core/volume/match.js';
const specs = 'specs/storage';

/** Rules of volumes and claims. */
export const STORAGE_MUTATIONS: readonly Mutation[] = [
  {
    rule: 'of the volumes that fit the smallest is taken',
    file: MATCH,
    is: 'capacityOf(smallest) > capacityOf(volume)',
    broken: 'capacityOf(smallest) < capacityOf(volume)',
    specs,
  },
  {
    rule: 'a volume is at least as large as its claim',
    file: MATCH,
    is: 'deletionTimestamp !== undefined || capacityOf(volume) < requestedStorage(claim)',
    broken: 'deletionTimestamp !== undefined',
    specs,
  },
  {
    rule: 'a volume offers the access modes of its claim',
    file: MATCH,
    is: '.every((mode) => offered.includes(mode))',
    broken: '.every((mode) => offered.includes(mode) || true)',
    specs,
  },
  {
    rule: 'a volume is of the class of its claim',
    file: MATCH,
    is: "volume.status.phase !== 'Available' || classOf(volume) !== classOf(claim)",
    broken: "volume.status.phase !== 'Available'",
    specs,
  },
  {
    rule: 'a volume that is reserved for another claim is not taken',
    file: MATCH,
    is: 'spec.claimRef !== undefined && !isVolumeBoundToClaim(volume, claim)',
    broken: 'false',
    test: 'engine/controllers/persistentvolume-binder.test.js',
  },
  {
    rule: 'a claim’s selector chooses among volumes',
    file: MATCH,
    is: 'if (selector !== undefined && !matchesLabelSelector',
    broken: 'if (false && !matchesLabelSelector',
    specs,
  },
  {
    rule: 'a claim that waits for its first consumer takes no volume by itself',
    file: MATCH,
    is: 'if (isDelayed || !isFree(volume, claim) || !reaches(volume))',
    broken: 'if (!isFree(volume, claim) || !reaches(volume))',
    specs,
  },
  {
    rule: 'a claim is told what its volume gives',
    file: `${BINDER}/bind.js`,
    is: "setClaimStatus(given.value, 'Bound', inUse.value, written)",
    broken: "setClaimStatus(given.value, 'Pending', undefined, written)",
    specs,
  },
  {
    rule: 'what waits is looked at again every fifteen seconds',
    file: `${BINDER}/index.js`,
    is: 'requeue: RESYNC - ((now - startedAt) % RESYNC)',
    broken: 'requeue: 1e9',
    specs,
  },
  {
    rule: 'a volume without its claim is Released',
    file: `${BINDER}/sync-volume.js`,
    is: "setVolumePhase(volume, 'Released'",
    broken: "setVolumePhase(volume, 'Available'",
    specs,
  },
  {
    rule: 'a volume that is to be retained is not deleted',
    file: `${BINDER}/reclaim.js`,
    is: "case 'Retain':\n            return done(undefined);",
    broken: "case 'Retain':\n            return yield* deleteVolume(volume, scene);",
    specs,
  },
  {
    rule: 'a volume that is to be deleted with its claim is deleted',
    file: `${BINDER}/reclaim.js`,
    is: "case 'Delete':\n            return yield* deleteVolume(volume, scene);",
    broken: "case 'Delete':\n            return done(undefined);",
    specs,
  },
  {
    rule: 'the scheduler binds volumes to the node that it has chosen',
    file: 'engine/scheduling/plugins/volume-binding/bind-pod-volumes.js',
    is: 'const result = yield* update(persistentvolumes, volume);',
    broken: 'const result = { ok: true, object: volume };',
    specs,
  },
  {
    rule: 'a claim that a pod uses is not given up',
    file: 'engine/controllers/pvc-protection/index.js',
    is: 'if (used.value)',
    broken: 'if (false)',
    specs,
  },
  {
    rule: 'a claim that nobody uses any more is given up',
    file: 'engine/controllers/pvc-protection/index.js',
    is: 'if (!isDeletionCandidate(claim, FINALIZER))\n        return DONE;',
    broken: 'return DONE;',
    specs,
  },
  {
    rule: 'a volume that a claim is bound to is not given up',
    file: 'engine/controllers/pv-protection/index.js',
    is: "return status.phase === 'Bound';",
    broken: 'return false;',
    specs,
  },
  {
    rule: 'an ephemeral volume’s claim is its pod’s',
    file: 'engine/controllers/ephemeral-volume/index.js',
    is: 'ownerReferences: [newControllerRef(pods, pod)],',
    broken: '',
    specs,
  },
  {
    rule: 'an ephemeral volume does not take somebody else’s claim',
    file: 'engine/controllers/ephemeral-volume/index.js',
    is: 'return whyNotForPod(pod, known);',
    broken: 'return undefined;',
    specs,
  },
];
