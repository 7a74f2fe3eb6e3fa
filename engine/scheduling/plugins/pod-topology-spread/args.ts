import { child, duplicate, forbidden, index, invalid, required } from '../../../apimachinery/field-error.js';
import { isQualifiedName } from '../../../apimachinery/names.js';
import type { JsonObject } from '../../../apimachinery/object.js';
import type { TopologySpreadConstraint } from '../../../apis/generated/core.v1.js';
import { readArgs, type Args } from '../../config/args.js';
import type { ConfigReader } from '../../config/reader.js';

/** PodTopologySpreadArgs. */
export interface PodTopologySpreadArgs {
  /** For pods without constraints of their own. */
  readonly defaultConstraints: readonly DefaultConstraint[];
  /** The defaults are the system's: then a node may lack some of their labels. */
  readonly systemDefaulted: boolean;
}

/** A constraint without a selector: that is deduced for each pod. */
export type DefaultConstraint = Omit<TopologySpreadConstraint, 'labelSelector'>;

/** As systemDefaultConstraints. */
const SYSTEM_DEFAULTS: readonly DefaultConstraint[] = [
  { topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'ScheduleAnyway', maxSkew: 3 },
  { topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'ScheduleAnyway', maxSkew: 5 },
];

/** Reads and checks them, as ValidatePodTopologySpreadArgs. */
export function podTopologySpreadArgs(input: JsonObject): Args<PodTopologySpreadArgs> {
  return readArgs(input, 'PodTopologySpreadArgs', (reader) => {
    const type = reader.word(
      'defaultingType',
      ['System', 'List'],
      'System',
      'v1.PodTopologySpreadConstraintsDefaulting',
    );
    const entries = reader.children('defaultConstraints', 'TopologySpreadConstraint');
    if (type === 'System' && entries.length > 0) {
      reader.report(invalid('defaultingType', type, 'when .defaultConstraints are not empty'));
    }
    const listed = entries.map(readConstraint);
    listed.forEach(({ topologyKey, whenUnsatisfiable }, i) => {
      const first = listed.findIndex(
        (other) => other.topologyKey === topologyKey && other.whenUnsatisfiable === whenUnsatisfiable,
      );
      if (first < i) reader.report(duplicate(index('defaultConstraints', i), `{${topologyKey}, ${whenUnsatisfiable}}`));
    });
    return type === 'System'
      ? { defaultConstraints: SYSTEM_DEFAULTS, systemDefaulted: true }
      : { defaultConstraints: listed, systemDefaulted: false };
  });
}

function readConstraint(reader: ConfigReader): DefaultConstraint {
  const maxSkew = reader.number('maxSkew', 0);
  const topologyKey = reader.string('topologyKey', '');
  const actions = ['DoNotSchedule', 'ScheduleAnyway'] as const;
  const policies = ['Honor', 'Ignore'] as const;
  if (maxSkew <= 0) reader.report(invalid(reader.at('maxSkew'), maxSkew, 'not in valid range (0, inf)'));
  if (topologyKey === '') reader.report(required(reader.at('topologyKey'), 'can not be empty'));
  else
    for (const message of isQualifiedName(topologyKey))
      reader.report(invalid(reader.at('topologyKey'), topologyKey, message));
  if ((reader.raw('whenUnsatisfiable') ?? '') === '') {
    reader.report(required(reader.at('whenUnsatisfiable'), 'can not be empty'));
  }
  const whenUnsatisfiable = reader.word(
    'whenUnsatisfiable',
    actions,
    'DoNotSchedule',
    'v1.UnsatisfiableConstraintAction',
  );
  if (reader.raw('labelSelector') !== undefined) {
    const detail = 'constraint must not define a selector, as they deduced for each pod';
    reader.report(forbidden(child(reader.path, 'labelSelector'), detail));
  }
  const constraint: DefaultConstraint = {
    maxSkew,
    topologyKey,
    whenUnsatisfiable,
    minDomains: reader.optionalNumber('minDomains'),
    nodeAffinityPolicy: reader.word('nodeAffinityPolicy', policies, 'Honor', 'v1.NodeInclusionPolicy'),
    nodeTaintsPolicy: reader.word('nodeTaintsPolicy', policies, 'Ignore', 'v1.NodeInclusionPolicy'),
    matchLabelKeys: reader.strings('matchLabelKeys'),
  };
  reader.done();
  return constraint;
}
