import { MAX_NODE_SCORE, type Scores } from '../framework.js';

/** Scales scores to 0..100 by the highest, in place, upside down when low is good, as DefaultNormalizeScore. */
export function defaultNormalizeScore(scores: Scores, reverse: boolean): void {
  let highest = 0;
  for (const score of scores) if (score > highest) highest = score;
  if (highest === 0) {
    if (reverse) scores.fill(MAX_NODE_SCORE);
    return;
  }
  for (let i = 0; i < scores.length; i++) {
    const scaled = Math.trunc((MAX_NODE_SCORE * (scores[i] ?? 0)) / highest);
    scores[i] = reverse ? MAX_NODE_SCORE - scaled : scaled;
  }
}
