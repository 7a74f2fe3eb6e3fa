import type { Pod } from '../../../apis/generated/core.v1.js';
import { imagesOf } from '../../cache/images.js';
import { MAX_NODE_SCORE, type Cycle, type NodeScorer, type PluginFactory } from '../../framework.js';

const MB = 1024 * 1024;
const MIN_THRESHOLD = 23 * MB;
const MAX_CONTAINER_THRESHOLD = 1000 * MB;

/** Prefers nodes that hold the pod's images already, the more so the larger and the more widespread they are. */
export const imageLocality: PluginFactory = () => ({
  ok: true,
  plugin: {
    name: 'ImageLocality',
    extends: { preScore: false },
    sign: (pod, cycle) => {
      const scores = imageScores(pod, cycle);
      return scores.length === 0 ? '' : JSON.stringify([containerCount(pod), scores]);
    },
    score: (pod, cycle) => scorer(imageScores(pod, cycle), containerCount(pod)),
  },
});

/** Images of the pod that some node holds, once for each container, with what they are worth on such a node. */
type ImageScores = readonly ImageScore[];
type ImageScore = readonly [image: string, score: number];

const NO_SCORES: ImageScores = [];

function imageScores({ spec }: Pod, { snapshot }: Cycle): ImageScores {
  if (snapshot.images.size === 0) return NO_SCORES;
  const nodes = snapshot.order.length;
  const { initContainers, containers } = spec;
  let scores: ImageScore[] | undefined;
  for (const { image } of initContainers === undefined ? containers : [...initContainers, ...containers]) {
    const name = normalizedImageName(image ?? '');
    const state = snapshot.images.get(name);
    if (state !== undefined) (scores ??= []).push([name, Math.trunc(state.sizeBytes * (state.nodes / nodes))]);
  }
  return scores ?? NO_SCORES;
}

function containerCount({ spec }: Pod): number {
  return (spec.initContainers?.length ?? 0) + spec.containers.length;
}

function scorer(images: ImageScores, containers: number): NodeScorer {
  const max = MAX_CONTAINER_THRESHOLD * containers;
  return {
    score({ node }) {
      if (images.length === 0) return 0;
      const held = imagesOf(node);
      let sum = 0;
      for (const [image, score] of images) if (held.has(image)) sum += score;
      const bounded = Math.min(Math.max(sum, MIN_THRESHOLD), max);
      return Math.trunc((MAX_NODE_SCORE * (bounded - MIN_THRESHOLD)) / (max - MIN_THRESHOLD));
    },
  };
}

/** With ':latest' when it names no tag, as normalizedImageName. */
function normalizedImageName(name: string): string {
  return name.lastIndexOf(':') <= name.lastIndexOf('/') ? `${name}:latest` : name;
}
