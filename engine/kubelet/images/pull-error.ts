import type { PullFailure } from '../../runtime/image-behaviour.js';
import type { ImageReference } from '../../runtime/image-reference.js';

/**
 * What containerd says when an image cannot be pulled, as the kubelet shows it (the code of unknown errors is left
 * out). The address of a registry that does not answer is its name.
 */
export function pullError(reference: ImageReference, failure: PullFailure): string {
  const { full } = reference;
  const resolving = `failed to pull and unpack image "${full}": failed to resolve reference "${full}"`;
  switch (failure) {
    case 'NotFound':
      return `rpc error: code = NotFound desc = ${resolving}: ${full}: not found`;
    case 'Unauthorized':
      return `${resolving}: pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed`;
    case 'RegistryUnavailable':
      return `${resolving}: failed to do request: Head "${manifestUrl(reference)}": dial tcp ${address(reference)}: connect: connection refused`;
    case 'InvalidImageName':
      return `rpc error: code = InvalidArgument desc = failed to parse reference "${full}": invalid reference format`;
  }
}

function hostOf({ repository }: ImageReference): string {
  const host = repository.slice(0, repository.indexOf('/'));
  return host === 'docker.io' ? 'registry-1.docker.io' : host;
}

function manifestUrl(reference: ImageReference): string {
  const host = hostOf(reference);
  const path = reference.repository.slice(reference.repository.indexOf('/') + 1);
  return `${isLocal(host) ? 'http' : 'https'}://${host}/v2/${path}/manifests/${reference.digest === '' ? reference.tag : reference.digest}`;
}

function isLocal(host: string): boolean {
  return host === 'localhost' || host.startsWith('localhost:') || host.startsWith('127.');
}

function address(reference: ImageReference): string {
  const host = hostOf(reference).replace(/^localhost/, '127.0.0.1');
  return /:\d+$/.test(host) ? host : `${host}:${isLocal(host) ? 80 : 443}`;
}
