import type { Millis } from '../../engine/core/time.js';
import type { Pilot } from './pilot.js';
import type { Position, Source } from '../expectations/source.js';

export interface RunOptions {
  /** Overrides the scenario's own seed. */
  readonly seed?: number;
  /** Golden files: 'all' takes what is there now, 'new' only where there is none yet, 'none' fails on any difference. */
  readonly update: 'none' | 'new' | 'all';
  /** Keep the event log in the result. */
  readonly log?: boolean;
  /** Decides what happens where more than one thing could; absent: the default order, or the scenario's own schedule. */
  readonly pilot?: Pilot;
  /** Of a Property: how many values are tried, instead of its own number. */
  readonly runs?: number;
  /** Nobody asks for the hash of the event log. */
  readonly unhashed?: boolean;
  /** Keep nothing of what happens but the state: no records, no log, no story. */
  readonly light?: boolean;
  /** Asked now and then while a scenario runs: false makes it throw a GivenUp. */
  readonly patience?: () => boolean;
}

/** Why a scenario did not pass. */
export interface Failure {
  /** The failing expectation or step, to the field where that is known. */
  readonly position: Position;
  /** What stands there; `text` is shown as the expectation. */
  readonly source: Source;
  /** What was expected, in one line: 'deployment/web: Progressing=False within 20m'. */
  readonly expectation: string;
  /** One line: what was wrong. */
  readonly message: string;
  /** The object that came nearest: 'deployment/web', and how well it did: '2 of 3 fields match'. */
  readonly nearest?: { readonly object: string; readonly note: string };
  /** Lines that start with '-' (expected), '+' (actual) or ' '; only asserted fields. */
  readonly diff?: readonly string[];
  /** What the scheduler makes of the pod that the failure is about, when it waits for a node. */
  readonly scheduling?: readonly string[];
  /** The causal chain that led there, oldest first, one line each. */
  readonly story: readonly string[];
  /** Virtual time since the start. */
  readonly at: Millis;
  /** Of a Property: the values for which it does not hold, and how they were found. */
  readonly values?: readonly string[];
  /** The command that reproduces it. */
  readonly reproduce: string;
}

/** A golden file as it should be; the CLI writes it. */
export interface SnapshotResult {
  readonly file: string;
  readonly text: string;
  readonly outcome: 'matched' | 'new' | 'changed';
}

/** A scenario that fails, as a file to run. */
export interface Counterexample {
  /** Below the folder of the run. */
  readonly file: string;
  readonly text: string;
}

/** What became of the many runs of a Property. Plain data. */
export interface PropertyResult {
  /** Values for which it was run; of one that fails, until then. */
  readonly runs: number;
  /** Values that its assumptions leave out. */
  readonly discarded: number;
  /** Of the values. */
  readonly seed: number;
  /** Runs to make the counterexample small. */
  readonly shrinks: number;
  /** The smallest values found for which it does not hold; lists of steps written out. */
  readonly values?: Readonly<Record<string, unknown>>;
  /** The same as a scenario; the CLI writes it. */
  readonly counterexample?: Counterexample;
  /** The file of a counterexample of an earlier run that passes now; the CLI removes it. */
  readonly mended?: string;
}

/** What became of one scenario. Plain data. */
export interface ScenarioResult {
  readonly file: string;
  readonly line: number;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly covers: readonly string[];
  readonly matrix?: Readonly<Record<string, unknown>>;
  /** Which way it took at its forks: 'drained > and back'. */
  readonly branch?: string;
  /** 'failed': an expectation did not hold; 'error': it could not be judged. */
  readonly status: 'passed' | 'failed' | 'error' | 'skipped';
  /** Present when failed or error. */
  readonly failure?: Failure;
  /** Said once each: unknown images, … Also the reason of a skip. */
  readonly warnings: readonly string[];
  /** Steps of the spec that ran. */
  readonly steps: number;
  /** Steps of the cluster. */
  readonly events: number;
  /** Turns of components after the scenario began: what a schedule counts. 0 where nobody asked for one. */
  readonly turns: number;
  readonly seed: number;
  readonly virtualMillis: Millis;
  /** Real time; put in by the CLI, 0 from the runner, and never part of what is compared. */
  readonly wallMillis: number;
  /** Of the event log: equal runs have equal hashes. */
  readonly logHash: string;
  /** The event log, one JSON line per event. */
  readonly log?: readonly string[];
  readonly snapshots: readonly SnapshotResult[];
  /** Of a Property: what was tried, and what breaks it. */
  readonly property?: PropertyResult;
  /** Of a scenario with a fork: every branch by itself. Its own verdict is that of the first branch that did not pass. */
  readonly branches?: readonly ScenarioResult[];
}
