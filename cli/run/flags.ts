/** The options of `kspec run`, as the command line gives them. */
export interface RunFlags {
  readonly grep?: string;
  readonly selector?: string;
  /** Lists of tags, each as 'smoke,!slow'; any of them. */
  readonly tags: readonly string[];
  /** A commit: only what differs from it. */
  readonly changed?: string;
  /** Failures after which to stop; absent: never. */
  readonly bail?: number;
  readonly shard?: string;
  readonly reporter: readonly string[];
  readonly seed?: number;
  /** Of a Property: how many values are tried, instead of its own number. */
  readonly runs?: number;
  readonly list: boolean;
  readonly lastFailed: boolean;
  readonly forbidOnly: boolean;
  readonly passWithNoTests: boolean;
  readonly repeatEach: number;
  readonly log?: string;
  readonly update: boolean;
  /** Run again whenever a file changes, until interrupted. */
  readonly watch: boolean;
  readonly workers?: number;
  readonly color: boolean;
  readonly ascii: boolean;
}
