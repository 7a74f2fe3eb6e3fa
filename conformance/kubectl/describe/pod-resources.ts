import {
  addQuantities,
  compareQuantities,
  isZero,
  quantityOf,
  type Quantity,
} from '../../../engine/apimachinery/quantity.js';
import type { Container, Pod } from '../../../engine/apis/generated/core.v1.js';

/** Amounts by resource, in the form in which the first of them was written. */
export type Amounts = ReadonlyMap<string, Quantity>;

type List = Readonly<Record<string, string>> | undefined;

/** What a pod requests and is limited to (resource.PodRequestsAndLimits of kubectl). */
export function podRequestsAndLimits(pod: Pod): { readonly requests: Amounts; readonly limits: Amounts } {
  return { requests: podRequests(pod), limits: podLimits(pod) };
}

/** The sums of all amounts. */
export function sumOf(all: readonly Amounts[]): Amounts {
  return all.reduce(sum, new Map());
}

function sum(a: Amounts, b: Amounts): Amounts {
  const total = new Map(a);
  for (const [name, amount] of b) {
    const known = total.get(name);
    total.set(name, known === undefined ? amount : addQuantities(known, amount));
  }
  return total;
}

function largest(a: Amounts, b: Amounts): Amounts {
  const most = new Map(a);
  for (const [name, amount] of b) {
    const known = most.get(name);
    if (known === undefined || compareQuantities(amount, known) > 0) most.set(name, amount);
  }
  return most;
}

function amountsOf(list: List): Amounts {
  return new Map(Object.entries(list ?? {}).map(([name, text]) => [name, quantityOf(text)]));
}

/** Containers and sidecars add up; each other init container needs its own beside the sidecars before it. */
function total(pod: Pod, amounts: (container: Container) => Amounts): Amounts {
  let all = sumOf(pod.spec.containers.map(amounts));
  let sidecars: Amounts = new Map();
  let initial: Amounts = new Map();
  for (const container of pod.spec.initContainers ?? []) {
    const own = amounts(container);
    const isSidecar = container.restartPolicy === 'Always';
    if (isSidecar) {
      all = sum(all, own);
      sidecars = sum(sidecars, own);
    }
    initial = largest(initial, isSidecar ? sidecars : sum(own, sidecars));
  }
  return largest(all, initial);
}

function podRequests(pod: Pod): Amounts {
  const statuses = [...(pod.status.containerStatuses ?? []), ...(pod.status.initContainerStatuses ?? [])];
  const isInfeasible = (pod.status.conditions ?? []).some(
    ({ type, reason }) => type === 'PodResizePending' && reason === 'Infeasible',
  );
  const requests = total(pod, ({ name, resources, restartPolicy }) => {
    const asked = amountsOf(resources?.requests);
    const status = statuses.find((one) => one.name === name);
    const isInit = (pod.spec.initContainers ?? []).some((container) => container.name === name);
    if (status?.resources === undefined || (isInit && restartPolicy !== 'Always')) return asked;
    const actual = largest(amountsOf(status.resources.requests), amountsOf(status.allocatedResources));
    return isInfeasible ? actual : largest(asked, actual);
  });
  return sum(requests, amountsOf(pod.spec.overhead));
}

/** Overhead is added only to what is limited. */
function podLimits(pod: Pod): Amounts {
  const limits = total(pod, ({ resources }) => amountsOf(resources?.limits));
  const limited = [...amountsOf(pod.spec.overhead)].filter(([name]) => {
    const limit = limits.get(name);
    return limit !== undefined && !isZero(limit);
  });
  return sum(limits, new Map(limited));
}
