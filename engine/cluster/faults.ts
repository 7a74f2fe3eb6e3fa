import type { Request, Response } from '../apiserver/request.js';
import { failure } from '../apimachinery/status.js';
import { requestInfo } from '../apiserver/request-info.js';
import { resourceKey } from '../apis/resource.js';
import type { Millis } from '../core/time.js';
import type { RequestMatch } from './fault.js';

/** What is broken at the moment. */
export interface Faults {
  readonly apiserverDown: boolean;
  readonly registryDown: boolean;
  readonly rules: readonly ApiRule[];
}

/** A disturbance of requests, as long as it has turns left. */
export interface ApiRule {
  readonly match: RequestMatch;
  readonly turns: number;
  readonly effect:
    { readonly type: 'refuse'; readonly response: Response } | { readonly type: 'delay'; readonly delay: Millis };
}

export const NO_FAULTS: Faults = { apiserverDown: false, registryDown: false, rules: [] };

/** What a client sees when nobody listens. */
export const UNREACHABLE: Response = {
  code: 0,
  body: failure(0, 'ServiceUnavailable', 'dial tcp 10.96.0.1:443: connect: connection refused'),
};

export interface Disturbance {
  readonly faults: Faults;
  readonly effect?: ApiRule['effect'];
}

/** Finds what happens to a request of `who`, and uses up one turn of it. */
export function disturb(faults: Faults, request: Request, who: string): Disturbance {
  if (faults.apiserverDown) return { faults, effect: { type: 'refuse', response: UNREACHABLE } };
  if (faults.rules.length === 0) return { faults };
  const index = faults.rules.findIndex((rule) => rule.turns > 0 && matches(rule.match, request, who));
  const rule = faults.rules[index];
  if (rule === undefined) return { faults };
  const used = { ...rule, turns: rule.turns - 1 };
  return {
    faults: { ...faults, rules: faults.rules.map((other) => (other === rule ? used : other)) },
    effect: rule.effect,
  };
}

function matches(match: RequestMatch, request: Request, who: string): boolean {
  const info = requestInfo(request);
  if (info.type !== 'resource') return false;
  const resource =
    qualified(resourceKey(info.served.resource)) + (info.subresource === '' ? '' : `/${info.subresource}`);
  return (
    (match.verb === undefined || match.verb === info.verb) &&
    (match.resource === undefined || match.resource === resource) &&
    (match.namespace === undefined || match.namespace === info.namespace) &&
    (match.name === undefined || match.name === info.name) &&
    (match.component === undefined || match.component === who)
  );
}

/** 'apps/deployments' → 'deployments.apps', as kubectl names a resource. */
function qualified(key: string): string {
  const [group = '', plural] = key.split('/');
  return plural === undefined ? key : `${plural}.${group}`;
}
