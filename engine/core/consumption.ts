/** What something uses of a machine. Absent: nothing is said about it. */
export interface Consumption {
  /** Millicores that it wants; what it gets is the kernel's business. */
  readonly cpu?: number;
  /** Bytes of its working set. */
  readonly memory?: number;
  /** Bytes that it has written: a container's writable layer and logs. */
  readonly disk?: number;
  /** Processes and threads. */
  readonly pids?: number;
  /** Bytes in volumes that lie on the node's disk, by volume name. */
  readonly volumes?: Readonly<Record<string, number>>;
}
