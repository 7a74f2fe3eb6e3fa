import type { KubeObject } from '../../apimachinery/object.js';
import {
  parseFieldSelector,
  parseLabelSelector,
  type FieldSelector,
  type LabelSelector,
} from '../../apimachinery/labels.js';
import { badRequest } from '../../apimachinery/status.js';
import type { Served } from '../registry/catalogue.js';
import { refuse, type Refusal } from '../transaction.js';
import { refusedLabel } from './field-labels.js';

/** The selectors of a query, as they read. */
export interface Selectors {
  readonly labels: LabelSelector;
  readonly fields: FieldSelector;
}

/** What the selectors of a query let through. */
export interface Selection {
  readonly everything: boolean;
  matches(object: KubeObject): boolean;
}

/** Reads labelSelector and fieldSelector; a bad one is a 400. */
export function readSelectors(query: Readonly<Record<string, string>>): Selectors | Refusal {
  const { labelSelector = '', fieldSelector = '' } = query;
  const labels = parseLabelSelector(labelSelector);
  if (!labels.ok) return refuse(badRequest(labels.error));
  const fields = parseFieldSelector(fieldSelector);
  if (!fields.ok) return refuse(badRequest(fields.error));
  return { labels: labels.value, fields: fields.value };
}

/** What they select of a collection; a field that its objects cannot be selected by is a 400. */
export function selectionOf(served: Served, { labels, fields }: Selectors): Selection | Refusal {
  for (const { field } of fields.requirements) {
    const refused = refusedLabel(served.resource, field);
    if (refused !== undefined) return refuse(badRequest(refused));
  }
  return {
    everything: labels.requirements.length === 0 && fields.requirements.length === 0,
    matches: (object) => matches(served, labels, fields, object),
  };
}

function matches({ strategy }: Served, labels: LabelSelector, fields: FieldSelector, object: KubeObject): boolean {
  if (!labels.matches(object.metadata.labels ?? {})) return false;
  if (fields.requirements.length === 0) return true;
  const { name, namespace = '' } = object.metadata;
  return fields.matches({
    'metadata.name': name,
    'metadata.namespace': namespace,
    ...strategy.selectableFields?.(object),
  });
}
