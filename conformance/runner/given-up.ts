/** Thrown by a run that its options have no more patience with: it takes longer than it may where it runs. */
export class GivenUp extends Error {
  override readonly name = 'GivenUp';
}
