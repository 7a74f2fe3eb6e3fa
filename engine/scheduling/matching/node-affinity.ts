export {
  nodeSelector,
  preferredTerms,
  requiredNodeAffinity,
  type PreferredTerms,
  type RequiredNodeAffinity,
} from '../../apis/core/node-affinity.js';
