import { index, invalid, notSupported, required } from '../../../apimachinery/field-error.js';
import { isQualifiedName } from '../../../apimachinery/names.js';
import type { JsonObject } from '../../../apimachinery/object.js';
import { readArgs, type Args } from '../../config/args.js';
import type { ConfigReader } from '../../config/reader.js';
import { readResources } from '../../config/resource-specs.js';
import { readShape } from '../../config/shape.js';
import { DEFAULT_RESOURCES, type ResourceSpec } from '../../scoring/resource-allocation.js';
import type { ShapePoint } from '../../scoring/shape.js';

const STRATEGIES = ['LeastAllocated', 'MostAllocated', 'RequestedToCapacityRatio'] as const;

export interface ScoringStrategy {
  readonly type: (typeof STRATEGIES)[number];
  readonly resources: readonly ResourceSpec[];
  /** Of RequestedToCapacityRatio. */
  readonly shape: readonly ShapePoint[];
}

/** NodeResourcesFitArgs. */
export interface FitArgs {
  /** Extended resources that Filter does not look at. */
  readonly ignoredResources: ReadonlySet<string>;
  /** 'example.com' ignores all of 'example.com/…'. */
  readonly ignoredResourceGroups: ReadonlySet<string>;
  readonly scoringStrategy: ScoringStrategy;
}

const DEFAULT_STRATEGY: ScoringStrategy = { type: 'LeastAllocated', resources: DEFAULT_RESOURCES, shape: [] };

/** Reads and checks them, as ValidateNodeResourcesFitArgs. */
export function fitArgs(input: JsonObject): Args<FitArgs> {
  return readArgs(input, 'NodeResourcesFitArgs', (reader) => {
    const ignoredResources = reader.strings('ignoredResources');
    const ignoredResourceGroups = reader.strings('ignoredResourceGroups');
    checkNames(reader, 'ignoredResources', ignoredResources);
    checkNames(reader, 'ignoredResourceGroups', ignoredResourceGroups);
    ignoredResourceGroups.forEach((group, i) => {
      if (!group.includes('/')) return;
      reader.report(invalid(index('ignoredResourceGroups', i), group, "resource group name can't contain '/'"));
    });
    return {
      ignoredResources: new Set(ignoredResources),
      ignoredResourceGroups: new Set(ignoredResourceGroups),
      scoringStrategy: readStrategy(reader.child('scoringStrategy', 'ScoringStrategy')),
    };
  });
}

function checkNames(reader: ConfigReader, field: string, names: readonly string[]): void {
  names.forEach((name, i) => {
    for (const message of isQualifiedName(name)) reader.report(invalid(index(field, i), name, message));
  });
}

function readStrategy(reader: ConfigReader | undefined): ScoringStrategy {
  if (reader === undefined) return DEFAULT_STRATEGY;
  const type = readType(reader);
  const resources = readResources(reader);
  resources.forEach(({ name, weight }, i) => {
    if (weight > 0 && weight <= 100) return;
    const detail = `resource weight of ${name} not in valid range (0, 100]`;
    reader.report(invalid(`${index(reader.at('resources'), i)}.weight`, weight, detail));
  });
  const ratio = reader.child('requestedToCapacityRatio', 'RequestedToCapacityRatioParam');
  const shape = ratio === undefined ? [] : readShape(ratio, reader.at('shape'));
  ratio?.done();
  // kube-scheduler dereferences a nil pointer here and is gone.
  if (type === 'RequestedToCapacityRatio' && ratio === undefined)
    reader.report(required(reader.at('requestedToCapacityRatio')));
  reader.done();
  return { type, resources, shape };
}

/** Unlike other words it has no default: a strategy without a type is none. */
function readType(reader: ConfigReader): ScoringStrategy['type'] {
  const field = 'type';
  const value = reader.raw(field) ?? '';
  if (value === '') reader.report(notSupported(reader.at(field), '', STRATEGIES));
  return reader.word(field, STRATEGIES, 'LeastAllocated', 'v1.ScoringStrategyType');
}
