import { child, index, notSupported } from '../../../apimachinery/field-error.js';
import type { JsonObject } from '../../../apimachinery/object.js';
import { decode } from '../../../apis/decoding/decode.js';
import type { NodeAffinity, NodeSelectorTerm } from '../../../apis/generated/core.v1.js';
import { schemas } from '../../../apis/generated/schemas.js';
import { readArgs, type Args } from '../../config/args.js';
import type { ConfigReader } from '../../config/reader.js';
import { nodeSelector, preferredTerms } from '../../matching/node-affinity.js';

const FIELD = 'addedAffinity';
const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';
const OPERATORS = ['In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt'];

/** NodeAffinityArgs. */
export interface NodeAffinityArgs {
  /** Holds for all pods of the profile besides their own. */
  readonly addedAffinity?: NodeAffinity;
}

/** Reads and checks them, as ValidateNodeAffinityArgs. */
export function nodeAffinityArgs(input: JsonObject): Args<NodeAffinityArgs> {
  return readArgs(input, 'NodeAffinityArgs', (reader) => {
    const affinity = readAffinity(reader);
    if (affinity === undefined) return {};
    // Go writes a list that is not there as null.
    (affinity[REQUIRED]?.nodeSelectorTerms ?? []).forEach((term, i) => {
      checkTerm(term, index(child(FIELD, REQUIRED, 'nodeSelectorTerms'), i), reader);
    });
    affinity[PREFERRED]?.forEach(({ weight, preference }, i) => {
      if (weight !== 0) checkTerm(preference, child(index(child(FIELD, PREFERRED), i), 'preference'), reader);
    });
    return { addedAffinity: affinity };
  });
}

/** The affinity as the API would read it; undefined when there is none, or none that can be read. */
function readAffinity(reader: ConfigReader): NodeAffinity | undefined {
  const value = reader.raw(FIELD);
  const schema = schemas['io.k8s.api.core.v1.NodeAffinity'];
  if (value === undefined || schema === undefined) return undefined;
  const { value: decoded, unknownFields, errors } = decode(schema, schemas, value, { strict: true });
  for (const text of errors) reader.mistakes.push({ type: 'json', field: FIELD, text });
  for (const unknown of unknownFields) {
    const word = unknown.replace(/^unknown field "(.*)"$/, '$1');
    const known = Object.keys(schema.properties ?? {});
    reader.mistakes.push({ type: 'unknown', field: child(FIELD, word), choice: { word, known } });
  }
  // Decoded by its schema.
  return errors.length > 0 ? undefined : decoded;
}

function checkTerm(term: NodeSelectorTerm, path: string, reader: ConfigReader): void {
  const { matchExpressions = [], matchFields = [] } = term;
  const list = child(path, 'matchExpressions');
  matchExpressions.forEach((expression, i) => {
    const place = index(list, i);
    if (!OPERATORS.includes(expression.operator)) {
      reader.report(notSupported(child(place, 'operator'), expression.operator, OPERATORS));
      return;
    }
    for (const text of nodeSelector({ nodeSelectorTerms: [{ matchExpressions: [expression] }] }).errors)
      reader.mistakes.push({ type: 'worded', field: place, text });
  });
  for (const text of preferredTerms([{ weight: 1, preference: { matchFields } }]).errors)
    reader.mistakes.push({ type: 'worded', field: child(path, 'matchFields'), text });
}
