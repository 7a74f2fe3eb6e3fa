import type { KubeObject } from '../../../apimachinery/object.js';
import type { NodeSelectorTerm, Pod } from '../../../apis/generated/core.v1.js';
import { Action } from '../../cluster-event.js';
import type { Filtering, NodeScorer, Plugin, PluginFactory } from '../../framework.js';
import { nodeSelector, preferredTerms, requiredNodeAffinity } from '../../matching/node-affinity.js';
import { asNode } from '../../matching/object-kinds.js';
import { textOf } from '../../matching/sign.js';
import { defaultNormalizeScore } from '../../scoring/normalize.js';
import { unresolvable } from '../../status.js';
import { nodeAffinityArgs, type NodeAffinityArgs } from './args.js';

const POD_MISMATCH = unresolvable("node(s) didn't match Pod's node affinity/selector");
const ENFORCED_MISMATCH = unresolvable("node(s) didn't match scheduler-enforced node affinity");
const CONFLICT = unresolvable('pod affinity terms conflict');

/** A pod's nodeSelector and node affinity, and those that the configuration adds to every pod's. */
export const nodeAffinity: PluginFactory = (input) => {
  const args = nodeAffinityArgs(input);
  return args.ok ? { ok: true, plugin: pluginWith(args.value) } : args;
};

function pluginWith({ addedAffinity }: NodeAffinityArgs): Plugin {
  const required = addedAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  const added = required === undefined ? undefined : nodeSelector(required);
  const preferred = addedAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
  const addedPreferred = preferred.length === 0 ? undefined : preferredTerms(preferred);
  return {
    name: 'NodeAffinity',
    events: [
      {
        resource: 'Node',
        action: Action.Add | Action.UpdateNodeLabel,
        hint: (pod, old, object) => afterNodeChange(pod, old, object, added),
      },
    ],
    sign: ({ spec }) => `${textOf(spec.nodeSelector)}${textOf(spec.affinity?.nodeAffinity)}`,
    filter: (pod) => filtering(pod, added),
    score: (pod) => scorer(pod, addedPreferred),
  };
}

interface Matcher {
  matches(node: NonNullable<ReturnType<typeof asNode>>): boolean;
}

function filtering(pod: Pod, added: Matcher | undefined): Filtering {
  const terms = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  if (terms === undefined && added === undefined && pod.spec.nodeSelector === undefined) return { type: 'skip' };
  const names = namedNodes(terms ?? []);
  if (names?.size === 0) return { type: 'rejected', status: CONFLICT };
  const affinity = requiredNodeAffinity(pod.spec);
  return {
    type: 'filter',
    nodes: names,
    filter: {
      check({ node }) {
        if (added !== undefined && !added.matches(node)) return ENFORCED_MISMATCH;
        return affinity.matches(node) ? undefined : POD_MISMATCH;
      },
    },
  };
}

/** The only nodes that can match when every term names some by metadata.name; undefined when one does not. */
function namedNodes(terms: readonly NodeSelectorTerm[]): ReadonlySet<string> | undefined {
  const names = new Set<string>();
  for (const { matchFields = [] } of terms) {
    const lists = matchFields
      .filter(({ key, operator }) => key === 'metadata.name' && operator === 'In')
      .map(({ values = [] }) => values);
    const [first, ...others] = lists;
    if (first === undefined) return undefined;
    for (const name of first) if (others.every((list) => list.includes(name))) names.add(name);
  }
  return terms.length === 0 ? undefined : names;
}

function scorer(pod: Pod, added: ReturnType<typeof preferredTerms> | undefined): NodeScorer | undefined {
  const list = pod.spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution;
  if (list === undefined && added === undefined) return undefined;
  const own = list === undefined ? undefined : preferredTerms(list);
  return {
    score: ({ node }) => (added?.score(node) ?? 0) + (own?.score(node) ?? 0),
    normalize: (scores) => defaultNormalizeScore(scores, false),
  };
}

function afterNodeChange(
  pod: Pod,
  old: KubeObject | undefined,
  object: KubeObject | undefined,
  added: Matcher | undefined,
): boolean {
  const was = asNode(old);
  const is = asNode(object);
  if (is === undefined || (added !== undefined && !added.matches(is))) return false;
  const affinity = requiredNodeAffinity(pod.spec);
  return affinity.matches(is) && (was === undefined || !affinity.matches(was));
}
