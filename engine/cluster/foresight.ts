import type { ApiServer } from '../apiserver/server.js';
import type { WatchEvent } from '../apiserver/watch-event.js';
import type { Work } from '../client/component.js';
import type { Process } from '../client/erase.js';
import type { RecorderMemory } from '../client/event-recorder.js';
import type { Rng } from '../core/rng.js';
import type { Cluster, Running } from './cluster.js';
import type { Faults } from './faults.js';
import type { Refused } from './step.js';

/**
 * What comes of a piece of work that nothing holds up. It follows from the component's process and recorder, from the API
 * server, its faults, the time and chance as they are before it, and from nothing else, unless `passedOn`.
 */
export interface Outcome {
  readonly work: Work;
  readonly process: Process;
  readonly recorder: RecorderMemory;
  readonly server: ApiServer;
  readonly faults: Faults;
  /** Where chance stands after it. Undefined: nothing was drawn. */
  readonly rng: Rng | undefined;
  readonly events: readonly WatchEvent[];
  readonly refused: readonly Refused[];
  readonly writes: number;
  /** All that went to the API server, events too. */
  readonly requests: number;
  readonly draws: readonly number[];
  /** A request may have been answered by others than the API server: then it follows from them as well. */
  readonly passedOn: boolean;
}

/**
 * Who may know beforehand what happens in a step: because the same has happened before, in another order of events. What it
 * says must be what would happen, but for its cause: of that no account is kept.
 */
export interface Foresight {
  /** What comes of an ordinary turn of a component. Undefined, as from `workOut`: something holds it up. */
  outcome(cluster: Cluster, running: Running, workOut: (cluster: Cluster) => Outcome | undefined): Outcome | undefined;
  /** What a process becomes that is told of a change, when the store is as it is in the cluster. */
  heard(cluster: Cluster, process: Process, event: WatchEvent): Process;
}
