import { parseImageName, type ImageName } from '../apis/core/pod/image-name.js';
import { failed, ok, type Result } from '../apimachinery/result.js';
import { quote } from '../apimachinery/quote.js';

/** A reference as the runtime knows it. */
export interface ImageReference extends ImageName {
  /** 'docker.io/library/nginx:1.27' */
  readonly full: string;
}

const parsed = new Map<string, Result<ImageReference>>();

/** An image reference in full, or the error of applyDefaultImageTag (pkg/kubelet/images). Memoised by text. */
export function imageReference(image: string): Result<ImageReference> {
  const known = parsed.get(image);
  if (known !== undefined) return known;
  const reference = parse(image);
  parsed.set(image, reference);
  return reference;
}

function parse(image: string): Result<ImageReference> {
  const name = parseImageName(image);
  if (name === undefined)
    return failed(`couldn't parse image name ${quote(image)}: invalid reference format${detail(image)}`);
  const { repository, tag, digest } = name;
  return ok({ ...name, full: `${repository}${tag === '' ? '' : `:${tag}`}${digest === '' ? '' : `@${digest}`}` });
}

/** The repository that is not in lower case, by name, as reference.ParseNormalizedNamed complains. */
function detail(image: string): string {
  const slash = image.indexOf('/');
  const first = image.slice(0, slash);
  const hasDomain = slash >= 0 && (/[.:]/.test(first) || first === 'localhost' || first.toLowerCase() !== first);
  const remainder = hasDomain ? image.slice(slash + 1) : image.includes('/') ? image : `library/${image}`;
  const colon = remainder.indexOf(':');
  const repository = colon < 0 ? remainder : remainder.slice(0, colon);
  return repository.toLowerCase() === repository ? '' : `: repository name (${repository}) must be lowercase`;
}
