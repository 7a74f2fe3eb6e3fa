import type { Job } from '../generated/batch.v1.js';
import { dropDisabledTemplateFields } from '../core/pod/drop-disabled.js';
import { changed } from '../core/pod/fill.js';

export const CONTROLLER_UID = 'batch.kubernetes.io/controller-uid';
export const JOB_NAME = 'batch.kubernetes.io/job-name';
export const LEGACY_CONTROLLER_UID = 'controller-uid';
export const LEGACY_JOB_NAME = 'job-name';

/** The selector and labels by which a Job finds its own pods and nobody else's: generateSelectorIfNeeded. */
export function withGeneratedSelector(job: Job): Job {
  if (job.spec.manualSelector) return job;
  const { name, uid } = job.metadata;
  const { template, selector } = job.spec;
  const generated = {
    [LEGACY_JOB_NAME]: name,
    [JOB_NAME]: name,
    [LEGACY_CONTROLLER_UID]: uid,
    [CONTROLLER_UID]: uid,
  };
  const labels = { ...generated, ...template.metadata?.labels };
  const matchLabels = { [CONTROLLER_UID]: uid, ...selector?.matchLabels };
  const spec = {
    ...job.spec,
    selector: { ...selector, matchLabels },
    template: { ...template, metadata: { ...template.metadata, labels } },
  };
  return { ...job, metadata: inheritsLabels(job) ? { ...job.metadata, labels } : job.metadata, spec };
}

/** Labels of its own keep a Job from sharing its template's, which it otherwise does for good. */
function inheritsLabels({ metadata, spec }: Job): boolean {
  const { labels = {} } = metadata;
  return Object.keys(labels).length === 0 || labels === spec.template.metadata?.labels;
}

/** The template without disabled fields. */
export function dropJobFields(job: Job, old: Job | undefined): Job {
  return changed(job, 'spec', (spec) =>
    changed(spec, 'template', (template) => dropDisabledTemplateFields(template, old?.spec.template)),
  );
}
