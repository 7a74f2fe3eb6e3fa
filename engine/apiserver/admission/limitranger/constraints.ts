import { approximateNumber, compareQuantities, isZero, quantityOf } from '../../../apimachinery/quantity.js';

type Amounts = Readonly<Record<string, string>>;

/** What is asked for and what is allowed at most, by resource. */
export interface Asked {
  readonly requests: Amounts;
  readonly limits: Amounts;
}

function compare(a: string, b: string): number {
  return compareQuantities(quantityOf(a), quantityOf(b));
}

/** Follows minConstraint; undefined: the minimum is kept. */
export function minProblem(type: string, name: string, min: string, { requests, limits }: Asked): string | undefined {
  const rule = `minimum ${name} usage per ${type} is ${min}`;
  const [request, limit] = [requests[name], limits[name]];
  if (request === undefined) return `${rule}.  No request is specified`;
  if (compare(request, min) < 0) return `${rule}, but request is ${request}`;
  return limit !== undefined && compare(limit, min) < 0 ? `${rule}, but limit is ${limit}` : undefined;
}

/** Follows maxConstraint. */
export function maxProblem(type: string, name: string, max: string, { requests, limits }: Asked): string | undefined {
  const rule = `maximum ${name} usage per ${type} is ${max}`;
  const [request, limit] = [requests[name], limits[name]];
  if (limit === undefined) return `${rule}.  No limit is specified`;
  if (compare(limit, max) > 0) return `${rule}, but limit is ${limit}`;
  return request !== undefined && compare(request, max) > 0 ? `${rule}, but request is ${request}` : undefined;
}

/** Follows maxRequestConstraint, for what has no limits. */
export function maxRequestProblem(type: string, name: string, max: string, requests: Amounts): string | undefined {
  const rule = `maximum ${name} usage per ${type} is ${max}`;
  const request = requests[name];
  if (request === undefined) return `${rule}.  No request is specified`;
  return compare(request, max) > 0 ? `${rule}, but request is ${request}` : undefined;
}

/** Follows limitRequestRatioConstraint. */
export function ratioProblem(
  type: string,
  name: string,
  ratio: string,
  { requests, limits }: Asked,
): string | undefined {
  const rule = `${name} max limit to request ratio per ${type} is ${ratio}`;
  const [request, limit] = [quantityOf(requests[name]), quantityOf(limits[name])];
  if (isZero(request)) return `${rule}, but no request is specified or request is 0`;
  if (isZero(limit)) return `${rule}, but no limit is specified or limit is 0`;
  const observed = approximateNumber(limit) / approximateNumber(request);
  return observed > approximateNumber(quantityOf(ratio))
    ? `${rule}, but provided ratio is ${observed.toFixed(6)}`
    : undefined;
}
