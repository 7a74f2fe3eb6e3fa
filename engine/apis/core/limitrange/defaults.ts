import type { LimitRange, LimitRangeItem } from '../../generated/core.v1.js';
import { roundedQuantities } from '../pod/default-resources.js';
import { changed, changedItems } from '../pod/fill.js';

type Quantities = LimitRangeItem['max'];

/** Of containers, a limit's default is its maximum, a request's is the limit's or the minimum: SetDefaults_LimitRangeItem. */
export function defaultLimitRange(range: LimitRange): LimitRange {
  return changed(range, 'spec', (spec) => changedItems(spec, 'limits', (item) => defaultItem(rounded(item))));
}

const LISTS = ['max', 'min', 'default', 'defaultRequest', 'maxLimitRequestRatio'] as const;

function rounded(item: LimitRangeItem): LimitRangeItem {
  return LISTS.reduce((current, list) => changed(current, list, roundedQuantities), item);
}

function defaultItem(item: LimitRangeItem): LimitRangeItem {
  if (item.type !== 'Container') return item;
  const limits = merged(item.default, item.max);
  const requests = merged(merged(item.defaultRequest, limits), item.min);
  if (limits === item.default && requests === item.defaultRequest) return item;
  return {
    ...item,
    ...(limits === undefined ? {} : { default: limits }),
    ...(requests === undefined ? {} : { defaultRequest: requests }),
  };
}

function merged(own: Quantities, other: Quantities): Quantities {
  if (other === undefined || Object.keys(other).every((name) => own?.[name] !== undefined)) return own;
  const all = { ...other, ...own };
  return Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)));
}
