import { isObject } from '../../engine/apimachinery/object.js';
import { folderOf } from './files.js';
import { isKind } from './document-kind.js';
import { Library } from './library.js';
import type { Located } from './located.js';
import type { ScenarioPlan } from './plan.js';
import { sortProblems, type Problem } from './problem.js';
import { checkInput, declaredInputs } from './steps/control.js';
import { readProperty } from './read-property.js';
import { readScenario } from './read-scenario.js';
import { surroundingsOf } from './surroundings.js';
import { readSteps } from './read-steps.js';
import type { Block } from './scene.js';
import { steps } from './schema/documents.js';
import { shaped } from './shape.js';
import { substituted } from './substitute.js';
import { SUITE_FILES } from './suites.js';
import type { Cursor } from './cursor.js';
import { broughtBy } from './brought.js';

/** What a spec file holds. With problems its scenarios must not be run. */
export interface SpecFile {
  readonly file: string;
  readonly scenarios: readonly ScenarioPlan[];
  readonly problems: readonly Problem[];
}

/** Whether a YAML text is meant as a spec, be it misspelt: others in the folder are manifests. */
export function looksLikeSpec(text: string): boolean {
  return /^["']?apiVersion["']?:\s*["']?kspec\b|^kind:\s*["']?(?:Scenario|Property|Suite|Steps)\b/m.test(text);
}

/** How many Scenarios and Properties a text holds, at a glance. */
export function claimsIn(text: string): number {
  return text.match(/^kind:\s*["']?(?:Scenario|Property)\b/gm)?.length ?? 0;
}

/** Reads and checks one spec file with everything that it uses. Never throws for what a file can say. */
export function loadSpec(file: string, library: Library): SpecFile {
  const problems: Problem[] = [];
  const parsed = library.parse(file);
  if (parsed === undefined) {
    problems.push({ position: { file, line: 1, column: 1 }, message: 'there is no such file', fix: 'check the path' });
    return { file, scenarios: [], problems };
  }
  problems.push(...parsed.problems);
  if (SUITE_FILES.includes(file.split('/').at(-1) ?? '')) {
    library.defaultsOf(folderOf(file), problems);
    return { file, scenarios: [], problems: sortProblems(problems) };
  }
  if (parsed.documents.length === 0 && parsed.problems.length === 0) {
    problems.push({
      position: { file, line: 1, column: 1 },
      message: 'the file is empty',
      fix: 'write a Scenario: kspec init shows one',
    });
  }
  const surroundings = surroundingsOf(file, library, problems);
  const scenarios = parsed.documents.flatMap((document: Located): readonly ScenarioPlan[] => {
    const cursor = library.cursor(document, problems);
    if (!isKind(cursor, ['Scenario', 'Property', 'Steps'])) return [];
    switch (isObject(cursor.value) ? cursor.value['kind'] : undefined) {
      case 'Scenario':
        return readScenario(cursor, surroundings);
      case 'Property':
        return readProperty(cursor, surroundings);
      default:
        checkBlock(cursor, surroundings.folder, surroundings.blocks);
        return [];
    }
  });
  return { file, scenarios, problems: sortProblems(problems) };
}

/** Checks a block by itself; its steps only when its inputs are known from their defaults. */
function checkBlock(cursor: Cursor, folder: string, blocks: ReadonlyMap<string, Block>): void {
  const shape = shaped(steps, cursor);
  if (shape === undefined) return;
  const block: Block = { name: shape.metadata.name, cursor, folder };
  const inputs = declaredInputs(block);
  for (const [name, input] of Object.entries(inputs)) {
    if (input.default !== undefined)
      checkInput(name, input, input.default, cursor.at('spec', 'inputs', name, 'default'));
  }
  if (Object.values(inputs).some((input) => input.default === undefined)) return;
  const values = Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, input.default]));
  const value = substituted(cursor, { inputs: values });
  readSteps(cursor.in(cursor.document.with(value)).at('spec', 'steps'), {
    namespace: 'default',
    timeouts: { assert: 0, wait: 0 },
    customKinds: broughtBy(value, folder, cursor.files).customKinds,
    nodes: undefined,
    blocks,
    using: [block.name],
    forks: false,
    folder,
  });
}

/** Problems of a run as a whole: two scenarios of one name could not be told apart in its reports. */
export function checkRun(files: readonly SpecFile[]): readonly Problem[] {
  const seen = new Map<string, ScenarioPlan>();
  const problems: Problem[] = [];
  for (const plan of files.flatMap(({ scenarios }) => scenarios)) {
    const name = plan.matrix === undefined ? plan.name : `${plan.name} ${JSON.stringify(plan.matrix)}`;
    const other = seen.get(name);
    if (other !== undefined) {
      const { file, line, column } = plan.source;
      problems.push({
        position: { file, line, column },
        message: `a scenario is called "${plan.name}" already: ${other.source.file}:${other.source.line}`,
        fix: 'give one of them another name',
      });
    } else seen.set(name, plan);
  }
  return problems;
}

export { Library };
