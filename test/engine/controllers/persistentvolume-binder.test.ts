import t from 'tap';
import { mismatch } from '../../../engine/apis/core/volume/match.js';
import { bestMatch } from '../../../engine/controllers/persistentvolume-binder/match.js';
import type { PersistentVolume, PersistentVolumeClaim } from '../../../engine/apis/generated/core.v1.js';

const metadata = { uid: '', resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z' };

function volume(
  name: string,
  spec: PersistentVolume['spec'],
  status: PersistentVolume['status'] = {},
): PersistentVolume {
  return {
    metadata: { ...metadata, name },
    spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], ...spec },
    status: { phase: 'Available', ...status },
  };
}

function claim(spec: Partial<PersistentVolumeClaim['spec']>): PersistentVolumeClaim {
  return {
    metadata: { ...metadata, name: 'data', namespace: 'default', uid: 'u1' },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, ...spec },
    status: {},
  };
}

interface Case {
  readonly says: string;
  readonly claim?: Partial<PersistentVolumeClaim['spec']>;
  readonly volumes: readonly PersistentVolume[];
  readonly delayed?: boolean;
  /** The volume that is taken. */
  readonly takes?: string;
}

const reserved = { claimRef: { name: 'data', namespace: 'default' } };

const CASES: readonly Case[] = [
  {
    says: 'the smallest that is large enough',
    claim: { resources: { requests: { storage: '2Gi' } } },
    volumes: [
      volume('five', { capacity: { storage: '5Gi' } }),
      volume('one', {}),
      volume('two', { capacity: { storage: '2Gi' } }),
    ],
    takes: 'two',
  },
  {
    says: 'one with fewer access modes before a smaller one with more',
    volumes: [
      volume('both', { accessModes: ['ReadWriteOnce', 'ReadWriteMany'] }),
      volume('once', { capacity: { storage: '9Gi' } }),
    ],
    takes: 'once',
  },
  {
    says: 'none that lacks an access mode',
    claim: { accessModes: ['ReadWriteMany'] },
    volumes: [volume('once', {})],
  },
  { says: 'none of another class', claim: { storageClassName: 'fast' }, volumes: [volume('plain', {})] },
  { says: 'none of another mode', claim: { volumeMode: 'Block' }, volumes: [volume('files', {})] },
  { says: 'none that is not Available', volumes: [volume('released', {}, { phase: 'Released' })] },
  {
    says: 'none that is another claim’s',
    volumes: [volume('taken', { claimRef: { name: 'other', namespace: 'default' } })],
  },
  {
    says: 'the one that is reserved for it, whatever its size and class',
    volumes: [volume('small', {}), volume('own', { ...reserved, capacity: { storage: '9Gi' }, storageClassName: 'x' })],
    takes: 'own',
  },
  { says: 'nothing while it waits for its first consumer', volumes: [volume('free', {})], delayed: true },
  {
    says: 'what is reserved for it while it waits for its first consumer',
    volumes: [volume('free', {}), volume('own', reserved)],
    delayed: true,
    takes: 'own',
  },
];

for (const { says, claim: spec = {}, volumes, delayed = false, takes } of CASES)
  void t.test(`a claim takes ${says}`, (t) => {
    t.equal(bestMatch(claim(spec), volumes, delayed)?.metadata.name, takes);
    t.end();
  });

const WRONG: readonly (readonly [why: string | undefined, volume: PersistentVolume])[] = [
  [undefined, volume('v', { capacity: { storage: '3Gi' } })],
  ['requested PV is too small', volume('v', { capacity: { storage: '1Mi' } })],
  ['storageClassName does not match', volume('v', { storageClassName: 'fast' })],
  ['incompatible volumeMode', volume('v', { volumeMode: 'Block' })],
  ['incompatible accessMode', volume('v', { accessModes: ['ReadOnlyMany'] })],
];

for (const [why, asked] of WRONG)
  void t.test(`a volume that is asked for by name: ${why ?? 'does'}`, (t) => {
    t.equal(mismatch(asked, claim({})), why);
    t.end();
  });
