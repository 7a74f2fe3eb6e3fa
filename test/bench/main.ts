import { benches } from './registry.js';

/** npm run bench [-- NAME…]: measures, and prints a table with each line's bar. Exit 1 when a bar is missed. */

/** What came of one measurement, in the unit of its bar. */
interface Line {
  readonly name: string;
  readonly measured: number;
  readonly bar: number;
  readonly unit: string;
  readonly atLeast: boolean;
}

function show({ name, measured, bar, unit, atLeast }: Line): string {
  const met = atLeast ? measured >= bar : measured <= bar;
  const ratio = atLeast ? measured / bar : bar / measured;
  const value = measured >= 100 ? measured.toFixed(0) : measured.toPrecision(3);
  return `${met ? 'ok  ' : 'MISS'}  ${name.padEnd(62)} ${`${value} ${unit}`.padStart(16)}  ${`${atLeast ? '≥' : '≤'} ${bar} ${unit}`.padStart(16)}  ${ratio.toFixed(2)}×`;
}

function main(names: readonly string[]): number {
  const chosen = benches.filter(({ name }) => names.length === 0 || names.some((wanted) => name.includes(wanted)));
  console.log(`      ${'what'.padEnd(62)} ${'measured'.padStart(16)}  ${'bar'.padStart(16)}  head-room`);
  let missed = 0;
  for (const bench of chosen) {
    const { name, bar, unit, atLeast = false } = bench;
    const measured = bench.measure();
    console.log(show({ name, measured, bar, unit, atLeast }));
    if (atLeast ? measured < bar : measured > bar) missed += 1;
  }
  console.log(`${chosen.length - missed} bars held, ${missed} missed`);
  return missed === 0 ? 0 : 1;
}

process.exitCode = main(process.argv.slice(2));
