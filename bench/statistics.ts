// Order statistics of the samples: on a noisy machine only medians and percentiles say something.

/** The value at this fraction (0 to 1) of the ordered values, by nearest rank. @throws RangeError for no values */
export function percentile(values: readonly number[], fraction: number): number {
  const ordered = [...values].sort((a, b) => a - b);
  const rank = Math.max(1, Math.ceil(fraction * ordered.length));
  const value = ordered[rank - 1];
  if (value === undefined) throw new RangeError('A percentile of no values was asked for.');
  return value;
}

/** The middle value, or the mean of the middle two. @throws RangeError for no values */
export function median(values: readonly number[]): number {
  const ordered = [...values].sort((a, b) => a - b);
  const upper = ordered[Math.floor(ordered.length / 2)];
  const lower = ordered[Math.floor((ordered.length - 1) / 2)];
  if (upper === undefined || lower === undefined)
    throw new RangeError('A median of no values was asked for.');
  return (lower + upper) / 2;
}
