// Adds up the totals that the runners printed: TAP's own summary and the specs' JSON report.
// node scripts/totals.mjs TEST_LOG SPECS_JSON FAILED_STAGES
import { existsSync, readFileSync } from 'node:fs';

const [log, specs, stages] = process.argv.slice(2);
const text = readFileSync(log, 'utf8');
const last = (pattern) => Number([...text.matchAll(pattern)].at(-1)?.[1] ?? 0);
const tests = { passed: last(/^# pass\s+(\d+)/gm), failed: last(/^# fail\s+(\d+)/gm) };
if (tests.passed + tests.failed === 0) {
  tests.passed = last(/Asserts:\s+(\d+) pass/g);
  tests.failed = last(/(\d+) fail/g);
}
const results = existsSync(specs) ? JSON.parse(readFileSync(specs, 'utf8')).results : [];
const scenarios = {
  passed: results.filter(({ status }) => status === 'passed').length,
  failed: results.filter(({ status }) => status === 'failed' || status === 'error').length,
};
const failed = Math.max(tests.failed + scenarios.failed, Number(stages) > 0 ? 1 : 0);
console.log(`tests: ${tests.passed} assertions passed; specs: ${scenarios.passed} scenarios passed`);
console.log(`${tests.passed + scenarios.passed} passed, ${failed} failed`);
process.exit(failed > 0 || Number(stages) > 0 ? 1 : 0);
