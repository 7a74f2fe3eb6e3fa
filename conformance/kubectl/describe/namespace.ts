import type { LimitRange, Namespace, ResourceQuota } from '../../../engine/apis/generated/core.v1.js';
import type { KubeObject } from '../../../engine/apimachinery/object.js';
import { quantityOf, quantityValue, valueText } from '../../../engine/apimachinery/quantity.js';
import type { Kubectl } from '../effect.js';
import { isFailure, isNotFound, type Failure } from '../failure.js';
import { ofKind } from '../resources/info.js';
import { listObjects } from '../resources/requests.js';
import { annotationListing, compare, keysOf, labelListing } from './listings.js';
import type { Report } from './report.js';
import type { Describer, Subject } from './subject.js';
import { dateText } from './times.js';

export const describeNamespace: Describer = function* (subject, report) {
  const { metadata, status } = ofKind<Namespace>(subject.object);
  const quotas = yield* listOf<ResourceQuota>(subject, 'resourcequotas', metadata.name);
  if (isFailure(quotas)) return quotas;
  const ranges = yield* listOf<LimitRange>(subject, 'limitranges', metadata.name);
  if (isFailure(ranges)) return ranges;
  report.field('Name', metadata.name);
  labelListing(report, 'Labels', metadata.labels);
  annotationListing(report, 'Annotations', metadata.annotations);
  report.field('Status', status?.phase ?? '');
  const { conditions = [] } = status ?? {};
  if (conditions.length > 0) {
    report.line(0, 'Conditions:');
    report.line(1, 'Type\tStatus\tLastTransitionTime\tReason\tMessage');
    report.line(1, '----\t------\t------------------\t------\t-------');
  }
  for (const { type, status: state, lastTransitionTime, reason = '', message = '' } of conditions)
    report.line(1, [type, state, dateText(lastTransitionTime), reason, message].join('\t'));
  report.line(0, '');
  describeQuotas(report, quotas);
  report.line(0, '');
  describeRanges(report, ranges);
  return undefined;
};

function* listOf<T extends KubeObject>(
  { session, limit }: Subject,
  resource: string,
  namespace: string,
): Kubectl<readonly T[] | Failure> {
  const mapping = yield* session.mapping(resource);
  if (isFailure(mapping)) return mapping;
  const objects = yield* listObjects(session, mapping, namespace, { limit });
  if (isFailure(objects)) return isNotFound(objects) ? [] : objects;
  return objects.map((object) => ofKind<T>(object));
}

const SCOPES: Readonly<Record<string, string>> = {
  Terminating:
    'Matches all pods that have an active deadline. These pods have a limited lifespan on a node before being actively terminated by the system.',
  NotTerminating:
    'Matches all pods that do not have an active deadline. These pods usually include long running pods whose container command is not expected to terminate.',
  BestEffort:
    'Matches all pods that do not have resource requirements set. These pods have a best effort quality of service.',
  NotBestEffort:
    'Matches all pods that have at least one resource requirement set. These pods have a burstable or guaranteed quality of service.',
};

function describeScopes(report: Report, level: number, { spec }: ResourceQuota, bullet: string): void {
  const scopes = [...(spec?.scopes ?? [])].sort();
  if (scopes.length === 0) return;
  report.line(level, `Scopes:\t${scopes.join(', ')}`);
  for (const scope of scopes) {
    const help = SCOPES[scope];
    if (help !== undefined) report.line(level, `${bullet}${help}`);
  }
}

function describeQuotas(report: Report, quotas: readonly ResourceQuota[]): void {
  if (quotas.length === 0) return report.line(0, 'No resource quota.');
  report.line(0, 'Resource Quotas');
  for (const quota of [...quotas].sort((a, b) => compare(a.metadata.name, b.metadata.name))) {
    report.line(1, `Name:\t${quota.metadata.name}`);
    describeScopes(report, 1, quota, '* ');
    report.line(1, 'Resource\tUsed\tHard');
    report.line(1, '--------\t---\t---');
    const { hard, used } = quota.status ?? {};
    for (const name of keysOf(hard)) report.line(1, `${name}\t${used?.[name] ?? '0'}\t${hard?.[name] ?? '0'}`);
  }
}

export const describeQuota: Describer = function* ({ object }, report) {
  const quota = ofKind<ResourceQuota>(object);
  report.field('Name', quota.metadata.name);
  report.field('Namespace', quota.metadata.namespace ?? '');
  describeScopes(report, 0, quota, ' * ');
  report.line(0, 'Resource\tUsed\tHard');
  report.line(0, '--------\t----\t----');
  const { hard, used } = quota.status ?? {};
  for (const name of keysOf(hard))
    report.line(0, `${name}\t${usedText(used?.[name], hard?.[name])}\t${hard?.[name] ?? '0'}`);
  return undefined;
};

/** What is used, in the form that the limit is written in. */
function usedText(used = '0', hard = '0'): string {
  const { format } = quantityOf(hard);
  return quantityOf(used).format === format ? used : valueText(quantityValue(quantityOf(used)), format);
}

const RANGE_HEADER = 'Type\tResource\tMin\tMax\tDefault Request\tDefault Limit\tMax Limit/Request Ratio';
const RANGE_RULE = '----\t--------\t---\t---\t---------------\t-------------\t-----------------------';

function describeRanges(report: Report, ranges: readonly LimitRange[]): void {
  if (ranges.length === 0) return report.line(0, 'No LimitRange resource.');
  report.line(0, `Resource Limits\n ${RANGE_HEADER}`);
  report.line(0, ` ${RANGE_RULE}`);
  for (const range of ranges) describeLimits(report, range, ' ');
}

function describeLimits(report: Report, { spec }: LimitRange, lead: string): void {
  for (const { type, min, max, defaultRequest, default: defaultLimit, maxLimitRequestRatio } of spec?.limits ?? []) {
    const lists = [min, max, defaultRequest, defaultLimit, maxLimitRequestRatio];
    // Go gives them in any order.
    const names = new Set(lists.flatMap(keysOf));
    for (const name of [...names].sort())
      report.line(0, [`${lead}${type}`, name, ...lists.map((list) => list?.[name] ?? '-')].join('\t'));
  }
}

export const describeLimitRange: Describer = function* ({ object }, report) {
  const range = ofKind<LimitRange>(object);
  report.field('Name', range.metadata.name);
  report.field('Namespace', range.metadata.namespace ?? '');
  report.line(0, RANGE_HEADER);
  report.line(0, RANGE_RULE);
  describeLimits(report, range, '');
  return undefined;
};
