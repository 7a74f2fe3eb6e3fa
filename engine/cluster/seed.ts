import type { ApiServer } from '../apiserver/server.js';
import { seeded, type Rng } from '../core/rng.js';
import { draftOf, type Cluster } from './cluster.js';
import type { ClusterConfig } from './config.js';

const DEFAULT_SEED = 1;

/** What the API server makes names and uids from until its seed is laid. */
export const UNSEEDED: Rng = seeded(DEFAULT_SEED + 1);

/** The seed of a cluster: the one that is configured, else the usual one. */
export function seedOf({ seed = DEFAULT_SEED }: ClusterConfig): number {
  return seed;
}

/**
 * The API server of a cluster, its seed laid: that counts from the first request from outside on. What machines register
 * before it is the same whatever the seed, so that one cluster on which they have serves all seeds.
 */
export function laidServer({ server, config }: Cluster): ApiServer {
  if (server.rng !== UNSEEDED) return server;
  const { store, drawn, tokens, managedFields } = server;
  return { store, rng: seeded(seedOf(config) + 1), drawn, tokens, managedFields };
}

/** A cluster before the first request from outside, on which nothing was drawn yet, as it would be with another seed. */
export function withSeed(cluster: Cluster, seed: number): Cluster {
  const next = draftOf(cluster);
  next.config = { ...cluster.config, seed };
  next.rng = seeded(seed);
  return next;
}
