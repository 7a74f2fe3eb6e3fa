import type { StepRecord } from '../../engine/index.js';

/** One step as a line of the event log: JSON with keys in a fixed order. */
export function logLine({ at, seq, type, who, what, cause, changes, refused }: StepRecord): string {
  const changed = changes.map(({ type: verb, resource, namespace, name, revision }) => ({
    type: verb,
    object: `${resource}/${namespace === '' ? '' : `${namespace}/`}${name}`,
    resourceVersion: revision,
  }));
  return JSON.stringify({
    time: at,
    step: seq,
    type,
    who,
    what,
    changed,
    ...(refused.length === 0 ? {} : { refused }),
    cause,
  });
}

/** A running hash of text: two lanes of 32 bits, the same on every machine. */
export class TextHash {
  private a = 0x811c9dc5;
  private b = 0x9e3779b9;

  add(text: string): void {
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      this.a = Math.imul(this.a ^ code, 0x01000193);
      this.b = Math.imul(this.b ^ code, 0x85ebca6b) + this.a;
    }
  }

  /** Sixteen hexadecimal digits. */
  get digest(): string {
    return [this.a, this.b].map((lane) => (lane >>> 0).toString(16).padStart(8, '0')).join('');
  }
}
