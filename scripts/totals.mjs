// Adds up the totals that the runners printed: the summary of tap and the JSON report of kspec.
// node scripts/totals.mjs TESTS_TAP SPECS_JSON [FAILED_STAGE...]
// The last line is 'N passed, N failed'. A runner that left no total, and a stage that failed without one, count as one failure each.
import { existsSync, readFileSync } from 'node:fs';

const [testsTap, specsJson, ...stages] = process.argv.slice(2);

/** The last line like '# { total: 24, pass: 19, fail: 3, todo: 1, skip: 1 }'; undefined when tap came to no end. */
function totalsOfTests(path) {
  if (!existsSync(path)) return undefined;
  const [, inside] = [...readFileSync(path, 'utf8').matchAll(/^# \{ (total: .*) \}$/gm)].at(-1) ?? [];
  if (inside === undefined) return undefined;
  const counts = Object.fromEntries(inside.split(', ').map((entry) => entry.split(': ')));
  return { passed: Number(counts.pass ?? 0), failed: Number(counts.fail ?? 0) };
}

/** The summary of the JSON report; undefined when kspec did not write one. */
function totalsOfSpecs(path) {
  if (!existsSync(path)) return undefined;
  const { passed, failed, errors, notRun } = JSON.parse(readFileSync(path, 'utf8')).summary;
  return { passed, failed: failed + errors + notRun };
}

let passed = 0;
let failed = 0;
for (const [name, totals] of [
  ['assertions of tests', totalsOfTests(testsTap)],
  ['scenarios of specs', totalsOfSpecs(specsJson)],
]) {
  // A runner that passed nothing has not run.
  const counted = totals === undefined || totals.passed + totals.failed === 0 ? { passed: 0, failed: 1 } : totals;
  console.log(
    totals === undefined ? `${name}: no totals` : `${name}: ${totals.passed} passed, ${totals.failed} failed`,
  );
  passed += counted.passed;
  failed += counted.failed;
}
for (const stage of stages) console.log(`stage failed: ${stage}`);
// A failed stage is a failure even where every total is clean: lint has none, and tap can end badly after its last test.
if (failed === 0) failed = stages.length;
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
