/** A point of a piecewise linear function: utilization in percent → score. */
export interface ShapePoint {
  readonly utilization: number;
  readonly score: number;
}

/** The line through the points, flat on both ends, in whole numbers, as BuildBrokenLinearFunction. */
export function brokenLinear(shape: readonly ShapePoint[]): (utilization: number) => number {
  return (utilization) => {
    const index = shape.findIndex((point) => utilization <= point.utilization);
    const point = shape[index];
    if (point === undefined) return shape[shape.length - 1]?.score ?? 0;
    const before = shape[index - 1];
    if (before === undefined) return point.score;
    const rise = (point.score - before.score) * (utilization - before.utilization);
    return before.score + Math.trunc(rise / (point.utilization - before.utilization));
  };
}
