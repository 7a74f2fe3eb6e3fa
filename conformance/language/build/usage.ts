import { bytes, milliCpu, parseQuantity } from '../../../engine/apimachinery/quantity.js';
import type { Consumption } from '../../../engine/core/consumption.js';
import type { Cursor } from '../cursor.js';

type Amount = string | number | undefined;

/** Amounts as a spec writes them. */
export interface AmountFields {
  readonly cpu?: Amount;
  readonly memory?: Amount;
  readonly disk?: Amount;
  readonly pids?: number | undefined;
  readonly volumes?: Readonly<Record<string, string | number>> | undefined;
}

/** Amounts as numbers; what is no quantity is told of. */
export function consumptionOf(fields: AmountFields, cursor: Cursor): Consumption {
  const { cpu, memory, disk, pids, volumes } = fields;
  const inVolumes = Object.entries(volumes ?? {}).map(
    ([name, amount]) => [name, amountOf(amount, bytes, cursor.at('volumes', name)) ?? 0] as const,
  );
  return {
    ...given('cpu', amountOf(cpu, milliCpu, cursor.at('cpu'))),
    ...given('memory', amountOf(memory, bytes, cursor.at('memory'))),
    ...given('disk', amountOf(disk, bytes, cursor.at('disk'))),
    ...given('pids', pids),
    ...(inVolumes.length === 0 ? {} : { volumes: Object.fromEntries(inVolumes) }),
  };
}

function given(name: 'cpu' | 'memory' | 'disk' | 'pids', amount: number | undefined): Consumption {
  return amount === undefined ? {} : { [name]: amount };
}

function amountOf(amount: Amount, read: (text: string) => number, cursor: Cursor): number | undefined {
  if (amount === undefined) return undefined;
  const text = String(amount);
  const parsed = parseQuantity(text);
  if (!parsed.ok || parsed.value.unscaled < 0n) {
    cursor.report(`"${text}" is not an amount`, 'write 500m, 2, 64Mi or 1Gi');
    return undefined;
  }
  return read(text);
}
