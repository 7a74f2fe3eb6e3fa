import type {
  ClusterTrustBundleProjection,
  PodCertificateProjection,
  ProjectedVolumeSource,
  ServiceAccountTokenProjection,
  VolumeProjection,
} from '../../../generated/core.v1.js';
import { forbidden, invalid, notSupported, required } from '../../../../apimachinery/field-error.js';
import { checkMode, checkNonReservedPath, type Errors } from './checks.js';
import { checkDownwardFile, checkKeyToPath } from './files.js';
import type { VolumeContext } from './volume-source.js';

const MIN_TOKEN_SECONDS = 10 * 60;
const MAX_TOKEN_SECONDS = 2 ** 32;

const valid = new WeakSet<ProjectedVolumeSource>();

/** Follows validateProjectedVolumeSource. Most pods share one, with their token: what was found good is not checked again. */
export function checkProjected(
  source: ProjectedVolumeSource,
  path: string,
  errors: Errors,
  context: VolumeContext,
): void {
  if (valid.has(source)) return;
  const before = errors.length;
  checkSources(source, path, errors, context);
  if (errors.length === before && !context.options.allowNonLocalProjectedTokenPath) valid.add(source);
}

/** Clashes of paths are reported on the volume. */
function checkSources(
  { defaultMode, sources }: ProjectedVolumeSource,
  path: string,
  errors: Errors,
  { options }: VolumeContext,
): void {
  checkMode(defaultMode, `${path}.defaultMode`, errors);
  const taken = new Set<string>();
  const take = (file: string | undefined, printed: string) => {
    if (!file) return;
    if (taken.has(file)) errors.push(invalid(path, printed, 'conflicting duplicate paths'));
    taken.add(file);
  };
  sources?.forEach((source, i) => {
    const at = `${path}.sources[${i}]`;
    checkFiles(source, at, take, errors);
    if (source.serviceAccountToken)
      checkToken(source.serviceAccountToken, at, path, options.allowNonLocalProjectedTokenPath, errors);
    if (source.clusterTrustBundle)
      checkTrustBundle(source.clusterTrustBundle, `${at}.clusterTrustBundle`, take, errors);
    if (source.podCertificate) checkCertificate(source.podCertificate, `${at}.podCertificate`, take, errors);
    const count = Object.values(source).filter((value) => value !== undefined && value !== null).length;
    if (count > 1) errors.push(forbidden(at, 'may not specify more than 1 volume type per source'));
  });
}

/** Notes a file's path, and reports it when it was there already. */
type Take = (file: string | undefined, printed: string) => void;

function checkFiles(
  { secret, configMap, downwardAPI }: VolumeProjection,
  path: string,
  take: Take,
  errors: Errors,
): void {
  for (const [source, field] of [
    [secret, 'secret'],
    [configMap, 'configMap'],
  ] as const) {
    if (!source) continue;
    if (!source.name) errors.push(required(`${path}.${field}.name`));
    source.items?.forEach((item, i) => {
      checkKeyToPath(item, `${path}.${field}.items[${i}]`, errors);
      take(item.path, source.name ?? '');
    });
  }
  for (const file of downwardAPI?.items ?? []) {
    checkDownwardFile(file, `${path}.downwardAPI`, errors);
    take(file.path, file.path);
  }
}

function checkToken(
  { expirationSeconds = 0, path: file }: ServiceAccountTokenProjection,
  at: string,
  volume: string,
  allowAnyPath: boolean,
  errors: Errors,
): void {
  const field = `${at}.serviceAccountToken.expirationSeconds`;
  if (expirationSeconds < MIN_TOKEN_SECONDS)
    errors.push(invalid(field, expirationSeconds, 'may not specify a duration less than 10 minutes'));
  if (expirationSeconds > MAX_TOKEN_SECONDS)
    errors.push(invalid(field, expirationSeconds, 'may not specify a duration larger than 2^32 seconds'));
  if (!file) errors.push(required(`${volume}.path`));
  else if (!allowAnyPath) checkNonReservedPath(file, `${volume}.path`, errors);
}

function checkTrustBundle(bundle: ClusterTrustBundleProjection, path: string, take: Take, errors: Errors): void {
  if (bundle.name === undefined && bundle.signerName === undefined)
    errors.push(required(path, 'either name or signerName must be specified'));
  if (!bundle.path) errors.push(required(`${path}.path`));
  checkNonReservedPath(bundle.path ?? '', `${path}.path`, errors);
  take(bundle.path, bundle.path);
}

const KEY_TYPES = ['RSA3072', 'RSA4096', 'ECDSAP256', 'ECDSAP384', 'ECDSAP521', 'ED25519'];

function checkCertificate(certificate: PodCertificateProjection, path: string, take: Take, errors: Errors): void {
  const { keyType = '' } = certificate;
  if (!KEY_TYPES.includes(keyType)) errors.push(notSupported(`${path}.keyType`, keyType, KEY_TYPES));
  let paths = 0;
  for (const field of ['credentialBundlePath', 'keyPath', 'certificateChainPath'] as const) {
    const file = certificate[field];
    if (!file) continue;
    paths += 1;
    checkNonReservedPath(file, `${path}.${field}`, errors);
    take(file, file);
  }
  if (paths === 0)
    errors.push(required(path, 'specify at least one of credentialBundlePath, keyPath, and certificateChainPath'));
}
