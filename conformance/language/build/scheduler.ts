import { isObject, type JsonObject } from '../../../engine/apimachinery/object.js';
import { schedulerSettings } from '../../../engine/scheduling/settings.js';
import { suggestion, type Cursor } from '../cursor.js';
import { folderOf } from '../files.js';
import { MAX_MANIFEST_BYTES } from '../limits.js';
import type { Path } from '../located.js';
import { parseYaml } from '../yaml.js';
import type { ClusterShape } from './cluster.js';
import { readFiles } from './manifests.js';

/** A cluster with the scheduler's configuration in the place of the file that it names, checked where it stands. */
export function withScheduler(shape: ClusterShape, cursor: Cursor): ClusterShape {
  const { scheduler } = shape;
  if (scheduler === undefined) return shape;
  const at = cursor.at('scheduler');
  const { file } = scheduler;
  const configured = typeof file === 'string' && Object.keys(scheduler).length === 1 ? configurationIn(file, at) : at;
  return { ...shape, scheduler: configured === undefined ? {} : checked(configured) };
}

/** The one document of a file. */
function configurationIn(file: string, cursor: Cursor): Cursor | undefined {
  const at = cursor.at('file');
  const [found, ...others] = readFiles(file, at, folderOf(cursor.document.file));
  if (found === undefined) return undefined;
  const { documents, problems } = parseYaml(found.path, found.text, MAX_MANIFEST_BYTES);
  at.reportAll(problems);
  const [document, ...more] = documents;
  if (document === undefined || more.length > 0 || others.length > 0) {
    if (problems.length === 0)
      at.report(`"${file}" does not hold one configuration`, 'name a file with one KubeSchedulerConfiguration in it');
    return undefined;
  }
  const configured = at.of(document);
  for (const field of ['kind', 'apiVersion']) {
    if (isObject(document.value) && document.value[field] === undefined)
      configured.report(`kube-scheduler: Object '${field}' is missing`, 'a file says its apiVersion and kind');
  }
  return configured;
}

function checked(cursor: Cursor): JsonObject {
  const { value } = cursor;
  const made = schedulerSettings(value);
  if (!made.ok) {
    for (const { field, message, choice } of made.errors) {
      const fix = choice === undefined ? undefined : suggestion(choice.word, choice.known);
      cursor.at(...pathOf(field)).reportKey(`kube-scheduler: ${message}`, fix);
    }
  }
  return made.ok && isObject(value) ? value : {};
}

/** 'profiles[0].plugins' → ['profiles', 0, 'plugins'] */
function pathOf(field: string): Path {
  return [...field.matchAll(/([^.[\]]+)/g)].map(([part]) => (/^\d+$/.test(part) ? Number(part) : part));
}
