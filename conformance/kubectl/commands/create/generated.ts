import type { JsonObject } from '../../../../engine/apimachinery/object.js';
import type { Command } from '../../command.js';
import {
  DRY_RUN_FLAG,
  dryRunOf,
  FIELD_MANAGER_FLAG,
  SAVE_CONFIG_FLAG,
  VALIDATE_FLAG,
  validationOf,
  withDryRun,
  type DryRun,
} from '../../dry-run.js';
import type { Kubectl } from '../../effect.js';
import { fail, isFailure, type Failure } from '../../failure.js';
import { flagOf, isSet, type Arguments, type Flag } from '../../flags.js';
import { withMadeConfig } from '../../last-applied.js';
import { PRINT_FLAGS, printerFor } from '../../printers/print-flags.js';
import { kindOf } from '../../resources/info.js';
import { createObject } from '../../resources/requests.js';
import type { Session } from '../../session.js';
import { goForm } from '../../text/go-form.js';
import { usage } from '../../usage.js';

/** A `kubectl create KIND NAME`: what makes it different from the others. */
export interface Generator {
  /** 'create deployment'. */
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly flags: readonly Flag[];
  readonly required?: readonly string[];
  /** Before the server's refusal: 'failed to create deployment: '; without it the refusal is the server's own. */
  readonly refusal?: string;
  /** False: --save-config is accepted and does nothing. */
  readonly saves?: boolean;
  build(session: Session, args: Arguments, name: string): Kubectl<JsonObject | Failure>;
}

/** The command that makes an object from its flags and creates it. */
export function createCommand(generator: Generator): Command {
  return {
    name: generator.name,
    aliases: generator.aliases ?? [],
    flags: [...PRINT_FLAGS, SAVE_CONFIG_FLAG, VALIDATE_FLAG, DRY_RUN_FLAG, FIELD_MANAGER_FLAG, ...generator.flags],
    required: generator.required ?? [],
    *run(session, args) {
      const [name] = args.positional;
      const count = args.before.length;
      if (name === undefined || count !== 1) return usage(generator.name, `exactly one NAME is required, got ${count}`);
      const dryRun = dryRunOf(session, args);
      if (isFailure(dryRun)) return dryRun;
      const print = printerFor(session, args, { operation: withDryRun('created', dryRun), typed: true });
      if (isFailure(print)) return print;
      const validation = validationOf(args);
      if (isFailure(validation)) return validation;
      const object = yield* generator.build(session, args, name);
      if (isFailure(object)) return object;
      const saved = withMadeConfig(object, generator.saves !== false && isSet(args, 'save-config'));
      if (dryRun === 'client') return print(saved);
      const manager = flagOf(args, 'field-manager') ?? 'kubectl-create';
      const created = yield* createGenerated(session, saved, { dryRun, manager, validation });
      if (!isFailure(created)) return print(goForm(created));
      return generator.refusal === undefined ? created : fail(generator.refusal + created.failed);
    },
  };
}

/** POSTs an object that kubectl made itself. */
export function* createGenerated(
  session: Session,
  object: JsonObject,
  options: { readonly dryRun: DryRun; readonly manager: string; readonly validation?: string },
): Kubectl<JsonObject | Failure> {
  const { group, version, kind } = kindOf(object);
  const mapping = yield* session.mappingOfKind(group, kind, version);
  if (isFailure(mapping)) return mapping;
  return yield* createObject(session, mapping, session.namespace, object, options);
}

/** Metadata of a namespaced object; the namespace is written only if it was asked for with -n. */
export function metadataIn(session: Session, name: string, more: JsonObject = {}): JsonObject {
  const { explicitNamespace, namespace } = session.invocation;
  return { name, ...(explicitNamespace === true ? { namespace } : {}), ...more };
}

/** A field, if it has a value that Go would not leave out. */
export function optional(field: string, value: unknown): JsonObject {
  const isEmpty =
    value === undefined ||
    value === '' ||
    value === 0 ||
    value === false ||
    (Array.isArray(value) && value.length === 0);
  return isEmpty ? {} : { [field]: value };
}

/** Numbers as numbers, anything else as text (intstr.Parse). */
export function intOrString(text: string): number | string {
  return /^[+-]?\d+$/.test(text) ? Number(text) : text;
}
