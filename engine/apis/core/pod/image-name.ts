const DOMAIN_PART = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const DOMAIN = `(?:${DOMAIN_PART}(?:\\.${DOMAIN_PART})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?`;
const PATH_PART = '[a-z0-9]+(?:(?:[._]|__|[-]+)[a-z0-9]+)*';
const REPOSITORY = `${PATH_PART}(?:/${PATH_PART})*`;
const TAG = '[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}';
const DIGEST = '[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}';
const REFERENCE = new RegExp(`^((?:${DOMAIN}/)?${REPOSITORY})(?::(${TAG}))?(?:@(${DIGEST}))?$`);
const DIGEST_LENGTHS: Readonly<Record<string, number>> = { sha256: 64, sha384: 96, sha512: 128 };

export interface ImageName {
  /** 'docker.io/library/nginx' */
  readonly repository: string;
  /** 'latest' when the reference has neither tag nor digest, else what it says; '' when it has only a digest. */
  readonly tag: string;
  /** 'sha256:…', or ''. */
  readonly digest: string;
}

/**
 * An image reference in its parts, with Docker's default domain filled in; undefined when it is not one. Follows
 * parsers.ParseImageName and distribution's ParseNormalizedNamed.
 */
export function parseImageName(image: string): ImageName | undefined {
  if (/^[a-f0-9]{64}$/.test(image)) return undefined;
  const { domain, remainder } = splitDomain(image);
  const [, name, tag = '', digest = ''] = REFERENCE.exec(`${domain}/${remainder}`) ?? [];
  if (name === undefined || name.length - domain.length - 1 > 255) return undefined;
  if (digest !== '' && !isDigest(digest)) return undefined;
  return { repository: name, tag: tag === '' && digest === '' ? 'latest' : tag, digest };
}

function splitDomain(image: string): { readonly domain: string; readonly remainder: string } {
  const slash = image.indexOf('/');
  if (slash < 0) return { domain: 'docker.io', remainder: `library/${image}` };
  const first = image.slice(0, slash);
  const rest = image.slice(slash + 1);
  const isDomain = first === 'localhost' || /[.:]/.test(first) || first.toLowerCase() !== first;
  const domain = !isDomain || first === 'index.docker.io' ? 'docker.io' : first;
  const remainder = isDomain ? rest : image;
  return { domain, remainder: domain === 'docker.io' && !remainder.includes('/') ? `library/${remainder}` : remainder };
}

function isDigest(digest: string): boolean {
  const colon = digest.indexOf(':');
  const hex = digest.slice(colon + 1);
  return DIGEST_LENGTHS[digest.slice(0, colon)] === hex.length && /^[a-f0-9]+$/.test(hex);
}

/** Always for ':latest' and untagged images, IfNotPresent for everything else, even what is no image reference. */
export function defaultPullPolicy(image: string | undefined): 'Always' | 'IfNotPresent' {
  return parseImageName(image ?? '')?.tag === 'latest' ? 'Always' : 'IfNotPresent';
}
