import { isObject, type JsonObject } from '../../engine/apimachinery/object.js';
import { assumptionHolds } from '../expectations/cel/evaluate.js';
import { Cursor } from './cursor.js';
import type { Drawn } from './generator.js';
import { scenarioSpec, valueFor, valuesOf } from './instance-value.js';
import type { Library } from './library.js';
import type { Located } from './located.js';
import type { ScenarioPlan } from './plan.js';
import type { Problem } from './problem.js';
import type { PropertyPlan } from './property-plan.js';
import { instanceOf } from './read-property.js';
import { surroundingsOf, type Surroundings } from './surroundings.js';

/** The instances of a Property, made from its file: a plan for any values. */
export class Instances {
  private readonly surroundings: Surroundings;

  private constructor(
    private readonly document: Located,
    private readonly property: PropertyPlan,
    readonly library: Library,
  ) {
    this.surroundings = surroundingsOf(document.file, library, []);
  }

  /** Undefined when the file no longer holds it. */
  static of({ source, property }: ScenarioPlan, library: Library): Instances | undefined {
    const document = library.parse(source.file)?.documents.find((one) => one.source([]).line === source.line);
    return document === undefined || property === undefined ? undefined : new Instances(document, property, library);
  }

  /** The plan for some values, or why there is none. */
  planFor(drawn: Drawn): ScenarioPlan | readonly Problem[] {
    const problems: Problem[] = [];
    const made = instanceOf(this.cursor(problems), this.surroundings, this.property.forall, drawn);
    return made !== undefined && problems.length === 0 ? made.plan : problems;
  }

  /** Whether something is claimed for these values; a problem when that cannot be said. */
  isClaimedFor(drawn: Drawn): boolean | Problem {
    for (const { expression, source } of this.property.assume) {
      const holds = assumptionHolds(expression, drawn);
      if (holds === false) return false;
      if (holds !== true) return { position: source, message: `the assumption cannot be judged: ${holds.message}` };
    }
    return true;
  }

  /** The values as they stand in the steps: for people. */
  values(drawn: Drawn): Drawn {
    return valuesOf(this.cursor([]).at('spec', 'forall'), this.property.forall, drawn);
  }

  /**
   * The instance as the spec of a Scenario, and the metadata of the Property.
   * @param idle the numbers of the claims that had nothing to watch, and are left out
   */
  written(drawn: Drawn, idle: ReadonlySet<number>): { readonly spec: JsonObject; readonly labels: unknown } {
    const cursor = this.cursor([]);
    const value = valueFor(cursor, this.property.forall, drawn);
    const { metadata } = { metadata: undefined, ...value };
    const labels = isObject(metadata) ? metadata['labels'] : undefined;
    return { spec: scenarioSpec(cursor.in(this.document.with(value)), idle), labels };
  }

  private cursor(problems: Problem[]): Cursor {
    return new Cursor(this.document, [], problems, this.library.files);
  }
}
