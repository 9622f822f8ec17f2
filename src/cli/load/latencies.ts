// Latencies of one kind, and what they come to.

export interface LatencySummary {
  readonly count: number;
  /** Milliseconds; null without a value. */
  readonly p50: number | null;
  readonly p90: number | null;
  readonly p99: number | null;
  readonly max: number | null;
}

export class Latencies {
  readonly #values: number[] = [];

  add(ms: number): void {
    this.#values.push(ms);
  }

  get count(): number {
    return this.#values.length;
  }

  get summary(): LatencySummary {
    const sorted = [...this.#values].sort((a, b) => a - b);
    // The smallest value that at least this share of all values does not exceed.
    const at = (share: number): number | null =>
      sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null;
    return { count: sorted.length, p50: at(0.5), p90: at(0.9), p99: at(0.99), max: sorted.at(-1) ?? null };
  }
}

/** A table with a row for each name. */
export function latencyTable(rows: Readonly<Record<string, LatencySummary>>): string[] {
  const cell = (value: number | null): string => (value === null ? '-' : value.toFixed(1)).padStart(10);
  return [
    `${''.padEnd(14)}${['count', 'p50 ms', 'p90 ms', 'p99 ms', 'max ms'].map((name) => name.padStart(10)).join('')}`,
    ...Object.entries(rows).map(([name, { count, p50, p90, p99, max }]) => {
      return `${name.padEnd(14)}${String(count).padStart(10)}${[p50, p90, p99, max].map(cell).join('')}`;
    }),
  ];
}
