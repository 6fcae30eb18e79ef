// The values of metrics, as they were put: by namespace, name and dimensions.

/** What names one metric. */
export interface MetricName {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** A value at a time, that many times. */
export interface MetricValue {
  readonly atMs: number;
  readonly value: number;
  readonly count: number;
}

/** Keeps values in memory. */
export class MetricStore {
  readonly #values = new Map<string, MetricValue[]>();

  put(name: MetricName, values: readonly MetricValue[]): void {
    const key = keyOf(name);
    this.#values.set(key, [...(this.#values.get(key) ?? []), ...values]);
  }

  /** The values from one time up to, and without, another. Other dimensions are another metric. */
  between(name: MetricName, fromMs: number, toMs: number): readonly MetricValue[] {
    return (this.#values.get(keyOf(name)) ?? []).filter(({ atMs }) => atMs >= fromMs && atMs < toMs);
  }
}

function keyOf({ namespace, name, dimensions }: MetricName): string {
  const named = Object.entries(dimensions).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([namespace, name, named]);
}
