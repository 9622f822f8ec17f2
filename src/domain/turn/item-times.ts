// When an item started and was done.

export interface ItemTimes {
  /** Unix milliseconds. */
  startedAtMs: number | null;
  completedAtMs: number | null;
}
