import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ScenarioPlan } from '../conformance/language/plan.js';
import type { ScenarioResult } from '../conformance/runner/result.js';

const FOLDER = '.kspec';
const FILE = 'last-run.json';

/** Names of the scenarios that did not pass in the last run here; undefined when there was none. */
export function readLastFailed(cwd: string): ReadonlySet<string> | undefined {
  try {
    const content: unknown = JSON.parse(readFileSync(join(cwd, FOLDER, FILE), 'utf8'));
    if (typeof content !== 'object' || content === null || !('failed' in content) || !Array.isArray(content.failed))
      return undefined;
    return new Set(content.failed.filter((name) => typeof name === 'string'));
  } catch {
    return undefined;
  }
}

/** Remembers what did not pass. A folder that cannot be written is no reason to fail. */
export function writeLastRun(cwd: string, results: readonly ScenarioResult[]): void {
  const failed = results.filter(({ status }) => status === 'failed' || status === 'error').map(identity);
  try {
    mkdirSync(join(cwd, FOLDER), { recursive: true });
    writeFileSync(join(cwd, FOLDER, '.gitignore'), '*\n');
    writeFileSync(
      join(cwd, FOLDER, FILE),
      `${JSON.stringify({ version: 1, failed: [...new Set(failed)] }, undefined, 2)}\n`,
    );
  } catch {
    return;
  }
}

/** What tells a scenario from all others, from run to run. */
export function identity(scenario: Pick<ScenarioResult | ScenarioPlan, 'name' | 'matrix'>): string {
  return scenario.matrix === undefined ? scenario.name : `${scenario.name} ${JSON.stringify(scenario.matrix)}`;
}
