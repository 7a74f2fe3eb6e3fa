import { child, invalid } from '../../../apimachinery/field-error.js';
import { isObject, type JsonObject } from '../../../apimachinery/object.js';
import type { NodeAffinity } from '../../../apis/generated/core.v1.js';
import { readArgs, type Args } from '../../config/args.js';
import { nodeSelector, preferredTerms } from '../../matching/node-affinity.js';

/** NodeAffinityArgs. */
export interface NodeAffinityArgs {
  /** Holds for all pods of the profile besides their own. */
  readonly addedAffinity?: NodeAffinity;
}

/** Reads and checks them, as ValidateNodeAffinityArgs. */
export function nodeAffinityArgs(input: JsonObject): Args<NodeAffinityArgs> {
  return readArgs(input, (reader) => {
    const value = reader.raw('addedAffinity');
    if (value === undefined) return {};
    if (!isNodeAffinity(value)) {
      reader.report(invalid('addedAffinity', value, 'must be a node affinity'));
      return {};
    }
    const { requiredDuringSchedulingIgnoredDuringExecution: required } = value;
    const { preferredDuringSchedulingIgnoredDuringExecution: preferred = [] } = value;
    const errors = [
      ...(required === undefined ? [] : nodeSelector(required).errors),
      ...preferredTerms(preferred).errors,
    ];
    for (const error of errors) reader.report(invalid(child('addedAffinity'), value, error));
    return { addedAffinity: value };
  });
}

/** Its lists are lists of objects; what is in them is checked when they are parsed. */
function isNodeAffinity(value: unknown): value is NodeAffinity {
  if (!isObject(value)) return false;
  const required = value['requiredDuringSchedulingIgnoredDuringExecution'];
  const preferred = value['preferredDuringSchedulingIgnoredDuringExecution'];
  const terms = isObject(required) ? required['nodeSelectorTerms'] : [];
  return isObjects(terms) && isObjects(preferred ?? []) && (required === undefined || isObject(required));
}

function isObjects(value: unknown): boolean {
  return Array.isArray(value) && value.every(isObject);
}
