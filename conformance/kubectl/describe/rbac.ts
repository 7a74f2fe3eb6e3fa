import type { Role, RoleBinding } from '../../../engine/apis/generated/rbac.v1.js';
import { ruleCells, shownRules } from '../policy-rules.js';
import { ofKind } from '../resources/info.js';
import { annotationListing, labelListing } from './listings.js';
import type { Describer } from './subject.js';

/** Roles and cluster roles. */
export const describeRole: Describer = function* ({ object }, report) {
  const { metadata, rules } = ofKind<Role>(object);
  report.field('Name', metadata.name);
  labelListing(report, 'Labels', metadata.labels);
  annotationListing(report, 'Annotations', metadata.annotations);
  report.line(0, 'PolicyRule:');
  report.line(1, 'Resources\tNon-Resource URLs\tResource Names\tVerbs');
  report.line(1, '---------\t-----------------\t--------------\t-----');
  for (const rule of shownRules(rules ?? [])) report.line(1, ruleCells(rule).join('\t'));
  return undefined;
};

/** Bindings of either. */
export const describeRoleBinding: Describer = function* ({ object }, report) {
  const { metadata, roleRef, subjects = [] } = ofKind<RoleBinding>(object);
  report.field('Name', metadata.name);
  labelListing(report, 'Labels', metadata.labels);
  annotationListing(report, 'Annotations', metadata.annotations);
  report.line(0, 'Role:');
  report.line(1, `Kind:\t${roleRef.kind}`);
  report.line(1, `Name:\t${roleRef.name}`);
  report.line(0, 'Subjects:');
  report.line(1, 'Kind\tName\tNamespace');
  report.line(1, '----\t----\t---------');
  for (const { kind, name, namespace = '' } of subjects) report.line(1, `${kind}\t${name}\t${namespace}`);
  return undefined;
};
