/** Values made on demand, by key; the ones that were not asked for lately are forgotten. */
export class Recent<T> {
  private readonly values = new Map<string, T>();

  /** Asked for last. */
  private latest: { readonly key: string; readonly value: T } | undefined;

  constructor(private readonly limit = 64) {}

  of(key: string, make: () => T): T {
    const { latest } = this;
    if (latest?.key === key) return latest.value;
    const known = this.values.get(key);
    const value = known ?? make();
    if (known !== undefined) this.values.delete(key);
    this.values.set(key, value);
    this.latest = { key, value };
    if (this.values.size > this.limit) {
      const [oldest] = this.values.keys();
      if (oldest !== undefined) this.values.delete(oldest);
    }
    return value;
  }
}
