import { benches, type Bench } from './registry.js';

/**
 * npm run bench [-- [--long] NAME…]: measures, and prints a table with each line's bar. Names are parts of lines' names.
 * Exit 1 when a bar is missed.
 */

/** What came of one measurement, in the unit of its bar. */
interface Line {
  readonly name: string;
  readonly measured: number;
  readonly bar: number;
  readonly unit: string;
  readonly atLeast: boolean;
}

function holds({ measured, bar, atLeast }: Line): boolean {
  return atLeast ? measured >= bar : measured <= bar;
}

function show(line: Line): string {
  const { name, measured, bar, unit, atLeast } = line;
  const ratio = atLeast ? measured / bar : bar / measured;
  const value = measured >= 100 ? measured.toFixed(0) : measured.toPrecision(3);
  return `${holds(line) ? 'ok  ' : 'MISS'}  ${name.padEnd(62)} ${`${value} ${unit}`.padStart(16)}  ${`${atLeast ? '≥' : '≤'} ${bar} ${unit}`.padStart(16)}  ${ratio.toFixed(2)}×`;
}

function chosen(args: readonly string[]): readonly Bench[] {
  const names = args.filter((arg) => arg !== '--long').map((name) => name.toLowerCase());
  const isNamed = ({ name }: Bench) => names.some((wanted) => name.toLowerCase().includes(wanted));
  if (names.length > 0) return benches.filter(isNamed);
  return benches.filter(({ long = false }) => !long || args.includes('--long'));
}

function main(args: readonly string[]): number {
  const all = chosen(args);
  if (all.length === 0) {
    console.error(
      `no bench has ${args.join(' or ')} in its name; there are:\n${benches.map(({ name }) => name).join('\n')}`,
    );
    return 2;
  }
  console.log(`      ${'what'.padEnd(62)} ${'measured'.padStart(16)}  ${'bar'.padStart(16)}  head-room`);
  let missed = 0;
  for (const bench of all) {
    const { name, bar, unit, atLeast = false, why } = bench;
    const result = bench.measure();
    const line = { name, measured: typeof result === 'number' ? result : result.value, bar, unit, atLeast };
    console.log(show(line));
    if (typeof result !== 'number') console.log(`      ${result.detail}`);
    if (why !== undefined) console.log(`      ${why}`);
    if (!holds(line)) missed += 1;
  }
  console.log(`${all.length - missed} bars held, ${missed} missed`);
  return missed === 0 ? 0 : 1;
}

process.exitCode = main(process.argv.slice(2));
