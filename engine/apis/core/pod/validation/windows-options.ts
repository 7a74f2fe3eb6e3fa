import type { WindowsSecurityContextOptions } from '../../../generated/core.v1.js';
import { invalid } from '../../../../apimachinery/field-error.js';
import { byteLength, isDNS1123Subdomain } from '../../../../apimachinery/names.js';
import { report, type Errors } from './checks.js';

const MAX_SPEC_KIB = 64;
const MAX_DOMAIN = 256;
const MAX_USER = 104;
const NETBIOS = /^[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}$/;
const DNS_LABEL = '[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?';
const DNS_DOMAIN = new RegExp(`^${DNS_LABEL}(?:\\.${DNS_LABEL})*$`);

/** Follows validateWindowsSecurityContextOptions. */
export function checkWindowsOptions(
  options: WindowsSecurityContextOptions | undefined,
  path: string,
  errors: Errors,
): void {
  if (options === undefined) return;
  const { gmsaCredentialSpecName: name, gmsaCredentialSpec: spec, runAsUserName: user } = options;
  if (name !== undefined) report(errors, `${path}.gmsaCredentialSpecName`, name, isDNS1123Subdomain(name));
  if (spec === '')
    errors.push(invalid(`${path}.gmsaCredentialSpec`, spec, 'gmsaCredentialSpec cannot be an empty string'));
  else if (spec !== undefined && byteLength(spec) > MAX_SPEC_KIB * 1024)
    errors.push(
      invalid(`${path}.gmsaCredentialSpec`, spec, `gmsaCredentialSpec size must be under ${MAX_SPEC_KIB} KiB`),
    );
  if (user !== undefined) report(errors, `${path}.runAsUserName`, user, userMessages(user));
}

function userMessages(name: string): readonly string[] {
  if (name === '') return ['runAsUserName cannot be an empty string'];
  if (/[\u0000-\u001f\u007f]/.test(name)) return ['runAsUserName cannot contain control characters'];
  const parts = name.split('\\');
  if (parts.length > 2) return ['runAsUserName cannot contain more than one backslash'];
  const domain = parts.length === 2 ? parts[0] : undefined;
  const user = parts.at(-1) ?? '';
  const messages: string[] = [];
  if (byteLength(domain ?? '') >= MAX_DOMAIN)
    messages.push(`runAsUserName's Domain length must be under ${MAX_DOMAIN} characters`);
  if (domain !== undefined && !NETBIOS.test(domain) && !DNS_DOMAIN.test(domain))
    messages.push("runAsUserName's Domain doesn't match the NetBios nor the DNS format");
  if (user === '') messages.push("runAsUserName's User cannot be empty");
  else if (byteLength(user) > MAX_USER)
    messages.push(`runAsUserName's User length must not be longer than ${MAX_USER} characters`);
  if (/^[. ]+$/.test(user)) messages.push("runAsUserName's User cannot contain only periods or spaces");
  if (/["/\\:;|=,+*?<>@[\]]/.test(user))
    messages.push('runAsUserName\'s User cannot contain the following characters: "/\\:;|=,+*?<>@[]');
  return messages;
}
