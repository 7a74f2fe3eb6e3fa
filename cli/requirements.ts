import type { ScenarioPlan } from '../conformance/language/plan.js';
import { identity } from './last-run.js';

/** Something that specs are to prove. */
export interface Requirement {
  readonly id: string;
  readonly statement: string;
  /** Line in its file, from 1 on. */
  readonly line: number;
}

const ROW = /^\s*(?:\|\s*|[-*]\s+)\**([A-Z]{1,4}[0-9]{1,3})\**\s*(?:\||:|\s)\s*(.*)$/;

/** The requirements of a text: rows of a Markdown table, or items of a list, that begin with an ID: `| C4 | …`, `- C4: …`. */
export function readRequirements(text: string): readonly Requirement[] {
  return text.split('\n').flatMap((content, index) => {
    const [, id, rest = ''] = ROW.exec(content) ?? [];
    const [statement = ''] = rest.split(/(?<!\\)\|/);
    return id === undefined ? [] : [{ id, statement: statement.trim(), line: index + 1 }];
  });
}

/** What stands for a requirement. */
export interface Proof {
  readonly id: string;
  /** Scenarios that cover it and run. */
  readonly scenarios: readonly ScenarioPlan[];
  /** Those of them that did not pass in the last run. */
  readonly failed: readonly ScenarioPlan[];
  /** Scenarios that cover it but are skipped: they prove nothing. */
  readonly skipped: readonly ScenarioPlan[];
}

/** What stands for each requirement; a matrix counts as one scenario. */
export function proofsOf(
  ids: readonly string[],
  plans: readonly ScenarioPlan[],
  failed: ReadonlySet<string>,
): readonly Proof[] {
  return ids.map((id) => {
    const covering = plans.filter(({ covers }) => covers.includes(id));
    const scenarios = onePerMatrix(covering.filter(({ skip }) => skip === undefined));
    return {
      id,
      scenarios,
      failed: onePerMatrix(covering.filter((plan) => failed.has(identity(plan)))),
      skipped: onePerMatrix(covering.filter(({ skip }) => skip !== undefined)),
    };
  });
}

function onePerMatrix(plans: readonly ScenarioPlan[]): readonly ScenarioPlan[] {
  return plans.filter((plan, index) => plans.findIndex(({ name }) => name === plan.name) === index);
}

/** A requirement is proved when a scenario covers it, and none that does failed in the last run. */
export function isProved({ scenarios, failed }: Proof): boolean {
  return scenarios.length > 0 && failed.length === 0;
}
