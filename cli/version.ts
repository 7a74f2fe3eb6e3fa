import { readFileSync } from 'node:fs';

/** The version of Kubernetes that is modelled. */
export const KUBERNETES = 'v1.35';

/** kspec's own, from package.json, which lies above this file, compiled or not. */
export function ownVersion(): string {
  for (const path of ['../package.json', '../../package.json']) {
    try {
      const content: unknown = JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
      if (typeof content === 'object' && content !== null && 'version' in content) return String(content.version);
    } catch {
      continue;
    }
  }
  return 'unknown';
}
