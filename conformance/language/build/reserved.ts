import type * as z from 'zod';
import type { NodeConfig } from '../../../engine/cluster/config.js';
import { nanosOf } from '../../expectations/quantity.js';
import type { Cursor } from '../cursor.js';
import type * as schema from '../schema/cluster.js';

type NodeShape = z.output<typeof schema.node>;
type ReservedShape = Pick<NodeShape, 'kubeReserved' | 'systemReserved'>;

/** What a node keeps back; what is no quantity is told of. `cursor` is at the node. */
export function reservedOf(shape: ReservedShape, cursor: Cursor): Partial<NodeConfig> {
  const { kubeReserved, systemReserved } = shape;
  return {
    ...(kubeReserved === undefined ? {} : { kubeReserved: quantitiesOf(kubeReserved, cursor.at('kubeReserved')) }),
    ...(systemReserved === undefined
      ? {}
      : { systemReserved: quantitiesOf(systemReserved, cursor.at('systemReserved')) }),
  };
}

function quantitiesOf(
  list: Readonly<Record<string, string | number>>,
  cursor: Cursor,
): Readonly<Record<string, string>> {
  const entries = Object.entries(list).map(([name, amount]) => {
    if (nanosOf(amount) === undefined) cursor.at(name).report(`"${amount}" is not a quantity`, 'write 100m or 500Mi');
    return [name, String(amount)] as const;
  });
  return Object.fromEntries(entries);
}
