import { formatPosition } from '../../conformance/expectations/source.js';
import type { Failure } from '../../conformance/runner/result.js';
import type { Paint, Style } from '../style.js';

const MAX_SOURCE_LINES = 12;
const MAX_STORY_LINES = 20;
const LABEL_WIDTH = 10;

/** A piece of a line, in one colour. */
export interface Piece {
  readonly text: string;
  readonly paint?: Paint;
}

type Pieces = readonly Piece[];

/** A failure as people read it: where, what was expected, what came nearest, the difference, the story, how to see it again. */
export function failureLines(failure: Failure, style: Style): readonly string[] {
  return failurePieces(failure).map((line) =>
    line.map(({ text, paint }) => (paint === undefined ? text : style.paint(paint, text))).join(''),
  );
}

/** The same as lines of pieces, for whoever draws them otherwise. */
export function failurePieces(failure: Failure): readonly Pieces[] {
  return [
    ...wrongPieces(failure),
    ...section('story', shortened(failure.story).map(plainLine)),
    reproducePieces(failure),
  ];
}

/** What is wrong, without how it came to that. */
export function wrongPieces(failure: Failure): readonly Pieces[] {
  const { position, source, expectation, message, nearest, diff, values, scheduling } = failure;
  return [
    [{ text: formatPosition(position), paint: 'cyan' }],
    [label('expected'), { text: ` ${expectation}` }],
    ...message
      .split('\n')
      .map((line, index): Pieces => [
        index === 0 ? label('but') : { text: ' '.repeat(LABEL_WIDTH) },
        { text: ' ' },
        { text: line, paint: 'red' },
      ]),
    ...(nearest === undefined ? [] : [[label('nearest'), { text: ` ${nearest.object} (${nearest.note})` }]]),
    ...quoted(source.text),
    ...section('difference', (diff ?? []).map(diffLine)),
    ...section('values', (values ?? []).map(plainLine)),
    ...section('scheduler', (scheduling ?? []).map(plainLine)),
  ];
}

/** How to see it again. */
export function reproducePieces({ reproduce }: Failure): Pieces {
  return [label('reproduce'), { text: ' ' }, { text: reproduce, paint: 'bold' }];
}

function label(name: string): Piece {
  return { text: name.padEnd(LABEL_WIDTH), paint: 'dim' };
}

function plainLine(text: string): Piece {
  return { text };
}

function quoted(text: string): readonly Pieces[] {
  const lines = text.split('\n');
  if (lines.length === 1 && lines[0] === '') return [];
  const shown = lines.length > MAX_SOURCE_LINES ? [...lines.slice(0, MAX_SOURCE_LINES), '...'] : lines;
  return [[], ...shown.map((line): Pieces => [{ text: '    ' }, { text: line, paint: 'dim' }]), []];
}

function section(name: string, lines: readonly Piece[]): readonly Pieces[] {
  return lines.length === 0 ? [] : [[{ text: name, paint: 'dim' }], ...lines.map((line) => [{ text: '  ' }, line])];
}

function diffLine(line: string): Piece {
  if (line.startsWith('-')) return { text: `${line}  (expected)`, paint: 'green' };
  return line.startsWith('+') ? { text: `${line}  (actual)`, paint: 'red' } : { text: line };
}

/** The beginning and the end of a long story. */
function shortened(story: readonly string[]): readonly string[] {
  if (story.length <= MAX_STORY_LINES) return story;
  const half = MAX_STORY_LINES / 2;
  return [...story.slice(0, half), `... ${story.length - MAX_STORY_LINES} more`, ...story.slice(-half)];
}
