import { index, invalid, required } from '../../apimachinery/field-error.js';
import type { ShapePoint } from '../scoring/shape.js';
import type { ConfigReader } from './reader.js';

const MAX_SCORE = 10;

/** A `shape` of a plugin's arguments, as validateFunctionShape; `path` is where upstream's errors place it. */
export function readShape(reader: ConfigReader, path: string): readonly ShapePoint[] {
  const shape = reader.children('shape', 'UtilizationShapePoint').map((entry) => {
    const point = { utilization: entry.number('utilization', 0), score: entry.number('score', 0) };
    entry.done();
    return point;
  });
  if (shape.length === 0) reader.report(required(path, 'at least one point must be specified'));
  const unsorted = shape.findIndex((point, i) => i > 0 && (shape[i - 1]?.utilization ?? 0) >= point.utilization);
  if (unsorted > 0) {
    const detail = 'values must be sorted in increasing order';
    reader.report(invalid(`${index(path, unsorted)}.utilization`, shape[unsorted]?.utilization, detail));
  }
  shape.forEach(({ utilization, score }, i) => {
    const report = (field: string, value: number, max: number) => {
      if (value < 0 || value > max) {
        reader.report(invalid(`${index(path, i)}.${field}`, value, `not in valid range [0, ${max}]`));
      }
    };
    report('utilization', utilization, 100);
    report('score', score, MAX_SCORE);
  });
  return shape;
}
