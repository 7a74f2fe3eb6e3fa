import { invalid, required, tooLong } from '../../apimachinery/field-error.js';
import { isDNS1123Label, isDNS1123Subdomain } from '../../apimachinery/names.js';
import { quote } from '../../apimachinery/quote.js';
import type { Errors } from '../core/pod/validation/checks.js';

const LONGEST_DOMAIN = 253;
const LONGEST_NAME = LONGEST_DOMAIN + 1 + LONGEST_DOMAIN + 1 + 63;

/** A domain and a path, as in 'example.com/signer-name': ValidateSignerName. */
export function checkSignerName(name: string, path: string, errors: Errors): void {
  if (name === '') return void errors.push(required(path));
  const [domain = '', signer = '', ...more] = name.split('/');
  if (!name.includes('/') || more.length > 0) {
    const form = "must be a fully qualified domain and path of the form 'example.com/signer-name'";
    errors.push(invalid(path, name, form));
    return;
  }
  if (domain.length > LONGEST_DOMAIN) errors.push(tooLong(path, LONGEST_DOMAIN));
  checkLabels(domain, isDNS1123Label, path, errors);
  if (!domain.includes('.'))
    errors.push(invalid(path, domain, 'should be a domain with at least two segments separated by dots'));
  checkLabels(signer, isDNS1123Subdomain, path, errors);
  if (name.length > LONGEST_NAME) errors.push(tooLong(path, LONGEST_NAME));
}

/** Reports the first dot-separated part that is refused. */
function checkLabels(text: string, rule: (part: string) => readonly string[], path: string, errors: Errors): void {
  const bad = text.split('.').find((part) => rule(part).length > 0);
  if (bad === undefined) return;
  for (const message of rule(bad)) errors.push(invalid(path, text, `validating label ${quote(bad)}: ${message}`));
}
