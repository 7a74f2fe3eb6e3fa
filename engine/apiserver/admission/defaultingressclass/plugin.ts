import { ingressclasses, ingresses } from '../../../apis/generated/resources.js';
import { isAbout, objectOf } from '../attributes.js';
import { newest } from '../../../apis/meta/newest.js';
import type { AdmissionPlugin } from '../types.js';

const IS_DEFAULT = 'ingressclass.kubernetes.io/is-default-class';
const CLASS_ANNOTATION = 'kubernetes.io/ingress.class';

/** New Ingresses without a class get the default one. Follows DefaultIngressClass (plugin/pkg/admission/network/defaultingressclass). */
export const defaultIngressClass: AdmissionPlugin = {
  name: 'DefaultIngressClass',
  concerns: (asked) => asked.operation === 'CREATE' && isAbout(asked, ingresses),
  admit(attributes, { store }) {
    const ingress = attributes.operation === 'CREATE' ? objectOf(attributes, ingresses) : undefined;
    if (ingress === undefined || ingress.spec.ingressClassName !== undefined) return { object: attributes.object };
    if (ingress.metadata.annotations?.[CLASS_ANNOTATION] !== undefined) return { object: ingress };
    const classes = store.list(ingressclasses).filter(({ metadata }) => metadata.annotations?.[IS_DEFAULT] === 'true');
    const chosen = newest(classes);
    if (chosen === undefined) return { object: ingress };
    return { object: { ...ingress, spec: { ...ingress.spec, ingressClassName: chosen.metadata.name } } };
  },
};
