import { parseLabelSelector } from '../engine/apimachinery/labels.js';
import { waysOf } from '../conformance/language/branches.js';
import type { ScenarioPlan } from '../conformance/language/plan.js';
import { identity } from './last-run.js';
import { UsageError } from './terminal.js';

/** Which of the scenarios that were found are to run. */
export interface Filters {
  readonly grep?: string;
  readonly selector?: string;
  /** Lists of tags, each as 'smoke,!slow'; any of them. */
  readonly tags?: readonly string[];
  /** Only in these files. */
  readonly files?: ReadonlySet<string>;
  readonly shard?: string;
  /** Lines asked for, by file. */
  readonly lines: ReadonlyMap<string, readonly number[]>;
  /** Only these, by identity. */
  readonly names?: ReadonlySet<string>;
}

/** The scenarios to run, in order. `only` counts after all other filters, the shard last. */
export function selectScenarios(plans: readonly ScenarioPlan[], filters: Filters): readonly ScenarioPlan[] {
  const { names, files, tags = [] } = filters;
  let chosen = byLine(plans, filters.lines);
  if (filters.grep !== undefined) {
    const pattern = grepPattern(filters.grep);
    chosen = chosen.filter((plan) =>
      waysOf(plan).some((way) => pattern.test([identity(plan), ...way.map(({ name }) => name)].join(' > '))),
    );
  }
  if (filters.selector !== undefined) {
    const selector = parseLabelSelector(filters.selector);
    if (!selector.ok) throw new UsageError(`-l ${filters.selector}: ${selector.error}`);
    chosen = chosen.filter(({ labels }) => selector.value.matches(labels));
  }
  if (tags.length > 0) {
    const lists = tags.map(tagList);
    chosen = chosen.filter((plan) => lists.some((matches) => matches(plan.tags)));
  }
  if (files !== undefined) chosen = chosen.filter(({ source }) => files.has(source.file));
  if (names !== undefined) chosen = chosen.filter((plan) => names.has(identity(plan)));
  const only = chosen.filter((plan) => plan.only);
  return shardOf(only.length > 0 ? only : chosen, filters.shard);
}

function grepPattern(text: string): RegExp {
  try {
    return new RegExp(text, 'i');
  } catch (error) {
    throw new UsageError(`-t ${text}: ${error instanceof Error ? error.message : 'not a regular expression'}`);
  }
}

/** 'smoke,!slow': with the first tag and without the second. */
function tagList(text: string): (tags: readonly string[]) => boolean {
  const parts = text.split(',').map((part) => part.trim());
  if (parts.some((part) => !/^!?[\w][\w.-]*$/.test(part)))
    throw new UsageError(`--tags ${text}: write tags with commas between them: smoke,!slow`);
  return (tags) => parts.every((part) => (part.startsWith('!') ? !tags.includes(part.slice(1)) : tags.includes(part)));
}

/** At a line stands the scenario that begins there or last before it; its matrix counts as one. */
function byLine(plans: readonly ScenarioPlan[], lines: Filters['lines']): readonly ScenarioPlan[] {
  return plans.filter(({ source: { file, line } }) => {
    const wanted = lines.get(file) ?? [];
    if (wanted.length === 0) return true;
    const starts = [...new Set(plans.filter(({ source }) => source.file === file).map(({ source }) => source.line))];
    return wanted.some((at) => Math.max(...starts.filter((start) => start <= at), Math.min(...starts)) === line);
  });
}

function shardOf(plans: readonly ScenarioPlan[], shard: string | undefined): readonly ScenarioPlan[] {
  if (shard === undefined) return plans;
  const [, text = '', of = ''] = /^(\d+)\/(\d+)$/.exec(shard) ?? [];
  const [index, count] = [Number(text), Number(of)];
  if (text === '' || count < 1 || index < 1 || index > count)
    throw new UsageError(`--shard ${shard}: write 1/4 for the first of four`);
  return plans.filter((_, position) => position % count === index - 1);
}
