import type { Deviation, Schedule } from '../deviation.js';
import type { Cursor } from '../cursor.js';
import type { ScheduleShape } from '../schema/schedule.js';

/** The schedule of a scenario as it is written. */
export function scheduleOf(shape: ScheduleShape, cursor: Cursor): Schedule {
  return shape.map((one, index) => {
    if ('until' in one && one.until <= one.turn)
      cursor.at(index, 'until').report(`turn ${one.until} is not after turn ${one.turn}`, 'write a later turn');
    return deviationOf(one);
  });
}

function deviationOf(one: ScheduleShape[number]): Deviation {
  const { turn } = one;
  if ('first' in one) return { type: 'first', turn, component: one.first };
  if ('crash' in one) return { type: 'crash', turn, component: one.crash, afterWrites: one.afterWrites };
  if ('draw' in one) return { type: 'draw', turn, component: one.draw, draws: one.draws };
  if ('lag' in one) return { type: 'lag', turn, component: one.lag, until: one.until };
  return { type: 'early', turn };
}

/** The other way: as a spec says it. */
export function writtenSchedule(schedule: Schedule): ScheduleShape {
  return schedule.map((deviation): ScheduleShape[number] => {
    const { turn } = deviation;
    switch (deviation.type) {
      case 'first':
        return { turn, first: deviation.component };
      case 'crash':
        return { turn, crash: deviation.component, afterWrites: deviation.afterWrites };
      case 'draw':
        return { turn, draw: deviation.component, draws: [...deviation.draws] };
      case 'lag':
        return { turn, lag: deviation.component, until: deviation.until };
      case 'early':
        return { turn, early: true };
    }
  });
}
