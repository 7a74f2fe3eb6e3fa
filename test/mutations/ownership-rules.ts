import type { Mutation } from './rules.js';

const SPECS = 'specs/api';
const UPDATE = 'engine/apimachinery/structured-merge/update.js';

/** Rules of who manages which fields of an object. */
export const OWNERSHIP_MUTATIONS: readonly Mutation[] = [
  {
    rule: "who changes another's field must force it",
    file: UPDATE,
    is: 'if (!force && losses.conflicts.length > 0)',
    broken: 'if (false)',
    specs: SPECS,
  },
  {
    rule: 'who takes a field is its only manager',
    file: UPDATE,
    is: 'union(taken.get(manager) ?? NO_FIELDS, removed.get(manager) ?? NO_FIELDS)',
    broken: 'union(NO_FIELDS, removed.get(manager) ?? NO_FIELDS)',
    specs: SPECS,
  },
  {
    rule: 'what an applier no longer says goes',
    file: UPDATE,
    is: 'const pruned = prune(writer, merged, claimed, last);',
    broken: 'const pruned = merged;',
    specs: SPECS,
  },
  {
    rule: 'what another manager says too stays',
    file: UPDATE,
    is: 'managed.set(apiVersion, union(managed.get(apiVersion) ?? NO_FIELDS, fields));',
    broken: 'managed.set(apiVersion, NO_FIELDS);',
    specs: SPECS,
  },
  {
    rule: 'list items are told apart by their keys, with defaults',
    file: 'engine/apimachinery/structured-merge/list-items.js',
    is: 'item[key] ?? fields?.get(key)?.default',
    broken: 'item[key]',
    specs: SPECS,
  },
  {
    rule: "kubectl's own client-side apply is no conflict with its server-side one",
    file: 'engine/apiserver/verbs/apply.js',
    is: 'manager === KUBECTL ? conflictsBeyond(result, live, apiVersion) : result',
    broken: 'result',
    specs: SPECS,
  },
  {
    rule: 'a scale is a manager of its own',
    file: 'engine/apiserver/subresources/scale.js',
    is: "managedBy: 'scale'",
    broken: "managedBy: ''",
    specs: SPECS,
  },
  {
    rule: 'a configuration is checked against its schema',
    file: 'engine/apiserver/verbs/apply.js',
    is: 'if (errors.length === 0)',
    broken: 'if (true)',
    specs: SPECS,
  },
  {
    rule: 'an endpoint owns only what it writes',
    file: 'engine/apiserver/managed-fields/reset-fields.js',
    is: "return subresource === 'status' ? SPEC : NO_FIELDS;",
    broken: 'return NO_FIELDS;',
    specs: SPECS,
  },
];
