// Objects whose members may be missing in several ways.

/** Leaves out what is null or undefined, so that it does not override anything. */
export function present<T extends object>(values: T): { [K in keyof T]?: NonNullable<T[K]> } {
  const kept = Object.entries(values).filter(([, value]) => value !== null && value !== undefined);
  // What is left has the members of T, without null and undefined.
  return Object.fromEntries(kept) as { [K in keyof T]?: NonNullable<T[K]> };
}
