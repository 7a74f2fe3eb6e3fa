import { discovery } from '../apis/generated/discovery.js';
import { aggregatedDiscovery, wantsAggregated } from './aggregated-discovery.js';
import { openApiDocument } from './openapi.js';
import type { Response } from './request.js';
import type { Store } from './store.js';

/** The version that is simulated. */
export const KUBERNETES_VERSION = 'v1.35.4';

/** Where clients reach the API server. */
const ADDRESS = '127.0.0.1:6443';

/** /version, /api, /apis and the resource lists below them; undefined for any other path. */
export function discoveryDocument(path: string, store: Store, accept?: string): Response | undefined {
  const trimmed = path.endsWith('/') ? path.slice(0, -1) : path;
  if ((trimmed === '/api' || trimmed === '/apis') && wantsAggregated(accept))
    return { code: 200, body: aggregatedDiscovery(trimmed) };
  if (trimmed.startsWith('/openapi/')) return openApiDocument(trimmed);
  switch (trimmed) {
    case '/version':
      return { code: 200, body: { major: '1', minor: '35', gitVersion: KUBERNETES_VERSION, platform: 'linux/amd64' } };
    case '/healthz':
    case '/livez':
    case '/readyz':
    case '/healthz/ping':
    case '/livez/ping':
    case '/readyz/ping':
      return { code: 200, body: store.revision > 0 ? 'ok' : 'starting' };
    case '/api':
      return {
        code: 200,
        body: {
          kind: 'APIVersions',
          versions: ['v1'],
          serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: ADDRESS }],
        },
      };
    case '/apis':
      return { code: 200, body: { kind: 'APIGroupList', apiVersion: 'v1', groups: discovery.groups } };
    default:
      return groupDocument(trimmed);
  }
}

/** The oldest list of all does not say its version. */
function listType(groupVersion: string): { readonly kind: string; readonly apiVersion?: string } {
  const kind = 'APIResourceList';
  return groupVersion === 'v1' ? { kind } : { kind, apiVersion: 'v1' };
}

function groupDocument(path: string): Response | undefined {
  const groupVersion = path.startsWith('/apis/')
    ? path.slice('/apis/'.length)
    : path.startsWith('/api/')
      ? path.slice('/api/'.length)
      : '';
  const resources = discovery.resources[groupVersion];
  if (resources !== undefined) return { code: 200, body: { ...listType(groupVersion), groupVersion, resources } };
  const group = discovery.groups.find(({ name }) => name === groupVersion);
  return group === undefined ? undefined : { code: 200, body: { kind: 'APIGroup', apiVersion: 'v1', ...group } };
}
