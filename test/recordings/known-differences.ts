/** Recordings that do not replay equal yet: how many of their steps do, and why the others do not. */
export const KNOWN_DIFFERENCES: Readonly<Record<string, { readonly equal: number; readonly why: string }>> = {
  'api-admission-vap': { equal: 16, why: 'validating admission policies are not modelled' },
  'api-crd-definitions': { equal: 3, why: 'custom resources are not modelled' },
  'api-crd-values': { equal: 2, why: 'custom resources are not modelled' },
  'api-kubectl-files-kustomize': { equal: 23, why: 'kustomize is not modelled' },
  'api-errors-2': { equal: 42, why: "one step shows a YAML parser's own words" },
  'api-kubectl-apply': { equal: 49, why: 'the words of a YAML parser, and how a refused boolean is printed' },
  'api-kubectl-get': { equal: 60, why: '/version does not say by whom it was built' },
  'api-kubectl-misc': { equal: 92, why: 'kubectl explain, logs, exec, config and options are not modelled' },
  'api-lists-selectors': { equal: 52, why: 'columns of tables have no descriptions' },
  'workloads-svc-ports': {
    equal: 37,
    why: 'whether Endpoints keep the time of the last change is a race of two syncs',
  },
  'api-webhook-failures': { equal: 13, why: 'admission webhooks are not modelled' },
  'workloads-sts-validation': {
    equal: 18,
    why: 'the data of a ControllerRevision is compared as bytes there: blanks that a client sent count',
  },
};
