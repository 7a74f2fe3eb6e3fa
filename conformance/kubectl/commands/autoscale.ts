import type { JsonObject } from '../../../engine/apimachinery/object.js';
import { parseQuantity } from '../../../engine/apimachinery/quantity.js';
import { groupVersion } from '../../../engine/apis/resource.js';
import { choiceOf, FILENAME_FLAGS } from '../choosing.js';
import type { Command } from '../command.js';
import { DRY_RUN_FLAG, dryRunOf, FIELD_MANAGER_FLAG, SAVE_CONFIG_FLAG, withDryRun, type DryRun } from '../dry-run.js';
import type { Kubectl } from '../effect.js';
import { fail, isFailure, wrapped, type Failure } from '../failure.js';
import { flagOf, intOf, isSet, textOf, type Arguments } from '../flags.js';
import { withMadeConfig } from '../last-applied.js';
import { PRINT_FLAGS, printerFor } from '../printers/print-flags.js';
import { find } from '../resources/builder.js';
import type { Info } from '../resources/info.js';
import type { Session } from '../session.js';
import { goForm } from '../text/go-form.js';
import { createGenerated, metadataIn } from './create/generated.js';
import { unscalable } from './scale.js';

/** `kubectl autoscale TYPE NAME --max=5 --cpu=80%` (kubectl/pkg/cmd/autoscale). */
export const autoscale: Command = {
  name: 'autoscale',
  flags: [
    ...FILENAME_FLAGS,
    ...PRINT_FLAGS,
    DRY_RUN_FLAG,
    FIELD_MANAGER_FLAG,
    SAVE_CONFIG_FLAG,
    { name: 'min', type: 'int' },
    { name: 'max', type: 'int' },
    {
      name: 'cpu-percent',
      type: 'int',
      deprecated:
        "Use --cpu with percentage or resource quantity format (e.g., '70%' for utilization or '500m' for milliCPU).",
    },
    { name: 'cpu', type: 'string' },
    { name: 'memory', type: 'string' },
    { name: 'name', type: 'string' },
    { name: 'record', type: 'bool', deprecated: '--record will be removed in the future' },
  ],
  required: ['max'],
  *run(session, args) {
    const dryRun = dryRunOf(session, args);
    if (isFailure(dryRun)) return dryRun;
    const [min, max] = [intOf(args, 'min', -1), intOf(args, 'max', -1)];
    if (max < 1) return fail(`--max=MAXPODS is required and must be at least 1, max: ${max}`);
    if (max < min) return fail(`--max=MAXPODS must be larger or equal to --min=MINPODS, max: ${max}, min: ${min}`);
    if (intOf(args, 'cpu-percent', -1) > 0 && textOf(args, 'cpu') !== '')
      return fail('--cpu-percent and --cpu are mutually exclusive');
    const metrics = metricsOf(args);
    if (isFailure(metrics)) return metrics;
    const found = yield* find(session, choiceOf(session, args));
    if (found.error !== undefined) return found.error;
    let count = 0;
    const error = yield* found.visit(function* (info) {
      count += 1;
      return yield* autoscaleOne(session, args, info, metrics, dryRun);
    });
    return error ?? (count === 0 ? fail('no objects passed to autoscale') : undefined);
  },
};

function* autoscaleOne(
  session: Session,
  args: Arguments,
  info: Info,
  metrics: readonly JsonObject[],
  dryRun: DryRun,
): Kubectl<Failure | undefined> {
  const { resource } = info.mapping;
  const wrong = unscalable(info);
  if (wrong !== undefined) return wrapped(wrong, `cannot autoscale a ${resource.kind}: `);
  const min = intOf(args, 'min', -1);
  const hpa: JsonObject = {
    kind: 'HorizontalPodAutoscaler',
    apiVersion: 'autoscaling/v2',
    metadata: metadataIn(session, textOf(args, 'name') || info.name),
    spec: {
      scaleTargetRef: { kind: resource.kind, name: info.name, apiVersion: groupVersion(resource) },
      ...(min > 0 ? { minReplicas: min } : {}),
      maxReplicas: intOf(args, 'max', -1),
      ...(metrics.length === 0 ? {} : { metrics }),
    },
    status: { desiredReplicas: 0, currentMetrics: null },
  };
  const print = printerFor(session, args, {
    operation: withDryRun(dryRun === 'client' ? 'created' : 'autoscaled', dryRun),
    typed: true,
  });
  if (isFailure(print)) return print;
  if (dryRun === 'client') return print(hpa);
  const manager = flagOf(args, 'field-manager') ?? 'kubectl-autoscale';
  const created = yield* createGenerated(session, withMadeConfig(hpa, isSet(args, 'save-config')), {
    dryRun,
    manager,
  });
  return isFailure(created) ? refused(created, args) : print(goForm(created));
}

/**
 * What is refused is tried again as autoscaling/v1, which has nothing but a percentage of cpu; upstream takes a missing
 * --cpu for an error of its own.
 */
function refused(failure: Failure, args: Arguments): Failure {
  const prefix = 'failed to create autoscaling/v2 HPA and the configuration is incompatible with autoscaling/v1: ';
  const cpu = textOf(args, 'cpu').trim();
  if (cpu === '') return fail(`${prefix}empty input`);
  return textOf(args, 'memory') === '' && cpu.endsWith('%') ? failure : fail(`${prefix}%!w(<nil>)`);
}

function metricsOf(args: Arguments): readonly JsonObject[] | Failure {
  const metrics: JsonObject[] = [];
  const percent = intOf(args, 'cpu-percent', -1);
  if (percent > 0) metrics.push(metric('cpu', { type: 'Utilization', averageUtilization: percent }));
  for (const [name, unit] of [
    ['cpu', 'm'],
    ['memory', 'Mi'],
  ] as const) {
    const text = textOf(args, name).trim();
    if (text === '') continue;
    const target = targetOf(text, name, unit);
    if (isFailure(target)) return target;
    metrics.push(metric(name, target));
  }
  return metrics;
}

function metric(name: string, target: JsonObject): JsonObject {
  return { type: 'Resource', resource: { name, target } };
}

/** '70%' is of the request; a bare number has the resource's usual unit (parseResourceInput). */
function targetOf(text: string, name: string, unit: string): JsonObject | Failure {
  if (text.endsWith('%')) {
    const percent = text.slice(0, -1);
    return /^\+?\d+$/.test(percent)
      ? { type: 'Utilization', averageUtilization: Number(percent) }
      : fail(`invalid percentage value: ${percent}`);
  }
  const amount = Number.isNaN(Number(text)) ? text : `${Number(text)}${unit}`;
  const quantity = parseQuantity(amount);
  return quantity.ok ? { type: 'AverageValue', averageValue: amount } : fail(`invalid resource ${name} value: ${text}`);
}
