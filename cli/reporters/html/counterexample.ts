import type { Files } from '../../../conformance/language/files.js';
import { Library, loadSpec } from '../../../conformance/language/load.js';
import type { Counterexample } from '../../../conformance/runner/result.js';
import { traceScenario, type Trace } from '../../../conformance/runner/trace.js';

/** The one run of a Property that breaks it, as the scenario that it was written down as; undefined: it cannot be read. */
export function traceCounterexample({ file, text }: Counterexample, files: Files): Trace | undefined {
  // It may not stand in its place yet: counterexamples are written after the reports.
  const library = new Library({ ...files, read: (path) => (path === file ? text : files.read(path)) });
  const { scenarios, problems } = loadSpec(file, library);
  const [plan] = scenarios;
  return plan === undefined || problems.length > 0 ? undefined : traceScenario(plan, { update: 'none' })[0];
}
