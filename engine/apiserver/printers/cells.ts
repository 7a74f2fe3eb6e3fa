import { formatLabels, labelSelectorAsSelector, formatSelector, type Labels } from '../../apimachinery/labels.js';
import { humanDuration } from '../../apimachinery/duration.js';
import { parseTimestamp } from '../../apimachinery/time.js';
import type { KubeObject } from '../../apimachinery/object.js';
import type { LabelSelector } from '../../apis/generated/meta.v1.js';
import { groupVersion, type Resource } from '../../apis/resource.js';
import type { Millis } from '../../core/time.js';

/** What stands in one column; null where a custom resource has nothing there. */
export type Cell = string | number | boolean | null;

/** The cells of one object, in the order of the kind's columns. */
export type Row = readonly Cell[];

/** Prints one object of a kind. */
export type Print<T extends KubeObject> = (object: T, now: Millis) => Row;

/** A kind's printer under its key in apis/generated/tables: 'apps/v1/deployments'. */
export type Printer = readonly [key: string, print: Print<KubeObject>];

/** Binds a printer to its collection. */
export function printer<T extends KubeObject>(resource: Resource<T>, print: Print<T>): Printer {
  // A collection holds nothing but objects of its kind.
  return [tableKey(resource), (object, now) => print(object as T, now)];
}

/** 'apps/v1/deployments', or 'v1/pods' in the core group. */
export function tableKey(resource: Resource): string {
  return `${groupVersion(resource)}/${resource.plural}`;
}

export const NONE = '<none>';
export const UNSET = '<unset>';
export const UNKNOWN = '<unknown>';

/** How long ago a time was: '3m20s'; '<unknown>' without one (translateTimestampSince). */
export function since(timestamp: string | undefined | null, now: Millis): string {
  const then = timestamp === undefined || timestamp === null ? undefined : parseTimestamp(timestamp);
  return then === undefined ? UNKNOWN : humanDuration(now - then);
}

/** The age of an object. */
export function age({ metadata }: KubeObject, now: Millis): string {
  return since(metadata.creationTimestamp, now);
}

export function nameOf({ metadata }: KubeObject): string {
  return metadata.name;
}

/** 'a=1,b=2' or '<none>' (labels.FormatLabels). */
export function labelsOrNone(labels: Labels | undefined): string {
  return formatLabels(labels) || NONE;
}

/** 'a=1,b in (c,d)', '<none>' or '<error>' (metav1.FormatLabelSelector). */
export function selectorOrNone(selector: LabelSelector | undefined): string {
  const parsed = labelSelectorAsSelector(selector);
  return parsed.ok ? formatSelector(parsed.value) || NONE : '<error>';
}

interface NamedImage {
  readonly name: string;
  readonly image?: string;
}

/** Names and images of containers, each as one list (layoutContainerCells). */
export function containerCells(containers: readonly NamedImage[] = []): readonly [names: string, images: string] {
  return [containers.map(({ name }) => name).join(','), containers.map(({ image }) => image ?? '').join(',')];
}

/** The first `max` of a list, with a note of how many more there are. */
export function firstOf(list: readonly string[], max: number, separator = ','): string {
  const shown = list.slice(0, max).join(separator);
  return list.length > max ? `${shown} + ${list.length - max} more...` : shown;
}

/** The text, or a stand-in for an empty one. */
export function orElse(text: string | undefined, standIn: string): string {
  return text === undefined || text === '' ? standIn : text;
}
