import type { HostAlias, PodDNSConfig, PodSpec } from '../../../generated/core.v1.js';
import { forbidden, invalid, required, tooLong } from '../../../../apimachinery/field-error.js';
import { isDNS1123SubdomainWithUnderscore } from '../../../../apimachinery/names.js';
import { checkDNSSubdomain, report, type Errors } from './checks.js';
import { checkIP } from './ip.js';

/** Limits of the resolvers in C libraries. */
const MAX_NAMESERVERS = 3;
const MAX_SEARCHES = 32;
const MAX_SEARCH_CHARS = 2048;
const MAX_HOSTNAME = 64;

/** Follows validatePodDNSConfig. */
export function checkDNSConfig(
  config: PodDNSConfig | undefined,
  policy: string | undefined,
  path: string,
  errors: Errors,
): void {
  if (policy === 'None') {
    const detail = (what: string) => `must provide ${what} when \`dnsPolicy\` is None`;
    if (config === undefined) return void errors.push(required(path, detail('`dnsConfig`')));
    if (!config.nameservers?.length)
      return void errors.push(required(`${path}.nameservers`, detail('at least one DNS nameserver')));
  }
  if (config === undefined) return;
  const { nameservers = [], searches = [], options = [] } = config;
  if (nameservers.length > MAX_NAMESERVERS)
    errors.push(invalid(`${path}.nameservers`, nameservers, `must not have more than ${MAX_NAMESERVERS} nameservers`));
  nameservers.forEach((server, i) => checkIP(server, `${path}.nameservers[${i}]`, errors));
  checkSearches(searches, `${path}.searches`, errors);
  options.forEach(({ name }, i) => {
    if (!name) errors.push(required(`${path}.options[${i}]`, 'must not be empty'));
  });
}

function checkSearches(searches: readonly string[], path: string, errors: Errors): void {
  if (searches.length > MAX_SEARCHES)
    errors.push(invalid(path, searches, `must not have more than ${MAX_SEARCHES} search paths`));
  if (searches.join(' ').length > MAX_SEARCH_CHARS) {
    const detail = `must not have more than ${MAX_SEARCH_CHARS} characters (including spaces) in the search list`;
    errors.push(invalid(path, searches, detail));
  }
  searches.forEach((search, i) => {
    if (search === '.') return;
    const name = search.endsWith('.') ? search.slice(0, -1) : search;
    report(errors, `${path}[${i}]`, name, isDNS1123SubdomainWithUnderscore(name));
  });
}

/** Follows validatePodHostName. */
export function checkHostnameOverride(spec: PodSpec, path: string, errors: Errors): void {
  const { hostnameOverride } = spec;
  if (hostnameOverride === undefined) return;
  const at = `${path}.hostnameOverride`;
  if (spec.setHostnameAsFQDN) errors.push(forbidden(at, 'may not be specified when setHostnameAsFQDN is true'));
  if (spec.hostNetwork) errors.push(forbidden(at, 'may not be specified when hostNetwork is true'));
  if (hostnameOverride.length > MAX_HOSTNAME) errors.push(tooLong(at, MAX_HOSTNAME));
  checkDNSSubdomain(hostnameOverride, at, errors);
}

/** Follows ValidateHostAliases. */
export function checkHostAliases(aliases: readonly HostAlias[] | undefined, path: string, errors: Errors): void {
  aliases?.forEach(({ ip, hostnames }, i) => {
    checkIP(ip ?? '', `${path}[${i}].ip`, errors);
    hostnames?.forEach((hostname, j) => checkDNSSubdomain(hostname, `${path}[${i}].hostnames[${j}]`, errors));
  });
}
