import { invalid, required } from '../../apimachinery/field-error.js';
import { isDNS1123Subdomain, isValidPortNum } from '../../apimachinery/names.js';
import type { Errors } from '../core/pod/validation/checks.js';
import type { ServiceReference, WebhookClientConfig } from '../generated/admissionregistration.v1.js';
import { parseUrl } from './url.js';

const FORM = '; desired format: https://host[/path]';

/** Where a webhook is called, which must be a URL or a service. */
export function checkClientConfig({ url, service }: WebhookClientConfig, path: string, errors: Errors): void {
  if (url !== undefined && service === undefined) checkUrl(url, `${path}.url`, errors);
  else if (service !== undefined && url === undefined) checkService(service, `${path}.service`, errors);
  else errors.push(required(path, 'exactly one of url or service is required'));
}

/** Follows ValidateWebhookURL. */
function checkUrl(text: string, path: string, errors: Errors): void {
  const url = parseUrl(text);
  if ('error' in url) return void errors.push(required(path, `url must be a valid URL: ${url.error}${FORM}`));
  if (url.scheme !== 'https') errors.push(invalid(path, url.scheme, `'https' is the only allowed URL scheme${FORM}`));
  if (url.host === '') errors.push(invalid(path, '', `host must be specified${FORM}`));
  if (url.user !== undefined) errors.push(invalid(path, url.user, 'user information is not permitted in the URL'));
  if (url.fragment !== '') errors.push(invalid(path, url.fragment, 'fragments are not permitted in the URL'));
  if (url.query !== '') errors.push(invalid(path, url.query, 'query parameters are not permitted in the URL'));
}

/** Follows ValidateWebhookService, to which upstream hands name and namespace the wrong way round. */
function checkService(
  { name, namespace, path: at = '', port = 0 }: ServiceReference,
  path: string,
  errors: Errors,
): void {
  if (namespace === '') errors.push(required(`${path}.name`));
  if (name === '') errors.push(required(`${path}.namespace`));
  const messages = isValidPortNum(port);
  if (messages.length > 0) errors.push(invalid(`${path}.port`, port, `port is not valid: ${messages.join(', ')}`));
  if (at === '' || at === '/') return;
  checkUrlPath(at, `${path}.path`, errors);
}

function checkUrlPath(at: string, path: string, errors: Errors): void {
  if (at === '//') return void errors.push(invalid(path, at, 'segment[0] may not be empty'));
  if (!at.startsWith('/')) errors.push(invalid(path, at, "must start with a '/'"));
  const segments = at.slice(1).replace(/\/$/, '').split('/');
  segments.forEach((segment, i) => {
    if (segment === '') return void errors.push(invalid(path, at, `segment[${i}] may not be empty`));
    for (const message of isDNS1123Subdomain(segment)) errors.push(invalid(path, at, `segment[${i}]: ${message}`));
  });
}
