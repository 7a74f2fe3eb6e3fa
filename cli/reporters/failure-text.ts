import { formatPosition } from '../../conformance/expectations/source.js';
import type { Failure } from '../../conformance/runner/result.js';
import type { Style } from '../style.js';

const MAX_SOURCE_LINES = 12;
const MAX_STORY_LINES = 20;

/** A failure as people read it: where, what was expected, what came nearest, the difference, the story, how to see it again. */
export function failureLines(failure: Failure, style: Style): readonly string[] {
  const { position, source, expectation, message, nearest, diff, scheduling, story, reproduce } = failure;
  const label = (name: string): string => style.paint('dim', name.padEnd(10));
  return [
    style.paint('cyan', formatPosition(position)),
    `${label('expected')} ${expectation}`,
    ...message
      .split('\n')
      .map((line, index) => `${index === 0 ? label('but') : ' '.repeat(10)} ${style.paint('red', line)}`),
    ...(nearest === undefined ? [] : [`${label('nearest')} ${nearest.object} (${nearest.note})`]),
    ...quoted(source.text, style),
    ...section(
      'difference',
      style,
      (diff ?? []).map((line) => diffLine(line, style)),
    ),
    ...section('scheduler', style, scheduling ?? []),
    ...section('story', style, shortened(story)),
    `${label('reproduce')} ${style.paint('bold', reproduce)}`,
  ];
}

function quoted(text: string, style: Style): readonly string[] {
  const lines = text.split('\n');
  if (lines.length === 1 && lines[0] === '') return [];
  const shown = lines.length > MAX_SOURCE_LINES ? [...lines.slice(0, MAX_SOURCE_LINES), '...'] : lines;
  return ['', ...shown.map((line) => `    ${style.paint('dim', line)}`), ''];
}

function section(name: string, style: Style, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [style.paint('dim', name), ...lines.map((line) => `  ${line}`)];
}

function diffLine(line: string, style: Style): string {
  if (line.startsWith('-')) return style.paint('green', `${line}  (expected)`);
  return line.startsWith('+') ? style.paint('red', `${line}  (actual)`) : line;
}

/** The beginning and the end of a long story. */
function shortened(story: readonly string[]): readonly string[] {
  if (story.length <= MAX_STORY_LINES) return story;
  const half = MAX_STORY_LINES / 2;
  return [...story.slice(0, half), `... ${story.length - MAX_STORY_LINES} more`, ...story.slice(-half)];
}
