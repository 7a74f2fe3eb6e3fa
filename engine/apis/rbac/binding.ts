import { invalid, notSupported, required, type FieldError } from '../../apimachinery/field-error.js';
import { nameIsDNSSubdomain } from '../../apimachinery/names.js';
import { changed, changedItems, filledZero } from '../core/pod/fill.js';
import { report, type Errors } from '../core/pod/validation/checks.js';
import type { ClusterRoleBinding, RoleBinding, RoleRef, Subject } from '../generated/rbac.v1.js';
import { validateKubeMeta, validateKubeMetaUpdate } from '../meta/kube-meta.js';
import { pathSegmentName } from '../meta/object-meta.js';

const GROUP = 'rbac.authorization.k8s.io';
const SUBJECT_KINDS = ['ServiceAccount', 'User', 'Group'];

type Binding = RoleBinding | ClusterRoleBinding;

/** Follows SetDefaults_RoleBinding, SetDefaults_ClusterRoleBinding and SetDefaults_Subject. */
export function defaultBinding<T extends Binding>(binding: T): T {
  const referring = changed<Binding, 'roleRef'>(binding, 'roleRef', (reference) =>
    filledZero(reference, { apiGroup: GROUP }),
  );
  return changedItems(referring, 'subjects', defaultSubject) as T;
}

function defaultSubject(subject: Subject): Subject {
  return subject.kind === 'User' || subject.kind === 'Group' ? filledZero(subject, { apiGroup: GROUP }) : subject;
}

/** Follows ValidateRoleBinding (`namespaced`) and ValidateClusterRoleBinding. */
export function validateBinding(
  { metadata, roleRef, subjects = [] }: Binding,
  namespaced: boolean,
): readonly FieldError[] {
  const errors: FieldError[] = [...validateKubeMeta(metadata, namespaced, pathSegmentName)];
  checkRoleRef(roleRef, namespaced ? ['Role', 'ClusterRole'] : ['ClusterRole'], errors);
  subjects.forEach((subject, i) => checkSubject(subject, namespaced, `subjects[${i}]`, errors));
  return errors;
}

/** Follows ValidateRoleBindingUpdate and ValidateClusterRoleBindingUpdate. */
export function validateBindingUpdate(binding: Binding, old: Binding, namespaced: boolean): readonly FieldError[] {
  const { apiGroup, kind, name } = binding.roleRef;
  const same = apiGroup === old.roleRef.apiGroup && kind === old.roleRef.kind && name === old.roleRef.name;
  const printed = { APIGroup: apiGroup, Kind: kind, Name: name };
  return [
    ...validateBinding(binding, namespaced),
    ...validateKubeMetaUpdate(binding.metadata, old.metadata),
    ...(same ? [] : [invalid('roleRef', printed, 'cannot change roleRef')]),
  ];
}

function checkRoleRef({ apiGroup, kind, name }: RoleRef, kinds: readonly string[], errors: Errors): void {
  if (apiGroup !== GROUP) errors.push(notSupported('roleRef.apiGroup', apiGroup, [GROUP]));
  if (!kinds.includes(kind)) errors.push(notSupported('roleRef.kind', kind, kinds));
  if (name === '') errors.push(required('roleRef.name'));
  else report(errors, 'roleRef.name', name, pathSegmentName(name, false));
}

function checkSubject(
  { kind, name, apiGroup = '', namespace = '' }: Subject,
  namespaced: boolean,
  path: string,
  errors: Errors,
): void {
  if (name === '') errors.push(required(`${path}.name`));
  if (kind === 'ServiceAccount') {
    if (name !== '') report(errors, `${path}.name`, name, nameIsDNSSubdomain(name, false));
    if (apiGroup !== '') errors.push(notSupported(`${path}.apiGroup`, apiGroup, ['']));
    if (!namespaced && namespace === '') errors.push(required(`${path}.namespace`));
  } else if (kind === 'User' || kind === 'Group') {
    if (apiGroup !== GROUP) errors.push(notSupported(`${path}.apiGroup`, apiGroup, [GROUP]));
  } else errors.push(notSupported(`${path}.kind`, kind, SUBJECT_KINDS));
}
