import { defaultService } from '../../../../apis/core/service/defaults.js';
import { checkLoadBalancerStatus } from '../../../../apis/core/service/status.js';
import { serviceName, validateService, validateServiceUpdate } from '../../../../apis/core/service/validation.js';
import { serviceWarnings } from '../../../../apis/core/service/warnings.js';
import { withField, without } from '../../../../apis/core/pod/fill.js';
import type { Service } from '../../../../apis/generated/core.v1.js';
import { validateKubeMetaUpdate } from '../../../../apis/meta/kube-meta.js';
import { services } from '../../../../apis/generated/resources.js';
import type { FieldError } from '../../../../apimachinery/field-error.js';
import type { RequestContext, Strategy } from '../../strategy.js';
import { allocateCreate, allocateUpdate } from './allocation.js';
import type { Filled } from './ip-families.js';
import { dropTypeDependent, normalizeClusterIPs, patchAllocated } from './linked-fields.js';
import { DryPools, FreePools, type Pools } from './pools.js';

const NO_STATUS: Service['status'] = { loadBalancer: {} };

function poolsFor({ metadata }: Service, { store, dice, dryRun }: RequestContext): Pools {
  const others = store
    .list(services)
    .filter((service) => service.metadata.name !== metadata.name || service.metadata.namespace !== metadata.namespace);
  return dryRun ? new DryPools(others) : new FreePools(others, metadata.name ?? '', dice);
}

/** Upstream's BeginCreate, which comes before validation. Running it again on its own result changes nothing. */
function beginCreate(service: Service, context: RequestContext): Filled {
  return allocateCreate(normalizeClusterIPs(service.spec, undefined), poolsFor(service, context));
}

/** Upstream's BeginUpdate. */
function beginUpdate(service: Service, old: Service, context: RequestContext): Filled {
  const linked = normalizeClusterIPs(patchAllocated(service.spec, old.spec), old.spec);
  return allocateUpdate(linked, old.spec, poolsFor(service, context));
}

function errorsOf(filled: Filled): readonly FieldError[] | string {
  if ('failure' in filled) return filled.failure;
  return 'errors' in filled ? filled.errors : [];
}

/** Upstream drops it on every read; it was defaulted before the type was looked at. */
function withoutUnusedPolicy(service: Service): Service {
  return service.spec.type === 'ExternalName'
    ? withField(service, 'spec', without(service.spec, 'internalTrafficPolicy'))
    : service;
}

/** Follows pkg/registry/core/service. IPAddress objects are not kept: Services themselves say what is taken. */
export const serviceStrategy: Strategy<Service> = {
  resource: services,
  returnDeletedObject: true,
  allowCreateOnUpdate: true,
  defaults: defaultService,
  validateName: serviceName,
  warnings: serviceWarnings,
  prepareForCreate(given, context) {
    const service = { ...given, status: NO_STATUS };
    const begun = beginCreate(service, context);
    return 'spec' in begun ? withoutUnusedPolicy(withField(service, 'spec', begun.spec)) : service;
  },
  prepareForUpdate(given, old, context) {
    const service = withField(given, 'status', old.status);
    const begun = beginUpdate(service, old, context);
    if (!('spec' in begun)) return service;
    const spec = dropTypeDependent(begun.spec, old.spec);
    const balanced = spec.type === 'LoadBalancer' ? old.status : withField(old.status, 'loadBalancer', {});
    return withoutUnusedPolicy({
      ...service,
      spec,
      status: Object.keys(old.status.loadBalancer).length === 0 ? old.status : balanced,
    });
  },
  begin: (service, old, context) =>
    errorsOf(old === undefined ? beginCreate(service, context) : beginUpdate(service, old, context)),
  validate: validateService,
  validateUpdate: validateServiceUpdate,
  subresources: {
    status: {
      prepareForUpdate: (service, old) => ({ ...service, spec: old.spec }),
      validateUpdate(service, old) {
        const errors: FieldError[] = [...validateKubeMetaUpdate(service.metadata, old.metadata)];
        checkLoadBalancerStatus(service, old, errors);
        return errors;
      },
    },
  },
  selectableFields: ({ spec }) => ({ 'spec.clusterIP': spec.clusterIP ?? '', 'spec.type': spec.type ?? '' }),
};
