import { served, type Served } from '../../engine/apiserver/registry/catalogue.js';
import { resourceKey } from '../../engine/apis/resource.js';
import { fail, type Failure } from './session.js';

/** 'deployments.apps', or 'pods' in the core group. */
export function qualifiedName({ resource }: Served): string {
  return resource.group === '' ? resource.plural : `${resource.plural}.${resource.group}`;
}

/** 'deployment.apps/web', as kubectl names an object in its messages. */
export function objectName({ resource, singular }: Served, name: string): string {
  return `${resource.group === '' ? singular : `${singular}.${resource.group}`}/${name}`;
}

/** Finds a resource by plural, singular, short name or kind, with or without its group: the RESTMapper. */
export function findResource(word: string): Served | Failure {
  const [name = '', ...group] = word.toLowerCase().split('.');
  const wanted = group.join('.');
  const found = served.find(
    ({ resource, singular, shortNames }) =>
      (resource.plural === name ||
        singular === name ||
        shortNames.includes(name) ||
        resource.kind.toLowerCase() === name) &&
      (wanted === '' ||
        resource.group === wanted ||
        `${resource.version}.${resource.group}` === wanted ||
        resource.version === wanted) &&
      (wanted !== '' || preferred(resourceKey(resource), resource.version)),
  );
  return found ?? fail(`error: the server doesn't have a resource type ${JSON.stringify(word)}`);
}

function preferred(key: string, version: string): boolean {
  return served.find(({ resource }) => resourceKey(resource) === key)?.resource.version === version;
}

/** The collection of a manifest's apiVersion and kind. */
export function findKind(apiVersion: string, kind: string): Served | undefined {
  const slash = apiVersion.indexOf('/');
  const [group, version] = slash < 0 ? ['', apiVersion] : [apiVersion.slice(0, slash), apiVersion.slice(slash + 1)];
  return served.find(
    ({ resource }) => resource.group === group && resource.version === version && resource.kind === kind,
  );
}
