import { invalid } from '../../../apimachinery/field-error.js';
import type { Errors } from '../pod/validation/checks.js';
import { parseIPSloppy } from '../pod/validation/ip.js';

/** An address that traffic can be sent to: ValidateEndpointIP. */
export function checkEndpointIP(text: string, path: string, errors: Errors): void {
  const ip = parseIPSloppy(text);
  if (ip === undefined) {
    errors.push(invalid(path, text, 'must be a valid IP address'));
    return;
  }
  const [first = 0, , , , , , high = 0, low = 0] = ip.groups;
  const v4 = ip.family === 'IPv4';
  const one = ip.groups.slice(0, 7).every((group) => group === 0);
  if (v4 ? high === 0 && low === 0 : one && low === 0)
    errors.push(invalid(path, text, `may not be unspecified (${text})`));
  if (v4 ? high >> 8 === 127 : one && low === 1)
    errors.push(invalid(path, text, 'may not be in the loopback range (127.0.0.0/8, ::1/128)'));
  if (v4 ? high === 0xa9fe : (first & 0xffc0) === 0xfe80)
    errors.push(invalid(path, text, 'may not be in the link-local range (169.254.0.0/16, fe80::/10)'));
  if (v4 ? high === 0xe000 && low >> 8 === 0 : (first & 0xff0f) === 0xff02)
    errors.push(invalid(path, text, 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)'));
}
