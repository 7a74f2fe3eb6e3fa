import { isObject, type JsonObject } from '../../../engine/apimachinery/object.js';
import { goValue } from '../../../engine/apimachinery/quote.js';
import { metaMap, metaText } from '../resources/info.js';
import { describeEvents } from './events.js';
import { annotationListing, labelListing } from './listings.js';
import type { Report } from './report.js';
import type { Describer } from './subject.js';

const SKIPPED = [
  '.metadata.managedFields',
  '.metadata.name',
  '.metadata.namespace',
  '.metadata.labels',
  '.metadata.annotations',
];

/** Any kind, by its fields. */
export const describeAnything: Describer = function* (subject, report) {
  const { object } = subject;
  report.field('Name', metaText(object, 'name'));
  report.field('Namespace', metaText(object, 'namespace'));
  labelListing(report, 'Labels', metaMap(object, 'labels'));
  annotationListing(report, 'Annotations', metaMap(object, 'annotations'));
  describeFields(report, 0, object, '');
  return yield* describeEvents(subject, report);
};

function describeFields(report: Report, level: number, object: JsonObject, prefix: string): void {
  for (const field of Object.keys(object).sort()) {
    const value = object[field];
    const path = `${prefix}.${field}`;
    if (SKIPPED.includes(path)) continue;
    const title = titleOf(field);
    if (isObject(value)) {
      report.line(level, `${title}:`);
      describeFields(report, level + 1, value, path);
    } else if (Array.isArray(value)) {
      report.line(level, `${title}:`);
      for (const item of value as readonly unknown[]) {
        if (isObject(item)) describeFields(report, level + 1, item, path);
        else report.line(level + 1, goValue(item));
      }
    } else report.line(level, `${title}:\t${goValue(value)}`);
  }
}

const ACRONYMS = ['API', 'URL', 'UID', 'OSB', 'GUID'];

/** 'holderIdentity' as 'Holder Identity' (smartLabelFor). */
function titleOf(field: string): string {
  if (!/^[\p{L}-]*$/u.test(field)) return field;
  return wordsOf(field).map(titled).join(' ');
}

function titled(word: string): string {
  const upper = word.toUpperCase();
  return ACRONYMS.includes(upper) ? upper : word.charAt(0).toUpperCase() + word.slice(1).toLowerCase();
}

/** The words of a camel-case text; the last capital of several begins a word (camelcase.Split). */
function wordsOf(text: string): readonly string[] {
  return text.match(/\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|\p{Lu}+|[^\p{Lu}\p{Ll}]+/gu) ?? [];
}
