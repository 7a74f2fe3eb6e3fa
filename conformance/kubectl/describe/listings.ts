import { formatLabels, formatLabelSelector } from '../../../engine/apimachinery/labels.js';
import type { Taint, Toleration } from '../../../engine/apis/generated/core.v1.js';
import type { LabelSelector } from '../../../engine/apis/generated/meta.v1.js';
import { LAST_APPLIED } from '../last-applied.js';
import type { Report } from './report.js';

/** How a list is set: where its title stands, and what is before entries below the first. */
interface Setting {
  readonly level?: number;
  /** Before the title, and before every further entry. */
  readonly lead?: string;
}

/** A title and its entries, one a line. */
export function listing(
  report: Report,
  title: string,
  entries: readonly string[],
  { level = 0, lead = '' }: Setting = {},
): void {
  report.put(level, `${lead}${title}:\t`);
  if (entries.length === 0) report.end('<none>');
  entries.forEach((entry, at) => {
    if (at > 0) {
      report.put(level, lead);
      report.put(level, '\t');
    }
    report.line(level, entry);
  });
}

/** The keys of a map in order. */
export function keysOf(map: object | undefined): readonly string[] {
  return Object.keys(map ?? {}).sort();
}

/** 'Labels:  a=b', one a line. */
export function labelListing(
  report: Report,
  title: string,
  map: Readonly<Record<string, string>> | undefined,
  lead = '',
): void {
  listing(
    report,
    title,
    keysOf(map).map((key) => `${key}=${map?.[key] ?? ''}`),
    { lead },
  );
}

const LONGEST = 140;

/** Annotations; long ones below their key, cut. */
export function annotationListing(
  report: Report,
  title: string,
  map: Readonly<Record<string, string>> | undefined,
): void {
  report.put(0, `${title}:\t`);
  const keys = keysOf(map).filter((key) => key !== LAST_APPLIED);
  if (keys.length === 0) report.end('<none>');
  keys.forEach((key, at) => {
    if (at > 0) report.put(0, '\t');
    const value = (map?.[key] ?? '').replace(/\n$/, '');
    if (value.length + key.length + 2 <= LONGEST && !value.includes('\n')) return report.line(0, `${key}: ${value}`);
    report.line(0, `${key}:`);
    for (const line of value.split('\n')) report.line(0, `\t  ${shortened(line, LONGEST - 2)}`);
  });
}

function shortened(text: string, longest: number): string {
  return text.length > longest ? `${text.slice(0, longest)}...` : text;
}

/** Attributes of a CSI volume. */
export function attributeListing(
  report: Report,
  title: string,
  map: Readonly<Record<string, string>> | undefined,
): void {
  const lines = keysOf(map).map((key) => shortened(`${key}=${map?.[key] ?? ''}`, LONGEST));
  listing(report, title, lines, { level: 2 });
}

export function tolerationListing(report: Report, title: string, tolerations: readonly Toleration[] | undefined): void {
  const sorted = [...(tolerations ?? [])].sort((a, b) => compare(a.key ?? '', b.key ?? ''));
  listing(report, title, sorted.map(tolerationText));
}

export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** 'key=value:Effect op=Exists for 300s'. */
export function tolerationText({ key = '', value = '', effect, operator, tolerationSeconds }: Toleration): string {
  const what = `${key}${value === '' ? '' : `=${value}`}${effect === undefined ? '' : `:${effect}`}`;
  const exists = operator === 'Exists' && value === '' ? (what === '' ? 'op=Exists' : ' op=Exists') : '';
  return `${what}${exists}${tolerationSeconds === undefined ? '' : ` for ${tolerationSeconds}s`}`;
}

export function taintListing(report: Report, title: string, taints: readonly Taint[] | undefined): void {
  const order = ({ effect, key }: Taint): string => `${effect},${key}`;
  const sorted = [...(taints ?? [])].sort((a, b) => compare(order(a), order(b)));
  listing(report, title, sorted.map(taintText));
}

/** Taint.ToString. */
function taintText({ key, value = '', effect }: Taint): string {
  return value === '' ? `${key}:${effect}` : `${key}=${value}:${effect}`;
}

/** A text, or what stands for none. */
export function orNone(text: string | undefined, none = '<none>'): string {
  return text === undefined || text === '' ? none : text;
}

/** 'True' and 'False'. */
export function boolText(value: boolean | undefined, unset = 'False'): string {
  return value === undefined ? unset : value ? 'True' : 'False';
}

/** A map as 'a=1,b=2' (labels.FormatLabels). */
export function labelsText(map: Readonly<Record<string, string>> | undefined): string {
  return orNone(formatLabels(map));
}

/** A selector on one line (metav1.FormatLabelSelector). */
export function selectorOrNone(selector: LabelSelector | undefined): string {
  return orNone(formatLabelSelector(selector));
}
