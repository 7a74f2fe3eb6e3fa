/** An invariant that a step has broken. */
export interface Broken {
  /** What holds in every cluster: 'a pod is bound once'. */
  readonly invariant: string;
  /** What happened instead. */
  readonly message: string;
  /** As reports name it: 'pod/web-1'. */
  readonly object: string;
}
