import { invalid } from '../../../../apimachinery/field-error.js';
import type { Errors } from './checks.js';

export interface ParsedIP {
  /** Eight groups of 16 bits; IPv4 addresses stand in the last two, behind ffff. */
  readonly groups: readonly number[];
  readonly family: 'IPv4' | 'IPv6';
  /** Written as IPv6 though it is an IPv4 address: '::ffff:1.2.3.4'. */
  readonly mapped: boolean;
}

const V4_PREFIX = [0, 0, 0, 0, 0, 0xffff];

/** An address in any form old Kubernetes accepts, leading zeros too (netutils.ParseIPSloppy); undefined otherwise. */
export function parseIPSloppy(text: string): ParsedIP | undefined {
  if (!text.includes(':')) {
    const v4 = parseV4(text);
    return v4 === undefined ? undefined : { groups: [...V4_PREFIX, ...v4], family: 'IPv4', mapped: false };
  }
  const groups = parseV6(text);
  if (groups === undefined) return undefined;
  const mapped = V4_PREFIX.every((group, i) => groups[i] === group);
  return { groups, family: mapped ? 'IPv4' : 'IPv6', mapped };
}

const ZERO = 0x30;
const DOT = 0x2e - ZERO;

function parseV4(text: string): readonly [number, number] | undefined {
  let high = 0;
  let low = 0;
  let parts = 0;
  let part = -1;
  for (let i = 0; i <= text.length; i++) {
    const digit = text.charCodeAt(i) - ZERO;
    if (digit >= 0 && digit <= 9) part = Math.max(part, 0) * 10 + digit;
    else if (part < 0 || (i < text.length && digit !== DOT)) return undefined;
    else {
      if (parts < 2) high = high * 256 + part;
      else low = low * 256 + part;
      parts += 1;
      part = -1;
    }
    if (part > 255) return undefined;
  }
  return parts === 4 ? [high, low] : undefined;
}

function parseV6(text: string): readonly number[] | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map((half, i) => groupsOf(half, i === halves.length - 1));
  if (head === undefined || (halves.length === 2 && tail === undefined)) return undefined;
  if (halves.length === 1) return head.length === 8 ? head : undefined;
  const missing = 8 - head.length - (tail?.length ?? 0);
  return missing < 1 ? undefined : [...head, ...Array<number>(missing).fill(0), ...(tail ?? [])];
}

function groupsOf(text: string, last: boolean): readonly number[] | undefined {
  if (text === '') return [];
  const parts = text.split(':');
  const groups: number[] = [];
  for (const [i, part] of parts.entries()) {
    if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups.push(parseInt(part, 16));
    else {
      const v4 = last && i === parts.length - 1 ? parseV4(part) : undefined;
      if (v4 === undefined) return undefined;
      groups.push(...v4);
    }
  }
  return groups;
}

/** The canonical text, as Go's net.IP.String: RFC 5952, and IPv4 in dots. */
export function formatIP({ groups, family }: ParsedIP): string {
  if (family === 'IPv4')
    return groups
      .slice(6)
      .flatMap((group) => [group >> 8, group & 255])
      .join('.');
  let [start, length] = [-1, 1];
  for (let i = 0; i < 8; i++) {
    let run = 0;
    while (i + run < 8 && groups[i + run] === 0) run++;
    if (run > length) [start, length] = [i, run];
  }
  const hex = groups.map((group) => group.toString(16));
  if (start < 0) return hex.join(':');
  return `${hex.slice(0, start).join(':')}::${hex.slice(start + length).join(':')}`;
}

/** Follows IsValidIPForLegacyField; addresses the old object had are left alone. */
export function checkIP(text: string, path: string, errors: Errors, old: readonly string[] = []): void {
  if (!old.includes(text) && parseIPSloppy(text) === undefined)
    errors.push(invalid(path, text, 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'));
}

/** Follows GetWarningsForIP. */
export function ipWarnings(text: string, path: string): readonly string[] {
  const ip = parseIPSloppy(text);
  if (ip === undefined) return [];
  const canonical = formatIP(ip);
  if (ip.mapped || /(?:^|\.)0[0-9]/.test(text)) {
    const fate = 'will be considered invalid in a future Kubernetes release';
    return [`${path}: non-standard IP address "${text}" ${fate}: use "${canonical}"`];
  }
  if (ip.family === 'IPv4' || canonical === text) return [];
  return [`${path}: IPv6 address "${text}" should be in RFC 5952 canonical format ("${canonical}")`];
}
